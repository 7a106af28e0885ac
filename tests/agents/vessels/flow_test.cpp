#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "agents/vessels/network_flow.h"
#include "agents/vessels/vessel_nets.h"
#include "small_graphs.h"

namespace cytotwin {
namespace {

using test::conductance;
using test::graph_of;
using test::vessel;

NetworkFlow solved(const VesselGraph& graph) {
  FlowSolver solver(graph);
  NetworkFlow flow;
  solver.solve(graph, flow);
  return flow;
}

TEST(Flow, InSeriesResistancesAdd) {
  const VesselGraph graph = graph_of(
      4, {vessel(0, 1, 10, 80), vessel(1, 2, 5, 120), vessel(3, 2, 7, 60)}, {{0, 40}, {3, 15}});

  const NetworkFlow flow = solved(graph);

  const double resistance =
      1 / conductance(10, 80, 0.4) + 1 / conductance(5, 120, 0.4) + 1 / conductance(7, 60, 0.4);
  const double expected = 25 / resistance;
  EXPECT_NEAR(flow.flow[0], expected, 1e-12 * expected);
  EXPECT_NEAR(flow.flow[1], expected, 1e-12 * expected);
  EXPECT_NEAR(flow.flow[2], -expected, 1e-12 * expected);
  EXPECT_NEAR(flow.pressure[1], 40 - expected / conductance(10, 80, 0.4), 1e-12);
  for (const double h : flow.haematocrit) EXPECT_NEAR(h, 0.4, 1e-15);
}

// Plasma has one viscosity a diameter, so unequal branches have a closed form too.
TEST(Flow, InParallelConductancesAdd) {
  VesselGraph graph = graph_of(2, {vessel(0, 1, 5, 100), vessel(0, 1, 9, 70), vessel(1, 0, 7, 50)},
                               {{0, 30, 0}, {1, 10, 0}});

  const NetworkFlow flow = solved(graph);

  EXPECT_NEAR(flow.flow[0], 20 * conductance(5, 100, 0), 1e-9);
  EXPECT_NEAR(flow.flow[1], 20 * conductance(9, 70, 0), 1e-9);
  EXPECT_NEAR(flow.flow[2], -20 * conductance(7, 50, 0), 1e-9);
}

// n equal rungs between two equal sides, fed at both ends of a diagonal: by symmetry the pressure
// half way is the mean, and rung k carries cosh: d2p/dk2 = 2 (g_rung / g_side) p, solved exactly by
// the difference equation with x + 1/x = 2 + 2 r.
TEST(Flow, InALadderFallsAsTheDifferenceEquationSays) {
  const std::size_t rungs = 9;
  VesselGraph graph;
  std::vector<VesselSegment> segments;
  for (std::uint32_t k = 0; k < rungs; ++k) {
    segments.push_back(vessel(2 * k, 2 * k + 1, 5, 200));
    if (k + 1 == rungs) continue;
    segments.push_back(vessel(2 * k, 2 * k + 2, 20, 100));
    segments.push_back(vessel(2 * k + 1, 2 * k + 3, 20, 100));
  }
  graph = graph_of(2 * rungs, segments, {{0, 40, 0}, {1, 15, 0}});

  const NetworkFlow flow = solved(graph);

  // Difference across rung k: u_k = A x^k + B x^-k with u_0 = 25 and no flow beyond the last rung:
  // g_side/2 (u_last-1 - u_last) = g_rung u_last.
  const double ratio = 2 * conductance(5, 200, 0) / conductance(20, 100, 0);
  const double x = 1 + ratio / 2 + std::sqrt(ratio + ratio * ratio / 4);
  const double n = static_cast<double>(rungs) - 1;
  const auto end = [&](double sign) {
    return std::pow(x, sign * (n - 1)) - (1 + ratio) * std::pow(x, sign * n);
  };
  const double b_of_a = -end(1) / end(-1), a = 25 / (1 + b_of_a);
  for (std::size_t k = 0; k < rungs; ++k) {
    const double kk = static_cast<double>(k);
    const double expected = a * (std::pow(x, kk) + b_of_a * std::pow(x, -kk));
    EXPECT_NEAR(flow.pressure[2 * k] - flow.pressure[2 * k + 1], expected, 1e-10) << "rung " << k;
  }
}

TEST(Flow, ABalancedBridgeCarriesNothing) {
  const VesselGraph graph = graph_of(4,
                                     {vessel(0, 1, 6, 100), vessel(0, 2, 6, 100), vessel(1, 2, 8),
                                      vessel(1, 3, 5, 80), vessel(2, 3, 5, 80)},
                                     {{0, 40}, {3, 15}});

  const NetworkFlow flow = solved(graph);

  EXPECT_LT(std::abs(flow.flow[2]), 1e-12 * flow.flow[0]);
  const double expected = 12.5 / (0.5 / conductance(6, 100, 0.4) + 0.5 / conductance(5, 80, 0.4));
  EXPECT_NEAR(flow.flow[0], expected, 1e-12 * expected);
}

TEST(Flow, CellsAreDividedByTheLawAndNoneIsLost) {
  const VesselGraph graph = graph_of(4, {vessel(0, 1, 8), vessel(1, 2, 5), vessel(1, 3, 7)},
                                     {{0, 40, 0.45}, {2, 15}, {3, 15}});

  const NetworkFlow flow = solved(graph);

  const double share = flow.flow[1] / flow.flow[0];
  const double cells = cell_share(share, 8, 5, 7, 0.45);
  EXPECT_NEAR(flow.haematocrit[1], cells * 0.45 / share, 1e-12);
  EXPECT_LT(cell_imbalance(graph, flow), 1e-14);
  EXPECT_LT(flow_imbalance(graph, flow), 1e-14);
}

// Two wide side branches skim plasma in turn: the law alone would leave more cells than have room.
TEST(Flow, NoVesselIsFullerThanCellsCanBe) {
  const VesselGraph graph = graph_of(6,
                                     {vessel(0, 1, 5), vessel(1, 2, 5), vessel(2, 3, 5),
                                      vessel(1, 4, 7, 1600), vessel(2, 5, 7, 800)},
                                     {{0, 40, 0.8}, {3, 15}, {4, 15}, {5, 15}});
  const NetworkFlow flow = solved(graph);
  EXPECT_NEAR(*std::max_element(flow.haematocrit.begin(), flow.haematocrit.end()), 0.9, 1e-12);
  EXPECT_LT(cell_imbalance(graph, flow), 1e-14);
}

TEST(Flow, NothingMovesInDeadEndsAndCutOffParts) {
  VesselGraph graph = graph_of(
      6, {vessel(0, 1), vessel(1, 2), vessel(1, 3), vessel(3, 4), vessel(4, 5), vessel(5, 3)},
      {{0, 40}, {2, 15}});
  NetworkFlow flow = solved(graph);
  EXPECT_LT(std::abs(flow.flow[2]), 1e-10 * flow.flow[0]);

  graph.segments[2].status = VesselStatus::plugged;
  FlowSolver solver(graph);
  solver.solve(graph, flow);

  for (const std::size_t s : {2u, 3u, 4u, 5u}) EXPECT_EQ(flow.flow[s], 0) << s;
  EXPECT_EQ(flow.pressure[4], 0);
  EXPECT_NEAR(flow.flow[0], flow.flow[1], 1e-12 * flow.flow[0]);
}

TEST(Flow, AllClosedCarriesNothing) {
  VesselGraph graph = graph_of(3, {vessel(0, 1), vessel(1, 2)}, {{0, 40}, {2, 15}});
  for (VesselSegment& segment : graph.segments) segment.status = VesselStatus::acellular;
  const NetworkFlow flow = solved(graph);
  EXPECT_EQ(flow.flow, (std::vector<double>{0, 0}));
  EXPECT_EQ(summarise(graph, flow).through, 0);
}

TEST(Flow, AnotherGraphIsRefusedWithBothSizes) {
  const VesselGraph graph = graph_of(3, {vessel(0, 1), vessel(1, 2)}, {{0, 40}, {2, 15}});
  FlowSolver solver(graph);
  NetworkFlow flow;
  try {
    solver.solve(graph_of(2, {vessel(0, 1)}, {{0, 40}, {1, 15}}), flow);
    FAIL() << "took another graph";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "FlowSolver::solve: graph has 2 nodes, 1 segments, 2 terminals; the solver was "
                 "made for 3, 2, 2, terminals at the same nodes");
  }
}

/// A strip of about 500 segments.
VesselGraph strip_of_500() {
  LadderStrip strip;
  strip.length = 1080;
  strip.width = 500;
  strip.rung_spacing = 60;
  strip.node_spacing = 70;
  strip.crossing = 1;
  return ladder_strip(strip, 3);
}

// Plasma, so that the closed segment alone decides: the second solution of one solver must be the
// first of a new one, whatever it remembers.
TEST(Flow, ClosingASegmentGivesWhatAFreshSolverGives) {
  VesselGraph graph = strip_of_500();
  for (VesselTerminal& terminal : graph.terminals) terminal.haematocrit = 0;
  FlowSolver solver(graph);
  NetworkFlow flow;
  solver.solve(graph, flow);
  graph.segments[100].status = VesselStatus::occluded;
  graph.segments[200].diameter *= 1.15;
  solver.solve(graph, flow);

  const NetworkFlow fresh = solved(graph);

  const double through = summarise(graph, fresh).through;
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    ASSERT_NEAR(flow.flow[s], fresh.flow[s], 1e-12 * through) << s;
  }
}

