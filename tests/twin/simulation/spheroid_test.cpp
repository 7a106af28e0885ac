// The shipped spheroid, shortened: what its scenario promises about its steps.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "twin/scenario/read.h"
#include "twin/simulation/series.h"
#include "twin/simulation/simulation.h"

namespace cytotwin {
namespace {

/// Outer radius day by day [um] of the smallest spheroid, days 8 to 12: 900 to 3,000 cells.
std::vector<double> radii(const std::vector<std::string>& overrides) {
  std::vector<std::string> all = {"time.end=12 d", "output.series=1 d"};
  all.insert(all.end(), overrides.begin(), overrides.end());
  const Scenario scenario =
      read_scenario(CYTOTWIN_SOURCE_DIR "/scenarios/immunotherapy/spheroid_983b_1250.toml", all)
          .scenario;
  Simulation simulation(scenario, 2);
  const SeriesTable names = empty_series(simulation.tissue());
  const auto column = static_cast<std::size_t>(
      std::find(names.names.begin(), names.names.end(), "radius") - names.names.begin());
  std::vector<double> values;
  SimulationOutput output;
  output.series = [&](const std::vector<double>& row) { values.push_back(row.at(column)); };
  simulation.run(output);
  return values;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b.at(i)));
  return largest;
}

// Halving any step of the scenario may move the radius by 2 um at most. At 2 min the mechanics step
// would not pass: contacts stiffer than the step slow down, and the spheroid stays 1 % smaller.
TEST(Spheroid, HalvingAnyStepMovesTheRadiusByLessThan2um) {
  const auto shipped = radii({});
  ASSERT_EQ(shipped.size(), 5U);
  EXPECT_GT(shipped.back(), shipped.front() + 35);  // it has grown
  EXPECT_LT(largest_difference(shipped, radii({"time.mechanics=0.5 min"})), 2.0);
  EXPECT_LT(
      largest_difference(shipped, radii({"time.phenotype=15 min", "time.quasi_steady=15 min"})),
      2.0);
}

}  // namespace
}  // namespace cytotwin
