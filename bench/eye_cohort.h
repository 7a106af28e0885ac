#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/random.h"
#include "kinetics/rosenbrock.h"
#include "kinetics/scaled_tolerances.h"
#include "twin/eyes/eye_network.h"
#include "twin/eyes/treatment.h"
#include "twin/eyes/vision.h"

namespace cytotwin {

struct Drug {
  std::string name;
  double mg = 0.3;
  std::map<std::string, double> constants = {};  // over those of ranibizumab
  double half_life = 7.5;                        // [d]
};

/// What a trial's eyes are like before it: medians over eyes; the rest is the same in all.
struct Entry {
  double oedema = 150;               // median untreated excess [um]
  double best_letters = 74;          // mean without oedema
  double nonperfused = 0.02;         // share
  std::vector<double> letters = {};  // at the start, by eye; then best_letters is not used
};

/// A virtual cohort under one drug and rule, advanced a week at a time; rows are weeks, shape
/// (weeks, eyes).
struct CohortCourse {
  std::vector<std::vector<double>> thickness, letters, leakage, severity, vegf;  // true
  std::vector<std::vector<double>> read_thickness, read_letters;  // as a clinic reads them
  std::vector<std::vector<eyes::ClinicVisit>> visits;             // by eye
};

class Cohort {
 public:
  Cohort(std::size_t eyes, const Entry& entry, const Drug& drug) : eyes_(eyes), drug_(drug) {
    constants_ = network_.default_constants();
    for (const auto& [name, value] : drug.constants) constants_[constant(name)] = value;
    draw(entry);
  }

  /// @param rule  none: nothing is injected, and the eye is seen every 4 weeks
  CohortCourse run(const std::optional<eyes::TreatmentRule>& rule, int weeks) const {
    std::vector<int> next(eyes_, 0);
    std::vector<std::vector<eyes::ClinicVisit>> visits(eyes_);
    CohortCourse course = advanced(weeks, [&](int week, std::size_t e, double um, double letters) {
      if (next[e] != week) return false;
      eyes::ClinicVisit now{static_cast<double>(week), um, letters, false};
      const eyes::Decision decision =
          rule ? eyes::decide(*rule, visits[e], now) : eyes::Decision{false, 4};
      now.injected = decision.inject;
      visits[e].push_back(now);
      next[e] = week + static_cast<int>(std::lround(decision.weeks));
      return decision.inject;
    });
    course.visits = std::move(visits);
    return course;
  }

  /// @param injections  weeks of each eye's, ascending
  CohortCourse replay(const std::vector<std::vector<int>>& injections, int weeks) const {
    return advanced(weeks, [&](int week, std::size_t e, double, double) {
      return std::binary_search(injections[e].begin(), injections[e].end(), week);
    });
  }

  std::size_t eyes() const { return eyes_; }

 private:
  static std::uint32_t place(const std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::invalid_argument("no " + name);
    return static_cast<std::uint32_t>(found - names.begin());
  }
  std::uint32_t constant(const std::string& name) const {
    return place(network_.constant_names(), name);
  }
  std::uint32_t state(const std::string& name) const { return place(network_.state_names(), name); }

  /// @param injects  whether an eye gets an injection in a week, from what is read then
  template <class Injects>
  CohortCourse advanced(int weeks, const Injects& injects) const {
    std::vector<std::vector<double>> states = initial_states();
    std::vector<float> last(eyes_, 0);
    CellBatch batch;
    batch.cells = eyes_;
    batch.states.assign(states.begin(), states.end());
    batch.constants = constants_;
    for (const auto& [name, values] : varied_) batch.varied.emplace_back(constant(name), values);
    batch.last_step = last;
    RosenbrockKinetics solver(network_, tolerances());
    const Workers workers(std::max(1U, std::thread::hardware_concurrency()));
    CohortCourse course;
    for (int week = 0; week <= weeks; ++week) {
      put(states, week, course);
      for (std::size_t e = 0; e < eyes_; ++e) {
        if (!injects(week, e, course.read_thickness.back()[e], course.read_letters.back()[e]))
          continue;
        states[state("drug_v")][e] += drug_.mg;
        last[e] = 0;
      }
      if (week == weeks) continue;
      const KineticsReport report = solver.advance(batch, 7.0 * week, 7, workers);
      if (!report.failures.empty())
        throw std::runtime_error("an eye cannot be solved: " + report.failures.front().what);
    }
    return course;
  }

