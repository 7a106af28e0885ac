// Cells from a file and along lines, as they stand in the tissue.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include "core/errors.h"
#include "twin/scenario/read.h"
#include "twin/simulation/build.h"
#include "twin/simulation/simulation.h"

namespace cytotwin {
namespace {

std::string text(const std::string& domain, const std::string& placements) {
  return "schema = 1\n[time]\nend = \"2 h\"\n[domain]\n" + domain + R"(
[[variable]]
name = "antigen"
[[cell_type]]
name = "tumour"
cycle = "ki67_basic"
[[cell_type.variable]]
name = "antigen"
distribution = "constant"
mean = 3
[[cell_type]]
name = "stroma"
[cell_type.mechanics]
movable = false
)" + placements;
}

const std::string cube = "size = [\"400 um\", \"400 um\", \"400 um\"]";
const std::string plane = "size = [\"400 um\", \"400 um\", \"20 um\"]";

Tissue tissue_of(const std::string& scenario) {
  return build_tissue(read_scenario_text("s.toml", scenario, "/").scenario);
}

/// A file of cells, gone afterwards.
class PlacedFile : public testing::Test {
 protected:
  ~PlacedFile() override { std::filesystem::remove(path_); }
  std::string placement(const std::string& csv, const std::string& more = "") const {
    std::ofstream(path_) << csv;
    return "[[placement]]\nfile = \"" + path_.string() + "\"\n" + more;
  }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      ("placed_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
       ".csv");
};

TEST_F(PlacedFile, GivesItsCellsInItsOrder) {
  const Tissue tissue = tissue_of(text(cube, placement("x,y,z,type,volume,phase,state,antigen\n"
                                                       "1,2,3,tumour,2000,ki67_positive,,0.5\n"
                                                       "-1,-2,-3,stroma,,,apoptotic,\n"
                                                       "50,0,0,tumour,3000,,necrotic_swelling,\n"
                                                       "60,0,0,tumour,,,necrotic_lysed,\n")));
  const Population& cells = tissue.cells();
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells.position(0), (Vec3{1, 2, 3}));
  EXPECT_EQ(cells.phase[0], 1);
  EXPECT_NEAR(cells.volume(0).total(), 2000, 1e-9);
  EXPECT_NEAR(cells.radius[0], radius_of(2000), 1e-12);
  EXPECT_EQ(cells.nuclear_solid_target[0], 270) << "its phase doubles the target, not the volume";
  const auto& antigen = cells.extra[cells.find_extra("custom_antigen")].values;
  EXPECT_EQ(antigen[0], 0.5);
  EXPECT_EQ(antigen[2], 3) << "left out: as drawn";
  EXPECT_EQ(cells.type[1], 1);
  EXPECT_EQ(cells.state[1], CellState::apoptotic);
  EXPECT_EQ(cells.nuclear_solid_target[1], 0);
  EXPECT_EQ(cells.state[2], CellState::necrotic_swelling);
  EXPECT_NEAR(cells.rupture_volume[2], 6000, 1e-9);
  EXPECT_EQ(cells.state[3], CellState::necrotic_lysed);
}

TEST_F(PlacedFile, LiesInThePlaneOfAPlanarDomain) {
  const Tissue tissue = tissue_of(text(plane, placement("10,20,-3,0\n30,20,0,1\n")));
  EXPECT_EQ(tissue.cells().position(0), (Vec3{10, 20, 0}));
  EXPECT_EQ(tissue.cells().position(1), (Vec3{30, 20, 0}));
}

TEST_F(PlacedFile, PhasesThatItLeavesOpenMayBeDrawn) {
  std::string csv = "x,y,z,type,phase\n";
  for (int i = 0; i < 400; ++i) csv += "0,0,0,tumour,\n";
  csv += "1,0,0,tumour,ki67_negative\n";
  const Tissue tissue = tissue_of(text(cube, placement(csv, "phases = \"growing\"\n")));
  std::size_t positive = 0;
  for (std::size_t i = 0; i < 400; ++i) positive += tissue.cells().phase[i];
  EXPECT_GT(positive, 100U);
  EXPECT_LT(positive, 300U);
  EXPECT_EQ(tissue.cells().phase[400], 0);
  EXPECT_EQ(tissue.cells().phase_time[400], 0);
}

// A tissue that is written out and placed again from the file is the same tissue.
TEST_F(PlacedFile, OfALatticeIsThatLattice) {
  const std::string ball = "[[placement]]\ncell_type = \"tumour\"\nshape = \"ball\"\nradius = ";
  const Tissue placed = tissue_of(text(cube, ball + "\"60 um\"\n"));
  std::ostringstream csv;
  csv.precision(17);
  for (std::size_t i = 0; i < placed.cells().size(); ++i) {
    const Vec3 at = placed.cells().position(i);
    csv << at.x << "," << at.y << "," << at.z << ",0\n";
  }
  const Tissue again = tissue_of(text(cube, placement(csv.str())));
  EXPECT_EQ(again.cells().x, placed.cells().x);
  EXPECT_EQ(again.cells().z, placed.cells().z);
  EXPECT_EQ(again.cells().id, placed.cells().id);
  EXPECT_EQ(again.cells().fluid, placed.cells().fluid);
}

std::string line(const std::string& from, const std::string& to, const std::string& more) {
  return "[[placement]]\ncell_type = \"stroma\"\nshape = \"line\"\nfrom = " + from +
         "\nto = " + to + "\n" + more;
}

