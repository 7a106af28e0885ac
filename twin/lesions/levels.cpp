#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "twin/lesions/evaluation.h"
#include "twin/lesions/growth_laws.h"

namespace cytotwin::lesions {
namespace {

constexpr double least_coverage = 0.85, most_coverage = 0.95;
constexpr double least_area = 0.80;

const TaskResult* find(const std::vector<TaskResult>& tasks, Task task) {
  for (const TaskResult& result : tasks) {
    if (result.task == task) return &result;
  }
  return nullptr;
}

LevelResult not_judged(std::string name) {
  return {std::move(name), false, "the task has too few patients"};
}

LevelResult crps_level(const std::vector<TaskResult>& tasks, Task task) {
  std::string name = fmt::format("(i) CRPS below {} on {}, 95 % interval below 0",
                                 name_of_residuals, name_of(task));
  const TaskResult* result = find(tasks, task);
  if (result == nullptr) return not_judged(std::move(name));
  const Difference& difference = *result->method(name_of_twin).against_residuals;
  return {std::move(name), difference.high < 0,
          fmt::format("{:.3f} against {:.3f} mm: {:+.3f} [{:+.3f}, {:+.3f}]; the interval ends "
                      "{:.3f} mm {} 0",
                      result->method(name_of_twin).scores.crps,
                      result->method(name_of_residuals).scores.crps, difference.mean,
                      difference.low, difference.high, std::abs(difference.high),
                      difference.high < 0 ? "below" : "above")};
}

LevelResult coverage_level(const TaskResult& result) {
  const double coverage = result.method(name_of_twin).scores.coverage.value_or(0);
  const double inside = std::min(coverage - least_coverage, most_coverage - coverage);
  return {fmt::format("(ii) 90 % coverage of {} in {:.2f} to {:.2f}", name_of(result.task),
                      least_coverage, most_coverage),
          inside >= 0,
          fmt::format("{:.3f}; {:.3f} {} the range", coverage, std::abs(inside),
                      inside >= 0 ? "within" : "outside")};
}

LevelResult area_level(const std::vector<TaskResult>& tasks) {
  std::string name = fmt::format("(iii) AUC of progression on H2 at least {:.2f}", least_area);
  const TaskResult* result = find(tasks, Task::H2);
  if (result == nullptr) return not_judged(std::move(name));
  const double area = result->method(name_of_twin).scores.pd_area.value_or(0);
  return {std::move(name), area >= least_area,
          fmt::format("{:.3f}; {:+.3f}", area, area - least_area)};
}

LevelResult error_level(const TaskResult& result) {
  const double twin = result.method(name_of_twin).scores.mean_error;
  const double last = result.method(name_of_persistence).scores.mean_error;
  return {fmt::format("(iv) mean error on {} no larger than persistence's", name_of(result.task)),
          twin <= last, fmt::format("{:.3f} against {:.3f} mm; {:+.3f}", twin, last, twin - last)};
}

LevelResult laws_level(const TaskResult& result) {
  const double twin = result.method(name_of_twin).scores.mean_error;
  std::string best;
  double least = 0;
  for (const Law law : all_laws) {
    const double error = result.method(name_of(law)).scores.mean_error;
    if (best.empty() || error < least) {
      least = error;
      best = name_of(law);
    }
  }
  return {fmt::format("(v) mean error on {} below all growth laws'", name_of(result.task)),
          twin < least,
          fmt::format("{:.3f} against {:.3f} mm of the best, {}; {:+.3f}", twin, least, best,
                      twin - least)};
}

}  // namespace

std::vector<LevelResult> levels_of(const std::vector<TaskResult>& tasks) {
  std::vector<LevelResult> levels = {crps_level(tasks, Task::H2), crps_level(tasks, Task::E2)};
  for (const TaskResult& result : tasks) levels.push_back(coverage_level(result));
  levels.push_back(area_level(tasks));
  for (const TaskResult& result : tasks) levels.push_back(error_level(result));
  for (const TaskResult& result : tasks) levels.push_back(laws_level(result));
  return levels;
}

}  // namespace cytotwin::lesions
