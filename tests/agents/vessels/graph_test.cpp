#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "agents/vessels/vessel_graph.h"
#include "small_graphs.h"

namespace cytotwin {
namespace {

using test::graph_of;
using test::vessel;

VesselGraph sound() { return graph_of(3, {vessel(0, 1), vessel(1, 2)}, {{0, 40}, {2, 15}}); }

TEST(VesselGraph, ASoundOneHasNoProblem) {
  EXPECT_TRUE(vessel_problems(sound()).empty());
  EXPECT_NO_THROW(check_vessels(sound()));
}

TEST(VesselGraph, NamesEveryProblemAtOnce) {
  VesselGraph graph = sound();
  graph.nodes.push_back({0, std::numeric_limits<double>::infinity(), 0});
  graph.nodes.push_back({0, 1, 0});
  graph.segments.push_back(vessel(3, 4, -2));
  graph.segments.push_back(vessel(1, 2, std::nan(""), 0));
  graph.segments.push_back(vessel(1, 9));
  graph.segments.push_back(vessel(1, 1));
  graph.terminals.push_back({2, 15, 1.5});
  const std::vector<std::string> expected = {
      "node 3: position (0, inf, 0) is not finite",
      "segment 4: runs from node 1 to 9 (there are 5 nodes)",
      "segment 5: runs from node 1 to itself",
      "segment 2: diameter -2 um (above 1.1 um)",
      "segment 3: diameter nan um (above 1.1 um)",
      "segment 3: length 0 um (above 0)",
      "terminal 2: node 2 has terminal 1 already",
      "terminal 2: haematocrit 1.5 (0 to 0.8)",
      "not connected: the part of node 3 (2 nodes) is not joined to that of node 0 (3 nodes)"};
  EXPECT_EQ(vessel_problems(graph), expected);
}

TEST(VesselGraph, NeedsTerminalsOfDifferentPressure) {
  VesselGraph graph = sound();
  graph.terminals[1].pressure = 40;
  EXPECT_EQ(vessel_problems(graph),
            std::vector<std::string>{"no pressure drop: every terminal is at 40 mmHg"});
  graph.terminals.clear();
  EXPECT_EQ(vessel_problems(graph),
            std::vector<std::string>{"no terminal: at least two of different pressure are needed"});
}

TEST(VesselGraph, LongListsOfOneKindAreCut) {
  VesselGraph graph = sound();
  for (int i = 0; i < 25; ++i) graph.segments.push_back(vessel(0, 1, 0));
  const std::vector<std::string> problems = vessel_problems(graph);
  ASSERT_EQ(problems.size(), 11u);
  EXPECT_EQ(problems.back(), "15 more of the last kind");
}

TEST(VesselGraph, ErrorCarriesTheList) {
  try {
    check_vessels(VesselGraph{});
    FAIL() << "an empty graph passed";
  } catch (const VesselGraphError& error) {
    EXPECT_EQ(error.problems().size(), 3u);
    EXPECT_STREQ(
        error.what(),
        "the vessel graph has 3 problems\n  no node\n  no segment\n  no terminal: at least "
        "two of different pressure are needed");
  }
}

TEST(VesselGraph, ClosedSegmentsMayJoinNothing) {
  VesselGraph graph = sound();
  graph.segments[0].status = VesselStatus::occluded;
  EXPECT_EQ(connected_parts(graph, false), (std::vector<std::uint32_t>{0, 0, 0}));
  EXPECT_EQ(connected_parts(graph, true), (std::vector<std::uint32_t>{0, 1, 1}));
}

}  // namespace
}  // namespace cytotwin