/// Along the axis (0 at its middle) and away from it.
std::pair<double, double> in_line(Vec3 point, Vec3 from, Vec3 to) {
  const Vec3 axis = 1 / norm(to - from) * (to - from), d = point - 0.5 * (from + to);
  const double along = dot(d, axis);
  return {along, std::sqrt(std::max(0.0, dot(d, d) - along * along))};
}

const std::string skew_from = "[\"-100 um\", \"-80 um\", \"50 um\"]";
const std::string skew_to = "[\"90 um\", \"120 um\", \"-60 um\"]";
const Vec3 skew_a{-100, -80, 50}, skew_b{90, 120, -60};

// Thinner than a cell it is one row of neighbours along the axis, whatever its direction.
TEST(PlacedLine, ThatIsThinIsAStringOfTouchingCells) {
  const Tissue tissue = tissue_of(text(cube, line(skew_from, skew_to, "radius = \"1 um\"\n")));
  const Population& cells = tissue.cells();
  const double spacing = 20.0 / 21 * 2 * radius_of(2494);
  const double length = norm(skew_b - skew_a);
  EXPECT_EQ(cells.size(), 2 * static_cast<std::size_t>(length / 2 / spacing) + 1);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto [along, away] = in_line(cells.position(i), skew_a, skew_b);
    EXPECT_LE(std::abs(along), length / 2 + 1e-9);
    EXPECT_NEAR(away, 0, 1e-5);
  }
  for (std::size_t i = 1; i < cells.size(); ++i)
    EXPECT_NEAR(norm(cells.position(i) - cells.position(i - 1)), spacing, 1e-9);
}

// One point a cell of 3/4 spacing^3, as in every shape.
TEST(PlacedLine, ThatIsThickIsFilledAtTheLatticesDensity) {
  const Tissue tissue = tissue_of(text(cube, line(skew_from, skew_to, "radius = \"60 um\"\n")));
  const double spacing = 20.0 / 21 * 2 * radius_of(2494), length = norm(skew_b - skew_a);
  const double expected =
      std::numbers::pi * 60 * 60 * length / (0.75 * spacing * spacing * spacing);
  EXPECT_NEAR(static_cast<double>(tissue.cells().size()), expected, 0.1 * expected);
  for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
    const auto [along, away] = in_line(tissue.cells().position(i), skew_a, skew_b);
    EXPECT_LE(std::abs(along), length / 2 + 1e-9);
    EXPECT_LE(away, 60 + 1e-9);
    for (std::size_t j = 0; j < i; ++j)
      ASSERT_GT(norm(tissue.cells().position(i) - tissue.cells().position(j)), 0.86 * spacing);
  }
}

// Uniform: half of the cells lie within R / sqrt(2) of the axis, half on either side of the middle.
// 3 standard deviations of 2,000 draws: 67.
TEST(PlacedLine, AtRandomIsUniform) {
  const Tissue tissue =
      tissue_of(text(cube, line(skew_from, skew_to,
                                "radius = \"60 um\"\narrangement = \"random\"\ncount = 2000\n")));
  int inner = 0, first = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    const auto [along, away] = in_line(tissue.cells().position(i), skew_a, skew_b);
    EXPECT_LE(away, 60);
    EXPECT_LE(std::abs(along), norm(skew_b - skew_a) / 2);
    inner += away < 60 / std::numbers::sqrt2 ? 1 : 0;
    first += along < 0 ? 1 : 0;
  }
  EXPECT_NEAR(inner, 1000, 67);
  EXPECT_NEAR(first, 1000, 67);
}

TEST(PlacedLine, InAPlaneIsAStrip) {
  for (const char* more :
       {"radius = \"30 um\"\n", "radius = \"30 um\"\narrangement = \"random\"\ncount = 50\n"}) {
    const Tissue tissue = tissue_of(text(plane, line("[\"-100 um\", \"0 um\", \"5 um\"]",
                                                     "[\"100 um\", \"60 um\", \"-5 um\"]", more)));
    EXPECT_GT(tissue.cells().size(), 40U);
    for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
      EXPECT_EQ(tissue.cells().z[i], 0);
      const auto [along, away] = in_line(tissue.cells().position(i), {-100, 0, 0}, {100, 60, 0});
      EXPECT_LE(away, 30 + 1e-9);
    }
  }
}

TEST(PlacedLine, ThatLeavesTheDomainOrHasNoLengthIsRefused) {
  const auto message = [](const std::string& placement) {
    try {
      tissue_of(text(cube, placement));
    } catch (const InputError& error) {
      return error.problems().at(0).message;
    }
    return std::string();
  };
  EXPECT_EQ(message(line(skew_from, skew_from, "radius = \"1 um\"\n")),
            "placement 1: the line has no length");
  EXPECT_EQ(message(line("[\"-150 um\", \"0 um\", \"0 um\"]", "[\"150 um\", \"0 um\", \"0 um\"]",
                         "radius = \"201 um\"\n")),
            "placement 1: the cylinder of radius 201 um from (-150, 0, 0) um to (150, 0, 0) um "
            "leaves the domain");
  EXPECT_EQ(message(line("[\"-200 um\", \"0 um\", \"0 um\"]", "[\"200 um\", \"0 um\", \"0 um\"]",
                         "radius = \"190 um\"\n")),
            "")
      << "a cylinder ends flat";
}

}  // namespace
}  // namespace cytotwin
