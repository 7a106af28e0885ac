#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "twin/scenario/read.h"
#include "twin/simulation/build.h"
#include "twin/simulation/simulation.h"
#include "twin/simulation/treat.h"

namespace cytotwin {
namespace {

const std::string text = R"(schema = 1
[time]
start = "1 d"
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[substance]]
name = "drug"
unit = "mM"
diffusivity = "1e3 um^2/min"
decay = "0.01 1/min"
initial = "0.5 mM"
[[variable]]
name = "antigen"
[[cell_type]]
name = "tumour"
[cell_type.cycle]
model = "live"
[[cell_type.cycle.phase]]
name = "live"
exit_rate = "0 1/h"
[cell_type.apoptosis]
rate = "0 1/h"
[[cell_type.variable]]
name = "antigen"
distribution = "lognormal"
mean = 2
sd = 0.25
[[cell_type]]
name = "effector"
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "60 um"
count = 100
)";

const std::string infusion = R"(
[[treatment]]
kind = "infusion"
start = "30 h"
interval = "3 h"
count = 2
[treatment.cells]
cell_type = "effector"
shape = "shell"
inner_radius = "20 um"
radius = "60 um"
around = "tumour"
arrangement = "random"
count = 2000
)";

const std::string dose = R"(
[[treatment]]
kind = "dose"
start = "30 h"
substance = "drug"
concentration = "2 mM"
)";

Scenario scenario_of(const std::string& more) {
  return read_scenario_text("s.toml", text + more, ".").scenario;
}

std::size_t count(const Tissue& tissue, std::uint16_t type) {
  const auto& types = tissue.cells().type;
  return static_cast<std::size_t>(std::count(types.begin(), types.end(), type));
}

TEST(Treatment, InfusionsComeInTheirInterval) {
  const Scenario scenario = scenario_of(infusion);
  Tissue tissue = build_tissue(scenario);
  EXPECT_EQ(count(tissue, 0), 100u);
  EXPECT_FALSE(treat(tissue, scenario, 1440, 1794));
  EXPECT_TRUE(treat(tissue, scenario, 1794, 1800));
  EXPECT_EQ(count(tissue, 1), 2000u);
  EXPECT_FALSE(treat(tissue, scenario, 1800, 1979.999));
  EXPECT_TRUE(treat(tissue, scenario, 1974, 1980));
  EXPECT_EQ(count(tissue, 1), 4000u);
  EXPECT_FALSE(treat(tissue, scenario, 1980, 1e9));
}

// Uniform in volume: share of the shell's inner half of its thickness, within 3.3 standard errors.
TEST(Treatment, InfusedCellsFillTheShellAroundTheTumour) {
  const Scenario scenario = scenario_of(infusion);
  Tissue tissue = build_tissue(scenario);
  double surface = 0;
  for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
    surface = std::max(surface, norm(tissue.cells().position(i)) + tissue.cells().radius[i]);
  }
  treat(tissue, scenario, 1794, 1800);
  const double low = surface + 20, middle = surface + 40, high = surface + 60;
  int inner = 0;
  for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
    if (tissue.cells().type[i] != 1) continue;
    const double r = norm(tissue.cells().position(i));
    EXPECT_GE(r, low - 1e-9);
    EXPECT_LE(r, high + 1e-9);
    inner += r < middle;
  }
  const auto cube = [](double x) { return x * x * x; };
  const double share = (cube(middle) - cube(low)) / (cube(high) - cube(low));
  EXPECT_NEAR(inner, 2000 * share, 3.3 * std::sqrt(2000 * share * (1 - share)));
}

TEST(Treatment, ADoseStepsTheMeanExactlyAndDecays) {
  Scenario scenario = scenario_of(dose);
  Simulation simulation(scenario, 1);
  double before = 0, at_dose = 0, later = 0;
  SimulationOutput output;
  std::vector<double> minutes, level;
  output.series = [&](const std::vector<double>& row) {
    minutes.push_back(row.front());
    const auto& field = simulation.tissue().fields()[0];
    level.push_back(std::accumulate(field.begin(), field.end(), 0.0) /
                    static_cast<double>(field.size()));
  };
  simulation.run(output);
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (minutes[i] == 29 * 60) before = level[i];
    if (minutes[i] == 30 * 60) at_dose = level[i];
    if (minutes[i] == 31 * 60) later = level[i];
  }
  // the solver's decay is that of its scheme, of second order: (0.001)^2 a step of 0.1 min
  EXPECT_NEAR(before / (0.5 * std::exp(-0.01 * 300)), 1, 1e-4);
  EXPECT_NEAR(at_dose, 0.5 * std::exp(-0.01 * 360) + 2, 1e-5);
  EXPECT_NEAR(later / (at_dose * std::exp(-0.01 * 60)), 1, 1e-4);
  EXPECT_LT(simulation.tissue().budgets()[0].relative_imbalance(), 1e-10);
}

TEST(Treatment, RestartAcrossAnInfusionIsTheSame) {
  Scenario scenario = scenario_of(infusion + dose);
  scenario.time.end = 1440 + 420;
  Simulation whole(scenario, 2);
  whole.run({});
  Simulation first(scenario, 1);
  SimulationOutput stop;
  stop.stop = [&] { return first.minutes() >= 1790; };
  first.run(stop);
  Simulation second(scenario, 1);
  second.restore(first.checkpoint());
  second.run({});
  EXPECT_EQ(second.tissue().cells().id, whole.tissue().cells().id);
  EXPECT_EQ(second.tissue().cells().x, whole.tissue().cells().x);
  EXPECT_EQ(second.tissue().fields()[0], whole.tissue().fields()[0]);
}

// ln of a lognormal value is normal around ln 2 with sd 0.25: mean and variance of 4,000.
TEST(Placement, VariablesAreDrawnFromTheirDistribution) {
  Scenario scenario = scenario_of("");
  scenario.placements[0].arrangement = Placement::Arrangement::random;
  scenario.placements[0].count = 4000;
  const Tissue tissue = build_tissue(scenario);
  const auto& values = tissue.cells().extra[tissue.cells().find_extra("custom_antigen")].values;
  double sum = 0, squares = 0;
  for (const double value : values) {
    sum += std::log(value / 2);
    squares += std::log(value / 2) * std::log(value / 2);
  }
  const double n = static_cast<double>(values.size());
  EXPECT_NEAR(sum / n, 0, 3.3 * 0.25 / std::sqrt(n));
  EXPECT_NEAR(squares / n / 0.0625, 1, 3.3 * std::sqrt(2 / n));
}

TEST(Placement, APlanarDomainHoldsADisc) {
  Scenario scenario = scenario_of("");
  scenario.grid.count[2] = 1;
  scenario.grid.origin.z = -10;
  scenario.placements[0].count.reset();
  const Tissue tissue = build_tissue(scenario);
  const double spacing = 20.0 / 21 * 2 * tissue.cells().radius[0];
  const double density = 2 / (std::sqrt(3) * spacing * spacing);
  for (const double z : tissue.cells().z) EXPECT_EQ(z, 0);
  const double expected = M_PI * 60 * 60 * density;
  // the rim holds about 2 pi R / spacing points, which fall in or out
  EXPECT_NEAR(static_cast<double>(tissue.cells().size()), expected,
              3 * std::sqrt(2 * M_PI * 60 / spacing));
}

}  // namespace
}  // namespace cytotwin
