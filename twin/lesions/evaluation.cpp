#include "twin/lesions/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "twin/lesions/baselines.h"
#include "twin/lesions/empirical.h"

namespace cytotwin::lesions {
namespace {

constexpr std::uint64_t seed = 2022;
constexpr std::size_t bank_members = 1500;
constexpr std::size_t rank_bins = 10;
constexpr double published_scale = 228;  // [mm], the largest diameter of the published data
constexpr double published_largest_error = 0.1;

/// All that is learnt once and used by every task.
struct Study {
  std::vector<Patient> patients;
  std::vector<Transition> transitions;
  TransitionIndex index;
  EmpiricalBaselines empirical;
  std::vector<std::optional<DecayAndGrowth>> bank;
  std::vector<FoldKnowledge> knowledge;
  std::map<Task, Forecasts> model_alone;
};

void merge(Forecasts& into, Forecasts from) {
  if (into.empty()) into.resize(from.size());
  for (std::size_t c = 0; c < from.size(); ++c) {
    if (!from[c].empty()) into[c] = std::move(from[c]);
  }
}

void learn_models(Study& study, const Workers& workers,
                  const std::function<void(const std::string&)>& progress) {
  const BankDraws draws = draw_bank(bank_members, seed);
  const std::size_t weeks = weeks_needed(study.patients);
  for (std::size_t fold = 0; fold < folds; ++fold) {
    progress(fmt::format("lesion model without fold {} of {}", fold + 1, folds));
    const FoldModel model(study.patients, fold, draws, weeks, workers);
    study.knowledge.push_back({model.population(), model.beliefs(study.patients, study.transitions,
                                                                 study.index, workers)});
    for (const Task task : all_tasks) {
      merge(study.model_alone[task],
            model.forecasts(study.patients, cases_of(task, study.patients), workers));
    }
  }
}

Study learn(const std::vector<ScanRow>& rows, const Workers& workers,
            const std::function<void(const std::string&)>& progress) {
  std::vector<Patient> patients = patients_of(rows);
  std::vector<Transition> transitions = transitions_of(patients);
  TransitionIndex index(transitions, patients);
  progress("baselines");
  EmpiricalBaselines empirical = learn_empirical(transitions, workers);
  auto bank = growth_decay_fits(patients, workers);
  Study study{std::move(patients),
              std::move(transitions),
              std::move(index),
              std::move(empirical),
              std::move(bank),
              {},
              {}};
  learn_models(study, workers, progress);
  return study;
}

/// Collects the methods of one task.
class TaskTable {
 public:
  TaskTable(const Study& study, TaskResult& result) : study_(study), result_(result) {}

  void add(const std::string& name, const Forecasts& forecasts) {
    result_.methods.push_back(
        {name, score(study_.patients, result_.cases, forecasts), std::nullopt, std::nullopt});
  }

  void compare() {
    const std::vector<double> persistence = result_.method(name_of_persistence).scores.patient_crps;
    const std::vector<double> residuals = result_.method(name_of_residuals).scores.patient_crps;
    for (MethodResult& method : result_.methods) {
      const std::vector<double>& own = method.scores.patient_crps;
      if (method.name != name_of_persistence)
        method.against_persistence = paired_difference(own, persistence, seed);
      if (method.name != name_of_residuals)
        method.against_residuals = paired_difference(own, residuals, seed);
    }
    result_.model_beside_past = crps_difference(name_of_twin, name_of_past_twin);
    result_.model_for_past = crps_difference(name_of_model_twin, name_of_bare_twin);
  }

 private:
  Difference crps_difference(const std::string& a, const std::string& b) const {
    return paired_difference(result_.method(a).scores.patient_crps,
                             result_.method(b).scores.patient_crps, seed);
  }

