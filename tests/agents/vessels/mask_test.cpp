#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <stdexcept>

#include "agents/vessels/network_flow.h"
#include "agents/vessels/vessel_mask.h"
#include "core/errors.h"
#include "core/random.h"

namespace cytotwin {
namespace {

VesselMask drawn(std::size_t width, std::size_t height) {
  return {width, height, std::vector<std::uint8_t>(width * height, 0)};
}

void fill(VesselMask& mask, std::size_t x0, std::size_t x1, std::size_t y0, std::size_t y1) {
  for (std::size_t y = y0; y <= y1; ++y) {
    for (std::size_t x = x0; x <= x1; ++x) mask.vessel[y * mask.width + x] = 1;
  }
}

/// A file that goes when the test ends.
class File {
 public:
  explicit File(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              (std::string("mask_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  std::string name() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string complaint(const std::string& text,
                      std::optional<std::array<std::size_t, 2>> size = std::nullopt) {
  const File file(text);
  try {
    read_vessel_mask(file.name(), size);
  } catch (const InputError& error) {
    std::string all;
    for (const InputProblem& problem : error.problems()) all += problem.message + "; ";
    return all;
  }
  return "none";
}

TEST(VesselMask, EveryFormatGivesTheSamePicture) {
  const std::vector<std::uint8_t> expected = {0, 1, 0, 1, 1, 0};
  const std::string raw_grey = {0, char(200), 0, char(255), char(128), 1};
  const std::string raw_bits = {char(0b01000000), char(0b11000000)};
  for (const std::string& text :
       {std::string("P1\n# drawn by hand\n3 2\n010 110\n"), std::string("P4 3 2\n") + raw_bits,
        std::string("P2\n3 2\n255\n0 200 0\n255 128 1\n"), "P5\n3 2\n255\n" + raw_grey,
        std::string("0, 1, 0\r\n1,0.9,0.1\r\n")}) {
    const File file(text);
    const VesselMask mask = read_vessel_mask(file.name());
    EXPECT_EQ(mask.width, 3u) << text;
    EXPECT_EQ(mask.height, 2u) << text;
    EXPECT_EQ(mask.vessel, expected) << text;
  }
}

TEST(VesselMask, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(complaint("GIF89a"), "is no picture of a known format; ");
  EXPECT_EQ(complaint(""), "is no picture of a known format; ");
  EXPECT_EQ(complaint("P5\n10 10\n255\nabc"), "cut off: 4 bytes of pixels, 101 are needed; ");
  EXPECT_EQ(complaint("P1\n2 2\n1 0 x"), "no 0 or 1 where a pixel is expected, at byte 11; ");
  EXPECT_EQ(complaint("P2\n0 7\n255\n"), "a picture of 0 x 7 pixels; ");
  EXPECT_EQ(complaint("1,0\n1\nx,1\n"), "1 values, the first row has 2; value 1 is \"x\"; ");
  EXPECT_EQ(complaint("0,0\n0,0\n", {{3, 2}}), "has 2 x 2 pixels; shows no vessel; ");
  EXPECT_THROW(read_vessel_mask("/nowhere/mask.pgm"), InputError);
}

TEST(Distance, IsTheNearestBackgroundPixel) {
  VesselMask mask = drawn(23, 17);
  for (std::size_t p = 0; p < mask.vessel.size(); ++p) {
    RandomStream random(9, p, 0, Purpose::placement);
    mask.vessel[p] = random.uniform() < 0.85;
  }
  const std::vector<double> distance = distance_to_background(mask);
  for (std::size_t p = 0; p < distance.size(); ++p) {
    double nearest = 1e9;
    for (std::size_t q = 0; q < distance.size(); ++q) {
      if (mask.vessel[q]) continue;
      const double dx = static_cast<double>(p % 23) - static_cast<double>(q % 23);
      const double dy = static_cast<double>(p / 23) - static_cast<double>(q / 23);
      nearest = std::min(nearest, std::hypot(dx, dy));
    }
    ASSERT_NEAR(distance[p], nearest, 1e-12) << p;
  }
}

TEST(Thinning, LeavesALineOfOnePixel) {
  VesselMask mask = drawn(40, 15);
  fill(mask, 0, 39, 5, 9);
  const std::vector<std::uint8_t> line = thin(mask);
  for (std::size_t x = 4; x < 36; ++x) {
    unsigned count = 0;
    for (std::size_t y = 0; y < 15; ++y) count += line[y * 40 + x];
    EXPECT_EQ(count, 1u) << x;
    EXPECT_EQ(line[7 * 40 + x], 1u) << x;
  }
}

// Two bars of 3 and 5 pixels: widths are exact away from where they cross; there the distance to
// the background is greater for half a width.
TEST(Tracing, ACrossHasFourArms) {
  VesselMask mask = drawn(101, 101);
  fill(mask, 0, 100, 49, 51);
  fill(mask, 48, 52, 0, 100);
  MaskReading reading;
  reading.pixel = 5;
  const VesselGraph graph = trace_vessels(mask, reading);
  double length = 0;
  std::vector<double> wide;
  for (const VesselSegment& s : graph.segments) {
    if (s.length < 100) continue;
    wide.push_back(s.diameter);
    length += s.length;
  }
  ASSERT_EQ(wide.size(), 4u);
  std::sort(wide.begin(), wide.end());
  EXPECT_NEAR(wide[0], 15, 1);
  EXPECT_NEAR(wide[1], 15, 1);
  EXPECT_NEAR(wide[2], 25, 1);
  EXPECT_NEAR(wide[3], 25, 1);
  // Thinning shortens free ends by up to half a width.
  EXPECT_NEAR(length, 2 * 500, 40);
}

TEST(Tracing, ARingBecomesTwoSegments) {
  VesselMask mask = drawn(60, 60);
  for (std::size_t y = 0; y < 60; ++y) {
    for (std::size_t x = 0; x < 60; ++x) {
      const double away = std::hypot(static_cast<double>(x) - 30, static_cast<double>(y) - 30);
      mask.vessel[y * 60 + x] = std::abs(away - 20) < 1.6;
    }
  }
  const VesselGraph graph = trace_vessels(mask, {});
  EXPECT_EQ(graph.nodes.size(), 2u);
  EXPECT_EQ(graph.segments.size(), 2u);
  double length = 0;
  for (const VesselSegment& s : graph.segments) length += s.length;
  // The line's place is known to half a pixel of 20 in radius; smoothing takes most of the stairs.
  EXPECT_NEAR(length, 2 * std::numbers::pi * 200, 0.03 * 2 * std::numbers::pi * 200);
}

TEST(Tracing, ASpeckBesideIsDropped) {
  VesselMask mask = drawn(50, 30);
  fill(mask, 0, 49, 10, 12);
  fill(mask, 20, 26, 20, 21);
  for (const Vec3& node : trace_vessels(mask, {}).nodes) EXPECT_NEAR(node.y, 115, 15);
}

/// Two wide vessels with capillaries between them.
VesselMask ladder_picture() {
  VesselMask mask = drawn(120, 80);
  fill(mask, 0, 119, 9, 12);
  fill(mask, 0, 119, 67, 70);
  for (std::size_t x = 10; x < 110; x += 12) fill(mask, x, x, 12, 67);
  fill(mask, 10, 106, 40, 40);
  return mask;
}

TEST(Tracing, ATracedMaskCarriesBlood) {
  VesselGraph graph = trace_vessels(ladder_picture(), {});
  EXPECT_EQ(vessel_problems(graph).front(),
            "no terminal: at least two of different pressure are needed");
  add_border_terminals(graph, 1200, 800, 40, 20, {});
  ASSERT_EQ(graph.terminals.size(), 4u);
  FlowSolver solver(graph);
  NetworkFlow flow;
  solver.solve(graph, flow);
  EXPECT_GT(summarise(graph, flow).through, 0);
  EXPECT_LT(flow_imbalance(graph, flow), 1e-9);
}

TEST(Tracing, WithoutLinesOrTerminalsSaysSo) {
  EXPECT_THROW(trace_vessels(drawn(5, 5), {}), std::invalid_argument);
  VesselGraph graph = trace_vessels(ladder_picture(), {});
  try {
    add_border_terminals(graph, 1200, 800, 40, 500, {});
    FAIL() << "found vessels of 500 um";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "add_border_terminals: 0 vessels at least 500 um wide end within 40 um of the "
                 "border (at least 2)");
  }
}

}  // namespace
}  // namespace cytotwin