  // Spreads of docs/retinopathy.md; the same eyes for every drug and rule.
  void draw(const Entry& entry) {
    for (std::size_t e = 0; e < eyes_; ++e) {
      RandomStream random(1, e, 0, Purpose::eye_cohort);
      const auto set = [&](const char* name, double value) { varied_[name].push_back(value); };
      set("dry_thickness", 262 + 15 * random.normal());
      set("oedema_0", entry.oedema * std::exp(0.7 * random.normal()));
      set("slow_share", 1 / (1 + std::exp(-(0.4 + 0.8 * random.normal()))));
      set("slow_time", 190 * std::exp(0.5 * random.normal()));
      set("half_vegf", 0.34 * std::exp(0.4 * random.normal()));
      set("half_life", drug_.half_life * std::exp(0.13 * random.normal()));
      set("nonperfused_0", entry.nonperfused * std::exp(0.4 * random.normal()));
      set("lesion_time", 90 * std::exp(0.5 * random.normal()));
      const double oedema = varied_["oedema_0"].back();
      const double best = std::min(95.0, entry.best_letters + 10 * random.normal());
      set("best_letters",
          entry.letters.empty() ? best : entry.letters[e] + eyes::letters_lost(oedema));
    }
  }

  std::vector<std::vector<double>> initial_states() const {
    std::vector<std::vector<double>> states(network_.states(), std::vector<double>(eyes_));
    for (std::size_t e = 0; e < eyes_; ++e) {
      std::vector<double> constants = constants_;
      for (const auto& [name, values] : varied_) constants[constant(name)] = values[e];
      const Network::Start start = network_.start(0, constants);
      for (std::size_t s = 0; s < states.size(); ++s) states[s][e] = start.states[s];
    }
    return states;
  }

  Tolerances tolerances() const {
    SimulationPlan plan;
    plan.constants = constants_;
    for (int day = 0; day <= 60; ++day) plan.output_times.push_back(day);
    plan.jumps = {{0, state("drug_v"), drug_.mg}};
    return scaled_tolerances(network_, plan, 1e-2);
  }

  void put(const std::vector<std::vector<double>>& states, int week, CohortCourse& course) const {
    for (auto* rows : {&course.thickness, &course.letters, &course.leakage, &course.severity,
                       &course.vegf, &course.read_thickness, &course.read_letters})
      rows->emplace_back();
    Tape::Workspace workspace(network_.values(), 1);
    const auto& names = network_.quantity_names();
    for (std::size_t e = 0; e < eyes_; ++e) {
      std::vector<double> input = {7.0 * week}, row(network_.values().outputs());
      std::vector<double> constants = constants_;
      for (const auto& [name, values] : varied_) constants[constant(name)] = values[e];
      input.insert(input.end(), constants.begin(), constants.end());
      for (const auto& column : states) input.push_back(column[e]);
      network_.values().evaluate(input.data(), row.data(), workspace);
      const auto value = [&](const char* name) { return row[place(names, name)]; };
      course.thickness.back().push_back(value("cst"));
      course.letters.back().push_back(value("letters"));
      course.leakage.back().push_back(value("leakage"));
      course.severity.back().push_back(value("severity"));
      course.vegf.back().push_back(value("vegf"));
      RandomStream random(1, e, static_cast<std::uint32_t>(week), Purpose::eye_visits);
      const double cst = value("cst");
      course.read_thickness.back().push_back(cst + std::hypot(6.0, 0.03 * cst) * random.normal());
      course.read_letters.back().push_back(value("letters") + 4.5 * random.normal());
    }
  }

  Network network_ = eyes::eye_network();
  std::size_t eyes_;
  Drug drug_;
  std::vector<double> constants_;
  std::map<std::string, std::vector<double>> varied_;
};

}  // namespace cytotwin
