#include "twin/commands/evaluate_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace cytotwin {
namespace {

using namespace lesions;

std::string optional_number(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

std::string interval(const std::optional<Difference>& difference) {
  if (!difference) return "-";
  return fmt::format("{:+.3f} [{:+.3f}, {:+.3f}]", difference->mean, difference->low,
                     difference->high);
}

std::string task_text(const TaskResult& result) {
  std::string text = fmt::format(
      "\n{}: {} patients\n{:<38}{:>7}{:>8}{:>8}{:>7}{:>7}{:>8}{:>7}{:>7}{:>7}{:>7}  "
      "{:<26}{}\n",
      name_of(result.task), result.patients, "method (errors in mm)", "MAE", "median", "CRPS",
      "cover", "class", "PD rec", "prec", "Brier", "AUC", "R2", "CRPS - persistence",
      "CRPS - (persistence + residuals)");
  for (const MethodResult& method : result.methods) {
    const Scores& s = method.scores;
    text += fmt::format(
        "{:<38}{:>7.3f}{:>8.2f}{:>8.3f}{:>7}{:>7.3f}{:>8.2f}{:>7.2f}{:>7}{:>7}{:>7.3f}  {:<26}{}\n",
        method.name, s.mean_error, s.median_error, s.crps, optional_number(s.coverage),
        s.class_accuracy, s.pd_recall, s.pd_precision, optional_number(s.pd_brier),
        optional_number(s.pd_area), s.r_squared, interval(method.against_persistence),
        interval(method.against_residuals));
  }
  return text + fmt::format(
                    "CRPS that the lesion model takes off: beside the past {}, in its place "
                    "{}\n",
                    interval(result.model_beside_past), interval(result.model_for_past));
}

std::string strata_text(const TaskResult& result) {
  std::string text;
  for (const StratumResult& of : result.strata) {
    text += fmt::format("{:<6}{:<22}{:>9}{:>14.3f}{:>9.3f}{:>16.3f}{:>9.3f}\n",
                        name_of(result.task), of.name, of.patients, of.persistence_error,
                        of.twin_error, of.residuals_crps, of.twin_crps);
  }
  return text;
}

nlohmann::json number_or_null(const std::optional<double>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json difference_json(const std::optional<Difference>& difference) {
  if (!difference) return nullptr;
  return {{"mean", difference->mean}, {"low", difference->low}, {"high", difference->high}};
}

nlohmann::json method_json(const MethodResult& method) {
  const Scores& s = method.scores;
  return {{"method", method.name},
          {"mae_mm", s.mean_error},
          {"median_mm", s.median_error},
          {"crps_mm", s.crps},
          {"coverage_90", number_or_null(s.coverage)},
          {"class_accuracy", s.class_accuracy},
          {"pd_recall", s.pd_recall},
          {"pd_precision", s.pd_precision},
          {"pd_brier", number_or_null(s.pd_brier)},
          {"pd_auc", number_or_null(s.pd_area)},
          {"r2_last", s.r_squared},
          {"crps_minus_persistence", difference_json(method.against_persistence)},
          {"crps_minus_persistence_residuals", difference_json(method.against_residuals)}};
}

nlohmann::json task_json(const TaskResult& result) {
  nlohmann::json methods = nlohmann::json::array(), strata = nlohmann::json::array();
  for (const MethodResult& method : result.methods) methods.push_back(method_json(method));
  for (const StratumResult& of : result.strata) {
    strata.push_back({{"stratum", of.name},
                      {"patients", of.patients},
                      {"persistence_mae_mm", of.persistence_error},
                      {"twin_mae_mm", of.twin_error},
                      {"persistence_residuals_crps_mm", of.residuals_crps},
                      {"twin_crps_mm", of.twin_crps}});
  }
  nlohmann::json settings = nlohmann::json::array();
  for (const ErrorSettings& of : result.settings)
    settings.push_back({{"neighbours", of.neighbours}, {"anchor", of.anchor}});
  return {{"task", name_of(result.task)},
          {"patients", result.patients},
          {"methods", methods},
          {"strata", strata},
          {"crps_added_by_model_beside_past", difference_json(result.model_beside_past)},
          {"crps_added_by_model_in_place_of_past", difference_json(result.model_for_past)},
          {"settings_by_fold", settings}};
}

nlohmann::json population_json(const Population& population) {
  nlohmann::json deviations = nlohmann::json::array();
  for (std::size_t i = 0; i < parameter_count; ++i)
    deviations.push_back(std::sqrt(population.covariance(i, i)));
  return {{"immunotherapy_mean", population.mean[0]},
          {"chemotherapy_mean", population.mean[1]},
          {"deviations", deviations}};
}

std::string published_text(const Evaluation& evaluation) {
  if (evaluation.published.empty()) return {};
  std::string text = fmt::format(
      "\nH2 as published (preparation A, {} patients): error of (d / 228 mm)^3, patients with at "
      "most 0.1\n",
      evaluation.published_patients);
  for (const PublishedRow& row : evaluation.published)
    text += fmt::format("{:<38}{:>9.5f}{:>6} patients\n", row.name, row.error, row.patients);
  return text;
}

}  // namespace

std::string report_text(const Evaluation& evaluation) {
  std::string text = fmt::format("{}\n{} patients, {} scans\n", research_use, evaluation.patients,
                                 evaluation.scans);
  for (const std::string& reason : evaluation.left_out)
    text += fmt::format("left out: {}\n", reason);
  for (const TaskResult& result : evaluation.tasks) text += task_text(result);
  text += published_text(evaluation);
  text += fmt::format("\n{:<6}{:<22}{:>9}{:>14}{:>9}{:>16}{:>9}\n", "task", "stratum", "patients",
                      "MAE: persist.", "twin", "CRPS: residuals", "twin");
  for (const TaskResult& result : evaluation.tasks) text += strata_text(result);
  text += "\nlevels\n";
  for (const LevelResult& level : evaluation.levels)
    text += fmt::format("{:<7} {}: {}\n", level.passed ? "passed" : "missed", level.name,
                        level.measured);
  return text + fmt::format("\n{}\n", research_use);
}

std::string report_json(const Evaluation& evaluation) {
  nlohmann::json tasks = nlohmann::json::array(), published = nlohmann::json::array();
  nlohmann::json levels = nlohmann::json::array(), populations = nlohmann::json::array();
  for (const TaskResult& result : evaluation.tasks) tasks.push_back(task_json(result));
  for (const PublishedRow& row : evaluation.published)
    published.push_back({{"method", row.name}, {"patients", row.patients}, {"mae", row.error}});
  for (const LevelResult& level : evaluation.levels)
    levels.push_back(
        {{"level", level.name}, {"passed", level.passed}, {"measured", level.measured}});
  for (const Population& population : evaluation.populations)
    populations.push_back(population_json(population));
  return nlohmann::json{{"notice", research_use},
                        {"patients", evaluation.patients},
                        {"scans", evaluation.scans},
                        {"left_out", evaluation.left_out},
                        {"tasks", tasks},
                        {"h2_as_published", published},
                        {"populations_by_fold", populations},
                        {"levels", levels}}
             .dump(2) +
         "\n";
}

std::string report_table_csv(const Evaluation& evaluation) {
  std::string text = fmt::format(
      "# {}\ntask,method,patients,mae_mm,median_mm,crps_mm,coverage_90,class_accuracy,pd_recall,"
      "pd_precision,pd_brier,pd_auc,r2_last\n",
      research_use);
  for (const TaskResult& result : evaluation.tasks) {
    for (const MethodResult& method : result.methods) {
      const Scores& s = method.scores;
      const auto cell = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : std::string();
      };
      text += fmt::format("{},\"{}\",{},{},{},{},{},{},{},{},{},{},{}\n", name_of(result.task),
                          method.name, s.patients, s.mean_error, s.median_error, s.crps,
                          cell(s.coverage), s.class_accuracy, s.pd_recall, s.pd_precision,
                          cell(s.pd_brier), cell(s.pd_area), s.r_squared);
    }
  }
  return text;
}

std::string report_forecasts_csv(const Evaluation& evaluation) {
  std::string text =
      fmt::format("# {}\ntask,patient,week,point,q05,q25,q50,q75,q95,measured\n", research_use);
  for (const TaskResult& result : evaluation.tasks) {
    for (std::size_t c = 0; c < result.cases.size(); ++c) {
      const Patient& patient = evaluation.data[result.cases[c].patient];
      for (std::size_t h = 0; h < result.cases[c].hidden.size(); ++h) {
        const Scan& scan = patient.scans[result.cases[c].hidden[h]];
        const Forecast& forecast = result.twin[c][h];
        text += fmt::format("{},{},{:.4f},{:.3f}", name_of(result.task), patient.id, scan.week,
                            forecast.point);
        for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95})
          text += fmt::format(",{:.3f}", quantile(forecast.members, share));
        text += fmt::format(",{}\n", scan.mm);
      }
    }
  }
  return text;
}

}  // namespace cytotwin
