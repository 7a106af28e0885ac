#include "agents/networks/cell_networks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "tests/agents/networks/coupled.h"

namespace cytotwin {
namespace {

constexpr double error = 1e-6;  // the solver's, at a tolerance of 1e-10 a step
constexpr Signal dose{SignalKind::variable, 0};

/// Cells of one type with a variable "dose" that the test sets and a variable "seen".
struct Cells {
  std::vector<CellType> types{1};
  std::vector<Variable> variables{{"dose", "", AtDivision::copied},
                                  {"seen", "", AtDivision::copied}};
  Population cells;
  std::unique_ptr<CellNetworks> networks;

  Cells(CellNetwork network, std::size_t count) {
    types[0].name = "cell";
    for (const Variable& variable : variables) {
      cells.extra.push_back({variable_column(variable.name), "", variable.at_division, {0}, {}});
    }
    std::vector<CellNetwork> all;
    all.push_back(std::move(network));
    networks = std::make_unique<CellNetworks>(std::move(all), cells, types, variables);
    for (std::size_t i = 0; i < count; ++i) {
      networks->enter(cells, cells.add(types[0], 0, {double(i), 0, 0}), 7);
    }
  }
  std::vector<double>& column(const std::string& name) {
    return cells.extra.at(cells.find_extra(name)).values;
  }
  void advance(double minutes, double step = 6, unsigned threads = 1) {
    const std::vector<Signal> signals = networks->senses();
    const std::vector<double> sensed =
        signals.empty() ? std::vector<double>() : column("custom_dose");
    networks->advance(cells, {{}, signals, sensed, minutes, step, 7}, Workers(threads));
  }
};

TEST(CellNetworks, StatesFollowTheSolutionWindowByWindow) {
  Cells tissue(turnover(), 3);
  for (int window = 1; window <= 10; ++window) {
    tissue.advance(6.0 * window);
    EXPECT_NEAR(tissue.column("network_turnover_y")[1], std::exp(-0.6 * window), error);
  }
}

TEST(CellNetworks, TheNetworksOwnTimeUnitCounts) {
  CellNetwork network = turnover();
  network.time_unit = 60;  // k = 0.1 /h
  Cells tissue(network, 1);
  tissue.advance(6);
  EXPECT_NEAR(tissue.column("network_turnover_y")[0], std::exp(-0.01), error);
}

TEST(CellNetworks, InputsAreWhatTheSignalsSay) {
  CellNetwork network = turnover();
  network.signals = {dose};
  network.inputs = {{1, 0.1 * Expression::symbol(0)}};
  Cells tissue(network, 20);
  for (std::size_t i = 0; i < 20; ++i) tissue.column("custom_dose")[i] = double(i);
  tissue.advance(6);
  for (std::size_t i = 0; i < 20; ++i) {
    const double level = double(i);  // of the steady state, supply / k
    EXPECT_NEAR(tissue.column("network_turnover_y")[i], level + (1 - level) * std::exp(-0.6),
                error);
  }
}

// y' = s t / T - k y over a window T from y0: y(T) = y0 e + s/k (1 - (1 - e) / (k T)), e = exp(-k
// T).
TEST(CellNetworks, RampingInputsStartWhereTheyWere) {
  CellNetwork network = turnover();
  network.ramps = true;
  network.signals = {dose};
  network.inputs = {{1, Expression::symbol(0)}};
  Cells tissue(network, 1);
  tissue.column("custom_dose")[0] = 0;
  tissue.advance(6);
  const double y0 = std::exp(-0.6), e = std::exp(-0.6), s = 0.7;
  tissue.column("custom_dose")[0] = s;
  tissue.advance(12);
  EXPECT_NEAR(tissue.column("network_turnover_y")[0], y0 * e + s / 0.1 * (1 - (1 - e) / 0.6),
              error);
  const double y1 = tissue.column("network_turnover_y")[0];
  tissue.advance(18);
  EXPECT_NEAR(tissue.column("network_turnover_y")[0], y1 * e + s / 0.1 * (1 - e), error);
}

// An event halves y whenever it falls through 0.5: at ln(2) / k, and so on.
TEST(CellNetworks, EventsHappenWithinWindows) {
  ModelWriter w;
  const Expression y = w.state("y", 1.0), count = w.state("count", 0.0);
  w.rate(y, -0.1 * y);
  w.rate(count, 0.0);
  Event event;
  event.id = "refill";
  event.trigger = Expression::of(Operation::less, {y, 0.5});
  event.assignments = {{y.symbol(), 1.0, {}}, {count.symbol(), count + 1.0, {}}};
  w.model.events = {event};
  CellNetwork network = turnover();
  network.network = std::make_shared<const Network>(w.model);
  network.kinetics = std::make_shared<RosenbrockKinetics>(
      *network.network, Tolerances{1e-10, std::vector<double>(2, 1e-12)});
  network.constants = network.network->default_constants();
  network.at_division = {AtDivision::copied, AtDivision::copied};
  Cells tissue(network, 2);
  for (int window = 1; window <= 10; ++window) tissue.advance(6.0 * window);
  const double period = std::log(2.0) / 0.1;
  const double times = std::floor(60 / period);
  EXPECT_EQ(tissue.column("network_turnover_count")[1], times);
  EXPECT_NEAR(tissue.column("network_turnover_y")[1], std::exp(-0.1 * (60 - times * period)),
              error);
}

TEST(CellNetworks, AJumpAddsWhatASignalGained) {
  CellNetwork network = turnover();
  network.signals = {dose};
  network.jumps = {{0, 0, 0.5}};
  Cells tissue(network, 1);
  double expected = 1;
  for (const double level : {0.0, 3.0, 3.0, 2.0, 2.5}) {
    const double former = tissue.column("custom_dose")[0];
    tissue.column("custom_dose")[0] = level;
    tissue.advance(6);
    expected = (expected + 0.5 * std::max(0.0, level - former)) * std::exp(-0.6);
    EXPECT_NEAR(tissue.column("network_turnover_y")[0], expected, error) << level;
  }
}

TEST(CellNetworks, VariablesShowQuantitiesFromTheStartOn) {
  CellNetwork network = turnover();
  const std::vector<std::string>& names = network.network->quantity_names();
  const auto twice = std::find(names.begin(), names.end(), "twice") - names.begin();
  network.outputs = {{static_cast<std::size_t>(twice), 1}};
  Cells tissue(network, 11);
  EXPECT_EQ(tissue.column("custom_seen")[4], 2);
  tissue.advance(6);
  EXPECT_NEAR(tissue.column("custom_seen")[10], 2 * std::exp(-0.6), error);
}

TEST(CellNetworks, DeadCellsKeepWhatTheyHad) {
  Cells tissue(turnover(), 2);
  tissue.cells.state[0] = CellState::apoptotic;
  tissue.advance(6);
  EXPECT_EQ(tissue.column("network_turnover_y")[0], 1);
  EXPECT_LT(tissue.column("network_turnover_y")[1], 1);
}

TEST(CellNetworks, CellsOfOtherTypesEnterWhenTheyBecomeOne) {
  CellNetwork network = turnover();
  network.of_type = {0, 1};
  Cells tissue(turnover(), 0);
  Population cells;
  const std::vector<CellType> types(2);
  CellNetworks networks({network}, cells, types, {});
  networks.enter(cells, cells.add(types[0], 0, {}), 1);
  const auto y = [&] { return cells.extra[cells.find_extra("network_turnover_y")].values[0]; };
  networks.advance(cells, {{}, {}, {}, 6, 6, 1}, Workers(1));
  EXPECT_EQ(y(), 1) << "it carries none yet";
  cells.type[0] = 1;
  networks.advance(cells, {{}, {}, {}, 12, 6, 1}, Workers(1));
  EXPECT_NEAR(y(), std::exp(-0.6), error);
}

CellNetwork varied_turnover() {
  CellNetwork network = turnover();
  VariableDistribution k;
  k.kind = VariableDistribution::Kind::lognormal;
  k.mean = 0.1;
  k.sd = 0.5;
  network.varied = {{0, k}};
  return network;
}

TEST(CellNetworks, ConstantsThatVaryAreDrawnOnceAndInherited) {
  Cells tissue(varied_turnover(), 200);
  const std::vector<double> drawn = tissue.column("network_turnover_k");
  double mean = 0, square = 0;
  for (const double k : drawn) {
    mean += std::log(k / 0.1) / 200;
    square += std::log(k / 0.1) * std::log(k / 0.1) / 200;
  }
  EXPECT_NEAR(mean, 0, 3.3 * 0.5 / std::sqrt(200.0));  // once in 1,000 seeds
  EXPECT_NEAR(std::sqrt(square), 0.5, 3.3 * 0.5 / std::sqrt(400.0));
  const std::size_t daughter = tissue.cells.append_copy(17);
  tissue.advance(6);
  EXPECT_EQ(tissue.column("network_turnover_k"), [&] {
    std::vector<double> all = drawn;
    all.push_back(drawn[17]);
    return all;
  }());
  EXPECT_EQ(tissue.column("network_turnover_y")[daughter], tissue.column("network_turnover_y")[17]);
  EXPECT_NEAR(tissue.column("network_turnover_y")[3], std::exp(-6 * drawn[3]), error);
}

TEST(CellNetworks, SameBytesForAnyThreadsAndOrderOfRows) {
  std::map<std::uint64_t, double> first;
  for (const unsigned threads : {1U, 2U, 4U}) {
    Cells tissue(varied_turnover(), 3000);
    for (int window = 1; window <= 3; ++window) {
      tissue.advance(6.0 * window, 6, threads);
      std::vector<std::uint32_t> order(3000);
      for (std::uint32_t i = 0; i < 3000; ++i) order[i] = (i * 7 + threads) % 3000;
      tissue.cells.reorder(order);
    }
    std::map<std::uint64_t, double> states;
    for (std::size_t i = 0; i < 3000; ++i) {
      states[tissue.cells.id[i]] = tissue.column("network_turnover_y")[i];
    }
    if (threads == 1) first = states;
    EXPECT_EQ(states, first) << threads;
  }
}

TEST(CellNetworks, AFailureNamesTheCellAndChangesNothing) {
  CellNetwork network = turnover();
  network.signals = {dose};
  network.inputs = {{1, Expression(1.0) / Expression::symbol(0)}};
  Cells tissue(network, 5);
  for (double& value : tissue.column("custom_dose")) value = 1;
  tissue.column("custom_dose")[3] = 0;
  const std::vector<double> before = tissue.column("network_turnover_y");
  try {
    tissue.advance(18);
    FAIL();
  } catch (const CellNetworkError& failure) {
    EXPECT_EQ(failure.replay().cell, 3U);
    EXPECT_EQ(failure.replay().time, 12);
    EXPECT_EQ(failure.replay().states, (Replay::Named{{"y", 1}}));
    for (const char* part : {"turnover", "supply", "cell 3", "y = 1"}) {
      EXPECT_NE(std::string(failure.what()).find(part), std::string::npos) << failure.what();
    }
  }
  EXPECT_EQ(tissue.column("network_turnover_y"), before);
}

}  // namespace
}  // namespace cytotwin