  const Study& study_;
  TaskResult& result_;
};

StratumResult stratum(const std::string& name, const TaskResult& result,
                      const std::function<bool(const Case&)>& belongs) {
  StratumResult stratum{name, 0, 0, 0, 0, 0};
  const Scores& persistence = result.method(name_of_persistence).scores;
  const Scores& residuals = result.method(name_of_residuals).scores;
  const Scores& twin = result.method(name_of_twin).scores;
  for (std::size_t c = 0; c < result.cases.size(); ++c) {
    if (!belongs(result.cases[c])) continue;
    ++stratum.patients;
    stratum.persistence_error += persistence.patient_errors[c];
    stratum.twin_error += twin.patient_errors[c];
    stratum.residuals_crps += residuals.patient_crps[c];
    stratum.twin_crps += twin.patient_crps[c];
  }
  for (double* sum : {&stratum.persistence_error, &stratum.twin_error, &stratum.residuals_crps,
                      &stratum.twin_crps}) {
    if (stratum.patients > 0) *sum /= static_cast<double>(stratum.patients);
  }
  return stratum;
}

void stratify(const Study& study, TaskResult& result) {
  const auto chemotherapy = [&](const Case& of) {
    return had_chemotherapy(study.patients[of.patient]);
  };
  result.strata.push_back(stratum("chemotherapy arms", result, chemotherapy));
  result.strata.push_back(
      stratum("immunotherapy arms", result, [&](const Case& of) { return !chemotherapy(of); }));
  std::vector<int> studies;
  for (const Case& of : result.cases) studies.push_back(study.patients[of.patient].study);
  std::sort(studies.begin(), studies.end());
  studies.erase(std::unique(studies.begin(), studies.end()), studies.end());
  for (const int number : studies) {
    result.strata.push_back(stratum(fmt::format("study {}", number), result, [&](const Case& of) {
      return study.patients[of.patient].study == number;
    }));
  }
}

TaskResult evaluate_task(Task task, const Study& study, const Workers& workers) {
  TaskResult result;
  result.task = task;
  result.cases = cases_of(task, study.patients);
  result.patients = result.cases.size();
  TaskTable table(study, result);
  table.add(name_of_persistence, persistence(study.patients, result.cases));
  table.add("line through the last two", line_through_last_two(study.patients, result.cases));
  for (const Law law : all_laws)
    table.add(name_of(law), fitted_law(law, study.patients, result.cases, 3, workers));
  table.add("growth-decay, bank of other patients",
            growth_decay_bank(study.patients, result.cases, study.bank, workers));
  Forecasts regression = regression_with_residuals(result.cases, study.transitions, study.index,
                                                   study.empirical, workers);
  Forecasts regression_points = regression;
  for (auto& of_case : regression_points) {
    for (Forecast& forecast : of_case) forecast.members.clear();
  }
  table.add("LAD regression", regression_points);
  table.add(name_of_residuals, persistence_with_residuals(result.cases, study.transitions,
                                                          study.index, study.empirical, workers));
  table.add("LAD regression + empirical residuals", regression);
  table.add("lesion model alone", study.model_alone.at(task));
  const auto twin = [&](TwinVariant variant) {
    return forecast_by_twin(task, variant, study.patients, study.transitions, study.index,
                            study.knowledge, study.empirical, workers);
  };
  table.add(name_of_bare_twin, twin(TwinVariant::without_past).forecasts);
  table.add(name_of_model_twin, twin(TwinVariant::through_model_alone).forecasts);
  table.add(name_of_past_twin, twin(TwinVariant::without_model).forecasts);
  if (hides_the_end(task))
    table.add("twin blind to the end", twin(TwinVariant::blind_to_the_end).forecasts);
  TwinForecasts whole = twin(TwinVariant::whole);
  table.add(name_of_twin, whole.forecasts);
  table.compare();
  stratify(study, result);
  result.settings = whole.settings;
  result.rank_histogram = rank_histogram(study.patients, result.cases, whole.forecasts, rank_bins);
  result.twin = std::move(whole.forecasts);
  return result;
}

/// Patients with volumes in the place of diameters.
std::vector<Patient> volumes_of(std::vector<Patient> patients) {
  for (Patient& patient : patients) {
    for (Scan& scan : patient.scans) scan.mm = std::pow(scan.mm / published_scale, 3);
  }
  return patients;
}

PublishedRow published_row(const std::string& name, const std::vector<Patient>& volumes,
                           const std::vector<Case>& cases, const Forecasts& forecasts) {
  PublishedRow row{name, 0, 0};
  for (const double error : score(volumes, cases, forecasts).patient_errors) {
    if (error > published_largest_error) continue;
    ++row.patients;
    row.error += error;
  }
  if (row.patients > 0) row.error /= static_cast<double>(row.patients);
  return row;
}

void evaluate_as_published(const std::vector<ScanRow>& rows, const Workers& workers,
                           Evaluation& evaluation) {
  const std::vector<Patient> volumes = volumes_of(patients_as_published(rows));
  const std::vector<Case> cases = cases_of(Task::H2, volumes);
  evaluation.published_patients = cases.size();
  if (cases.empty()) return;
  evaluation.published.push_back(
      published_row(name_of_persistence, volumes, cases, persistence(volumes, cases)));
  for (const Law law : all_laws)
    evaluation.published.push_back(
        published_row(name_of(law), volumes, cases, fitted_law(law, volumes, cases, 1, workers)));
}

}  // namespace

const MethodResult& TaskResult::method(const std::string& name) const {
  for (const MethodResult& of : methods) {
    if (of.name == name) return of;
  }
  throw std::invalid_argument(fmt::format("TaskResult::method: there is no \"{}\"", name));
}

Evaluation evaluate(const std::vector<ScanRow>& rows, const Workers& workers,
                    const std::function<void(const std::string&)>& progress) {
  Evaluation evaluation;
  const std::vector<Patient> patients = patients_of(rows);
  std::vector<Task> tasks;
  for (const Task task : all_tasks) {
    const std::size_t cases = cases_of(task, patients).size();
    if (cases >= fewest_cases)
      tasks.push_back(task);
    else
      evaluation.left_out.push_back(fmt::format("{}: {} patients, at least {} are needed",
                                                name_of(task), cases, fewest_cases));
  }
  if (tasks.empty())
    throw std::invalid_argument(
        fmt::format("evaluate: no task has {} patients or more", fewest_cases));
  const Study study = learn(rows, workers, progress);
  for (const Task task : tasks) {
    progress(fmt::format("task {}", name_of(task)));
    evaluation.tasks.push_back(evaluate_task(task, study, workers));
  }
  progress("H2 as published");
  evaluate_as_published(rows, workers, evaluation);
  for (std::size_t fold = 0; fold < folds; ++fold)
    evaluation.populations[fold] = study.knowledge[fold].population;
  evaluation.levels = levels_of(evaluation.tasks);
  evaluation.patients = study.patients.size();
  for (const Patient& patient : study.patients) evaluation.scans += patient.scans.size();
  evaluation.data = study.patients;
  return evaluation;
}

}  // namespace cytotwin::lesions
