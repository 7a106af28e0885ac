// Laws of a tissue that is given another macrostate, on a spheroid that has grown for a day with
// attackers, links, substance in cells, and fields of both kinds.
#include "twin/simulation/resynthesis.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "agents/contacts/links.h"
#include "twin/scenario/read.h"
#include "twin/simulation/cell_numbers.h"
#include "twin/simulation/observe.h"
#include "twin/simulation/simulation.h"
#include "twin/simulation/state.h"

namespace cytotwin {
namespace {

const std::string text = R"(schema = 1
[time]
end = "24 h"
field = "1 min"
mechanics = "0.5 min"
phenotype = "12 min"
[domain]
size = ["400 um", "400 um", "400 um"]
[mechanics]
walls = true
[[substance]]
name = "oxygen"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
initial = "38 mmHg"
method = "quasi-steady"
boundary = { all = "38 mmHg" }
[[substance]]
name = "drug"
unit = "uM"
diffusivity = "600 um^2/min"
decay = "0.001 1/min"
initial = "1 uM"
boundary = { all = "no-flux" }
[[substance.fixed]]
shape = "box"
lower = ["-200 um", "-200 um", "-200 um"]
upper = ["-160 um", "-160 um", "-160 um"]
value = "2 uM"
[[substance]]
name = "factor"
unit = "ng/mL"
diffusivity = "600 um^2/min"
decay = "0.001 1/min"
initial = "1 ng/mL"
boundary = { all = "no-flux" }
[[cell_type]]
name = "tumour"
[cell_type.cycle]
model = "live"
[cell_type.attachment]
attach_rate = "0.01 1/min"
detach_rate = "0.001 1/min"
spring = "0.01 1/min"
most = 3
[[cell_type.exchange]]
substance = "oxygen"
uptake = "10 1/min"
[[cell_type.exchange]]
substance = "drug"
uptake = "0.05 1/min"
[[cell_type.exchange]]
substance = "factor"
uptake = "0.05 1/min"
[[cell_type]]
name = "hunter"
[cell_type.motility]
speed = "1 um/min"
persistence = "5 min"
[cell_type.attack]
hit_rate = "0.01 1/min"
mean_duration = "30 min"
[[cell_type.attack.target]]
cell_type = "tumour"
rate = "0.1 1/min"
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "60 um"
phases = "growing"
[[placement]]
cell_type = "hunter"
shape = "shell"
inner_radius = "70 um"
radius = "100 um"
arrangement = "random"
count = 60
)";

const MacroQuantities quantities = {{0, 1}, {1}};  // tumour, hunter; drug

Scenario scenario_until(const char* end) {
  return read_scenario_text("s.toml", text, ".", {fmt::format("time.end={}", end)}).scenario;
}

double mass_in_cells(const Tissue& tissue, std::size_t substance) {
  const std::vector<double>& held = tissue.cells().internalised[substance];
  return std::accumulate(held.begin(), held.end(), 0.0);
}

double mass_in_field(const Tissue& tissue, std::size_t substance) {
  const std::vector<double>& field = tissue.fields()[substance];
  return std::accumulate(field.begin(), field.end(), 0.0) * tissue.model().grid.voxel_volume();
}

class Resynthesis : public testing::Test {
 protected:
  static const Checkpoint& grown() {
    static const Checkpoint checkpoint = [] {
      Simulation simulation(scenario_until("24 h"), 2);
      simulation.run({});
      return simulation.checkpoint();
    }();
    return checkpoint;
  }

  /// The grown tissue, to go on to 25 h.
  static Simulation simulation(unsigned threads = 1) {
    Simulation simulation(scenario_until("25 h"), threads);
    simulation.restore(grown());
    return simulation;
  }

  static std::vector<double> changed(const std::vector<double>& factors) {
    std::vector<double> target = macrostate_of(simulation().tissue(), quantities);
    for (std::size_t q = 0; q < target.size(); ++q) target[q] *= factors[q];
    for (std::size_t q = 0; q < 2; ++q) target[q] = std::round(target[q]);
    return target;
  }

