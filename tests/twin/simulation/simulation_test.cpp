#include "twin/simulation/simulation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.h"
#include "twin/scenario/read.h"
#include "twin/simulation/build.h"
#include "twin/simulation/series.h"
#include "twin/simulation/state.h"

namespace cytotwin {
namespace {

Scenario growing_ball(const std::vector<std::string>& overrides = {}) {
  return read_scenario_text("s.toml", R"(schema = 1
[time]
start = "1 d"
end = "1.5 d"
mechanics = "1 min"
phenotype = "6 min"
quasi_steady = "30 min"
[domain]
size = ["300 um", "300 um", "300 um"]
voxel = "20 um"
[[substance]]
name = "oxygen"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
initial = "38 mmHg"
method = "quasi-steady"
boundary = { all = "38 mmHg" }
[[cell_type]]
name = "tumour"
cycle = "live"
[cell_type.apoptosis]
rate = "0.01 1/h"
[[cell_type.exchange]]
substance = "oxygen"
uptake = "10 1/min"
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "60 um"
phases = "growing"
[output]
series = "2 h"
)",
                            ".", overrides)
      .scenario;
}

double value_of(const SeriesTable& names, const std::vector<double>& row, const std::string& name) {
  for (std::size_t c = 0; c < names.names.size(); ++c) {
    if (names.names[c] == name) return row[c];
  }
  throw std::invalid_argument("no series " + name);
}

std::vector<std::vector<double>> series_of(Simulation& simulation) {
  std::vector<std::vector<double>> rows;
  SimulationOutput output;
  output.series = [&](const std::vector<double>& row) { rows.push_back(row); };
  simulation.run(output);
  return rows;
}

TEST(Simulation, HandsOutItsSeriesOnTheScenariosOwnAxis) {
  const Scenario scenario = growing_ball();
  Simulation simulation(scenario, 1);
  const auto rows = series_of(simulation);

  ASSERT_EQ(rows.size(), 7U);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    EXPECT_EQ(rows[r].front(), 1440 + 120.0 * static_cast<double>(r));
  }
  EXPECT_TRUE(simulation.finished());
  EXPECT_EQ(simulation.minutes(), 1.5 * 1440);
}

// Every cell that is there was placed or born, and has not been removed.
TEST(Simulation, CountsWhatHappened) {
  const Scenario scenario = growing_ball();
  Simulation simulation(scenario, 2);
  const SeriesTable names = empty_series(simulation.tissue());
  const auto rows = series_of(simulation);
  const auto at = [&](std::size_t r, const char* name) { return value_of(names, rows[r], name); };

  const double placed = at(0, "cells"), last = at(6, "cells");
  EXPECT_GT(at(6, "births"), 0);
  EXPECT_GT(at(6, "apoptoses"), 0);
  EXPECT_EQ(last, placed + at(6, "births") - at(6, "removals"));
  EXPECT_EQ(at(6, "live") + at(6, "apoptotic") + at(6, "necrotic"), last);
}

TEST(Simulation, GoesOnFromACheckpointToTheSameRows) {
  const Scenario scenario = growing_ball();
  Simulation whole(scenario, 1), first(scenario, 2), second(scenario, 1);
  const auto rows = series_of(whole);

  std::size_t steps = 0;
  SimulationOutput until_stop;
  until_stop.stop = [&] { return ++steps == 33; };
  first.run(until_stop);
  EXPECT_FALSE(first.finished());
  second.restore(first.checkpoint());
  const auto rest = series_of(second);

  ASSERT_FALSE(rest.empty());
  EXPECT_EQ(rest, std::vector(rows.end() - static_cast<std::ptrdiff_t>(rest.size()), rows.end()));
}

TEST(Simulation, RefusesTheStateOfAnotherModel) {
  const Tissue one = build_tissue(growing_ball());
  StateArrays state;
  put_tissue(state, one);
  Tissue larger = build_tissue(growing_ball({"domain.size=[\"320 um\", \"300 um\", \"300 um\"]"}));
  EXPECT_THROW(take_tissue(state, larger), InputError);
  EXPECT_THROW(take_tissue(StateArrays{}, larger), InputError);
}

TEST(Simulation, EveryCounterSurvivesACheckpoint) {
  Tissue one = build_tissue(growing_ball());
  CellEvents& e = one.events();
  e = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  StateArrays state;
  put_tissue(state, one);
  Tissue two = build_tissue(growing_ball());
  take_tissue(state, two);
  EXPECT_EQ(two.events(), e);
}

// What a model has no process for has no series.
TEST(Simulation, CountsContactsWhereTheModelHasThem) {
  const auto names = [](const std::vector<std::string>& overrides) {
    return empty_series(build_tissue(growing_ball(overrides))).names;
  };
  const auto plain = names({});
  const auto linked = names({"cell_type.tumour.attachment.attach_rate=\"0.1 1/min\""});
  const auto eating = names({"cell_type.tumour.phagocytosis.apoptotic=\"0.1 1/min\""});
  EXPECT_EQ(linked.size(), plain.size() + 3);
  EXPECT_EQ(linked.back(), "detachments");
  EXPECT_EQ(eating.size(), plain.size() + 1);
  EXPECT_EQ(eating.back(), "phagocytoses");
}

TEST(Simulation, PlacesCellsWithinTheirShape) {
  const Scenario scenario = growing_ball();
  const Tissue tissue = build_tissue(scenario);
  const Population& cells = tissue.cells();
  const double jitter = std::sqrt(3.0) * scenario.placements[0].jitter * 8.42;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_LE(norm(cells.position(i)), 60 + jitter);
    EXPECT_EQ(cells.state[i], CellState::live);
  }
}

}  // namespace
}  // namespace cytotwin
