#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "twin/lesions/population.h"
#include "twin/lesions/scores.h"
#include "twin/lesions/twin_forecast.h"

namespace cytotwin::lesions {

/// One method on one task.
struct MethodResult {
  std::string name;
  Scores scores;
  /// CRPS less that of another method on the same patients [mm]; none for that method itself.
  std::optional<Difference> against_persistence, against_residuals;
};

/// Error and score of one group of patients.
struct StratumResult {
  std::string name;
  std::size_t patients = 0;
  double persistence_error = 0, twin_error = 0;  ///< mean absolute error [mm]
  double residuals_crps = 0, twin_crps = 0;      ///< [mm]
};

struct TaskResult {
  Task task = Task::H1;
  std::size_t patients = 0;
  std::vector<MethodResult> methods;
  std::vector<StratumResult> strata;
  Difference model_beside_past;  ///< CRPS of the twin less that of it without its model [mm]
  Difference model_for_past;     ///< CRPS with the model in the place of the past less without both
  std::array<ErrorSettings, folds> settings{};
  std::vector<double> rank_histogram;  ///< of the truth among the twin's members, 10 bins
  std::vector<Case> cases;
  Forecasts twin;

  /// @throws std::invalid_argument if there is no such method
  const MethodResult& method(const std::string& name) const;
};

/// H2 as published: errors of the relative volume (d / 228 mm)^3, patients with an error of at most
/// 0.1 counted (the rule of TumorGrowth.jl).
struct PublishedRow {
  std::string name;
  std::size_t patients = 0;  ///< counted
  double error = 0;          ///< mean absolute error
};

struct LevelResult {
  std::string name;
  bool passed = false;
  std::string measured;  ///< the figures, and by how much it was passed or missed
};

struct Evaluation {
  std::size_t patients = 0, scans = 0;
  std::vector<TaskResult> tasks;  ///< those with enough patients
  std::vector<std::string> left_out;
  std::size_t published_patients = 0;
  std::vector<PublishedRow> published;
  std::array<Population, folds> populations;
  std::vector<LevelResult> levels;
  std::vector<Patient> data;
};

inline constexpr const char* name_of_twin = "twin";
inline constexpr const char* name_of_persistence = "persistence";
inline constexpr const char* name_of_past_twin = "twin without its lesion model";
inline constexpr const char* name_of_model_twin = "twin, past through its model alone";
inline constexpr const char* name_of_bare_twin = "twin without past and model";
inline constexpr const char* name_of_residuals = "persistence + empirical residuals";

/// Fewest patients of a task; with fewer it is left out.
inline constexpr std::size_t fewest_cases = 20;

/// The whole protocol on the rows of one file. The same bytes for any number of threads.
/// @param progress  called with what is done next
/// @throws std::invalid_argument if no task has enough patients
Evaluation evaluate(const std::vector<ScanRow>& rows, const Workers& workers,
                    const std::function<void(const std::string&)>& progress);

/// The pass levels, from the tasks' results.
std::vector<LevelResult> levels_of(const std::vector<TaskResult>& tasks);

}  // namespace cytotwin::lesions