  static void give(Simulation& simulation, const std::vector<double>& target) {
    simulation.change([&](Tissue& tissue, const Workers& workers) {
      resynthesise(tissue, quantities, target, 3, 1440, workers);
    });
  }
};

TEST_F(Resynthesis, ReachesTheMacrostateThatItIsGiven) {
  for (const std::vector<double>& factors :
       {std::vector<double>{1.3, 0.7, 1.4}, {0.6, 2.5, 0.5}, {1, 1, 0}, {3, 1, 1}}) {
    Simulation there = simulation();
    const std::vector<double> target = changed(factors);
    give(there, target);
    const std::vector<double> reached = macrostate_of(there.tissue(), quantities);
    EXPECT_EQ(reached[0], target[0]);
    EXPECT_EQ(reached[1], target[1]);
    // a sum of 8,000 voxels: round-off
    EXPECT_NEAR(reached[2], target[2], 1e-12);
  }
}

TEST_F(Resynthesis, ThatAsksForNothingChangesNothing) {
  Simulation there = simulation();
  std::vector<double> target = macrostate_of(there.tissue(), quantities);
  const std::vector<double> x = there.tissue().cells().x;
  give(there, target);
  EXPECT_EQ(there.tissue().cells().x, x);
  EXPECT_EQ(there.tissue().fields()[0], simulation().tissue().fields()[0]);
}

// Cells share and give back what they hold: what a substance gains in all is what its budget says
// was imposed, and nothing where no analysis asked for it.
TEST_F(Resynthesis, ChangesBudgetsByTheIncrementAlone) {
  for (const double cells : {1.3, 0.6}) {
    Simulation there = simulation();
    const Tissue& tissue = there.tissue();
    std::vector<double> field, held, imposed;
    for (const std::size_t s : {0u, 1u, 2u}) {
      field.push_back(mass_in_field(tissue, s));
      held.push_back(mass_in_cells(tissue, s));
      imposed.push_back(tissue.budgets()[s].imposed);
    }
    ASSERT_GT(held[2], 0);
    give(there, changed({cells, 0.5, 1.4}));
    for (const std::size_t s : {0u, 1u, 2u}) {
      const double gained = mass_in_field(tissue, s) - field[s];
      EXPECT_NEAR(tissue.budgets()[s].imposed - imposed[s], gained, 1e-10 * field[s]) << s;
    }
    const double factor_in_all = mass_in_field(tissue, 2) + mass_in_cells(tissue, 2);
    EXPECT_NEAR(factor_in_all, field[2] + held[2], 1e-12 * factor_in_all);
    if (cells > 1) {
      EXPECT_NEAR(mass_in_cells(tissue, 2), held[2], 1e-12 * held[2]);
    }
  }
}

TEST_F(Resynthesis, LeavesHeldVoxelsAlone) {
  Simulation there = simulation();
  give(there, changed({1, 1, 3}));
  for (const std::uint32_t voxel : there.tissue().model().fixed[1].voxel)
    EXPECT_EQ(there.tissue().fields()[1][voxel], 2);
}

TEST_F(Resynthesis, OverlapsNoMoreThanMechanicsAllows) {
  const Workers workers(1);
  for (const double cells : {1.1, 1.5, 2.5}) {
    Simulation there = simulation();
    const double before = largest_overlap(there.tissue().cells(), 1440, workers);
    give(there, changed({cells, 1, 1}));
    EXPECT_LE(largest_overlap(there.tissue().cells(), 1440, workers),
              std::max(before, allowed_overlap))
        << cells;
  }
}

TEST_F(Resynthesis, GivesFreshIdsAndBreaksNoLinks) {
  for (const double factor : {1.5, 0.5}) {
    Simulation there = simulation();
    const std::uint64_t next = there.tissue().cells().next_id;
    ASSERT_GT(count_links(there.tissue().cells()), 10u);
    give(there, changed({factor, factor, 1}));
    const Population& cells = there.tissue().cells();
    const std::set<std::uint64_t> ids(cells.id.begin(), cells.id.end());
    EXPECT_EQ(ids.size(), cells.size());
    const LinkView links(cells);
    for (std::size_t row = 0; row < cells.size(); ++row) {
      EXPECT_LT(cells.id[row], cells.next_id);
      if (cells.id[row] >= next) {
        EXPECT_EQ(links.count(row), 0u);
      }
      for (std::size_t k = 0; k < links.count(row); ++k)
        EXPECT_TRUE(ids.contains(links.of(row, k)));
    }
  }
}

// A step of 12 min divides 1 % of the cells; a restart may not show beyond 5 %.
TEST_F(Resynthesis, GoesOnWithoutATransient) {
  for (const std::vector<double>& factors : {std::vector<double>{1.3, 0.7, 1.4}, {0.7, 1.5, 0.7}}) {
    Simulation there = simulation();
    give(there, changed(factors));
    const auto observed = [&] {
      const Population& cells = there.tissue().cells();
      std::vector<double> values = macrostate_of(there.tissue(), quantities);
      values.push_back(summarise(there.tissue().fields()[0]).mean);
      values.push_back(summarise(there.tissue().fields()[0]).smallest);
      values.push_back(projected_radius(cells.x, cells.y, cells.radius));
      return values;
    };
    const std::vector<double> before = observed();
    SimulationOutput output;
    output.stop = [] { return true; };
    there.run(output);  // one phenotype step
    const std::vector<double> after = observed();
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i] / before[i], 1, 0.05) << i;
  }
}

TEST_F(Resynthesis, GivesTheSameBytesForAnyNumberOfThreads) {
  const auto state_of = [](unsigned threads) {
    Simulation there = simulation(threads);
    give(there, changed({1.4, 0.6, 1.2}));
    there.run({});
    return there.checkpoint().state.all();
  };
  const auto one = state_of(1);
  EXPECT_EQ(one, state_of(2));
  EXPECT_EQ(one, state_of(4));
}

TEST_F(Resynthesis, HasNothingToCopyWhereNothingLives) {
  Simulation there = simulation();
  give(there, changed({0, 1, 1}));
  EXPECT_EQ(macrostate_of(there.tissue(), quantities)[0], 0);
  give(there, changed({1, 1, 1}));
  EXPECT_EQ(macrostate_of(there.tissue(), quantities)[0], 0);
}

}  // namespace
}  // namespace cytotwin
