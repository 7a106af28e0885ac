#include <fmt/format.h>

#include <initializer_list>

#include "twin/eyes/evaluation.h"

namespace cytotwin::eyes {
namespace {

constexpr double least_gain = 0.05;

EyeLevel at_most(const std::string& name, std::optional<double> value, double limit,
                 const char* unit) {
  if (!value) return {name, false, "nothing to judge by in this file"};
  return {name, *value <= limit, fmt::format("{:.1f} {}; {:+.1f}", *value, unit, *value - limit)};
}

/// Over the first of some methods that the file has.
EyeLevel gain_over(std::initializer_list<const char*> methods, const EyeEvaluation& evaluation) {
  for (const char* method : methods) {
    for (std::size_t m = 1; m < evaluation.thickness.size(); ++m) {
      if (evaluation.thickness[m].method != method) continue;
      const CrpsGain& gain = evaluation.gains[m - 1];
      return {
          fmt::format("CRPS at least 5 % below {}", method), gain.share <= -least_gain,
          fmt::format("{:.2f} against {:.2f} um: {:+.1f} %; difference {:+.2f} [{:+.2f}, {:+.2f}] "
                      "over {} eyes",
                      evaluation.thickness.front().crps, evaluation.thickness[m].crps,
                      100 * gain.share, gain.mean, gain.low, gain.high, gain.eyes)};
    }
  }
  return {fmt::format("CRPS at least 5 % below {}", *methods.begin()), false,
          "nothing to judge by in this file"};
}

EyeLevel coverage_level(const EyeScores& twin) {
  constexpr double low = 0.72, high = 0.88;
  const double coverage = twin.coverage.value_or(0);
  const bool passed = coverage >= low && coverage <= high;
  return {"80 % intervals of thickness hold 0.72 to 0.88", passed,
          fmt::format("{:.3f}; {:.3f} {} the range", coverage,
                      passed ? std::min(coverage - low, high - coverage)
                             : std::max(low - coverage, coverage - high),
                      passed ? "within" : "outside")};
}

}  // namespace

std::vector<EyeLevel> levels_of(const EyeEvaluation& evaluation) {
  const EyeScores& twin = evaluation.thickness.front();
  std::vector<EyeLevel> levels;
  levels.push_back(
      at_most("median error of thickness 4 weeks ahead at most 15 um, 8 visits seen or more",
              twin.median_4, 15, "um"));
  levels.push_back(
      at_most("median error of thickness 12 weeks ahead at most 25 um, 8 visits seen or more",
              twin.median_12, 25, "um"));
  levels.push_back(gain_over({persistence_method, own_arm_method, certain_method}, evaluation));
  levels.push_back(gain_over({exponential_method}, evaluation));
  levels.push_back(coverage_level(twin));
  levels.push_back(at_most(
      "mean error of letters at most 6",
      evaluation.letters.empty() ? std::nullopt : std::optional(evaluation.letters.front().error),
      6, "letters"));
  return levels;
}

}  // namespace cytotwin::eyes
