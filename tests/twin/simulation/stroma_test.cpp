// Vessels and stroma as docs/scenarios.md shows them: cells that are not movable hold their place,
// stop motile ones and slow them by a rule; what a vessel supplies is in the budget.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <string>

#include "agents/tissue.h"
#include "twin/scenario/read.h"
#include "twin/simulation/simulation.h"

namespace cytotwin {
namespace {

/// The indented block below a bold heading of the guide.
std::string example_below(const std::string& heading) {
  std::ifstream in(CYTOTWIN_SOURCE_DIR "/docs/scenarios.md");
  std::string line, text;
  bool found = false;
  while (std::getline(in, line)) {
    found = found || line.compare(0, heading.size(), heading) == 0;
    if (found && line.compare(0, 4, "    ") == 0) text += line.substr(4) + "\n";
    if (!text.empty() && line.empty()) break;
  }
  return text;
}

Scenario example(const std::vector<std::string>& overrides = {}) {
  const std::string text = example_below("**Vessels and stroma.**");
  ReadScenario read = read_scenario_text("example.toml", text, "/", overrides);
  EXPECT_TRUE(read.warnings.empty());
  return read.scenario;
}

const ControlColumn& speeds(const Population& cells) {
  return *std::find_if(cells.controlled.begin(), cells.controlled.end(), [](const auto& column) {
    return column.control.kind == ControlKind::speed;
  });
}

std::vector<Vec3> places(const Tissue& tissue, std::uint16_t type) {
  std::vector<std::pair<std::uint64_t, Vec3>> sorted;
  const Population& cells = tissue.cells();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.type[i] == type) sorted.emplace_back(cells.id[i], cells.position(i));
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Vec3> list;
  for (const auto& [id, place] : sorted) list.push_back(place);
  return list;
}

TEST(Stroma, HoldsItsPlaceAndSlowsCellsThatTouchIt) {
  Simulation simulation(example(), 1);
  const auto before = places(simulation.tissue(), 0);
  ASSERT_GT(before.size(), 50U);
  simulation.run({});
  EXPECT_EQ(places(simulation.tissue(), 0), before) << "to the last bit";
  EXPECT_NE(places(simulation.tissue(), 1).front(), before.front());

  // speed = 2 + (0.4 - 2) n^2 / (1 + n^2) of n contacts, which the rule saw at its last step
  const Population& cells = simulation.tissue().cells();
  std::size_t free = 0, slowed = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.type[i] != 1) continue;
    const double speed = speeds(cells).values[i];
    bool known = false;
    for (int n = 0; n <= 12; ++n)
      known = known || std::abs(speed - (2 - 1.6 * n * n / (1.0 + n * n))) < 1e-12;
    EXPECT_TRUE(known) << speed;
    free += speed == 2 ? 1 : 0;
    slowed += speed < 2 ? 1 : 0;
  }
  EXPECT_GT(free, 10U);
  EXPECT_GT(slowed, 3U);
}

// A wall of stroma across a planar tissue: cells of 0.5 um/min (less than what two stroma cells
// push back with in the gap between them) never pass it; without the wall some do in the same time.
TEST(Stroma, IsAWallToMotileCells) {
  const std::string planar = R"(schema = 1
[twin]
seed = 3
[time]
end = "16 h"
[domain]
size = ["240 um", "120 um", "20 um"]
[mechanics]
walls = true
[[cell_type]]
name = "stroma"
cycle = { model = "custom", phase = [ { name = "resting", exit_rate = "0 1/h" } ] }
apoptosis = { rate = "0 1/h" }
mechanics = { movable = false }
[[cell_type]]
name = "T cell"
cycle = { model = "custom", phase = [ { name = "resting", exit_rate = "0 1/h" } ] }
apoptosis = { rate = "0 1/h" }
motility = { speed = "0.5 um/min", persistence = "60 min" }
[[placement]]
cell_type = "T cell"
shape = "box"
lower = ["-120 um", "-60 um", "-10 um"]
upper = ["-20 um", "60 um", "10 um"]
arrangement = "random"
count = 15
)";
  const std::string wall = R"([[placement]]
cell_type = "stroma"
shape = "line"
from = ["0 um", "-60 um", "0 um"]
to = ["0 um", "60 um", "0 um"]
radius = "1 um"
)";
  const auto passed = [](const std::string& text) {
    Simulation simulation(read_scenario_text("s.toml", text, "/").scenario, 1);
    simulation.run({});
    const auto cells = places(simulation.tissue(), 1);
    EXPECT_EQ(cells.size(), 15U);
    return std::count_if(cells.begin(), cells.end(), [](Vec3 at) { return at.x > 0; });
  };
  EXPECT_EQ(passed(planar + wall), 0);
  EXPECT_GT(passed(planar), 2);
}

// P 2 pi r L T a minute is supplied, to round-off, and the run's budget closes.
TEST(Vessels, AreInTheBudgetOfARun) {
  Simulation simulation(example(), 1);
  simulation.run({});
  const FieldBudget& budget = simulation.tissue().budgets()[0];
  const double length = norm(Vec3{40, 200, -50});
  const double supply = 600 * 2 * std::numbers::pi * 4 * length * 40;
  EXPECT_NEAR(budget.supplied, 120 * supply, 1e-10 * budget.supplied);
  EXPECT_GT(budget.consumed, 0);
  EXPECT_LT(simulation.tissue().largest_imbalance(), 1e-10);
}

}  // namespace
}  // namespace cytotwin