// Design target 6: one plug hardly changes the whole, some neighbours gain and some lose.
TEST(Flow, OnePlugChangesTheWholeByLessThanTwoPerCent) {
  VesselGraph graph = strip_of_500();
  ASSERT_NEAR(static_cast<double>(graph.segments.size()), 500, 50);
  FlowSolver solver(graph);
  NetworkFlow before;
  solver.solve(graph, before);
  const double through = summarise(graph, before).through;
  bool gained = false, lost = false;
  for (std::size_t s = 3; s < graph.segments.size(); s += 17) {
    if (graph.segments[s].plexus == Plexus::arcade) continue;
    NetworkFlow flow = before;
    graph.segments[s].status = VesselStatus::plugged;
    solver.solve(graph, flow);
    graph.segments[s].status = VesselStatus::open;
    EXPECT_LT(std::abs(summarise(graph, flow).through / through - 1), 0.02) << s;
    for (std::size_t other = 0; other < graph.segments.size(); ++other) {
      if (other == s || before.flow[other] == 0) continue;
      const double ratio = flow.flow[other] / before.flow[other];
      gained = gained || ratio > 1.1;
      lost = lost || ratio < 0.9;
    }
  }
  EXPECT_TRUE(gained);
  EXPECT_TRUE(lost);
}

TEST(Flow, TransitOfOneVesselIsVolumeOverFlow) {
  const VesselGraph graph = graph_of(2, {vessel(0, 1, 6, 1000)}, {{0, 40}, {1, 15}});
  const NetworkFlow flow = solved(graph);
  const FlowSummary summary = summarise(graph, flow);
  const double expected = std::numbers::pi / 4 * 36 * 1000 / flow.flow[0];
  EXPECT_NEAR(summary.transit, expected, 1e-12 * expected);
  // One bin of the ages is longest / 400; a time between two bins is counted in the later one.
  EXPECT_NEAR(median_transit(graph, flow, 4 * expected), expected, 4 * expected / 400);
  EXPECT_NEAR(summary.cell_speed, 1000 / expected, 1e-9);
}

}  // namespace
}  // namespace cytotwin
