#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "tests/viz/files.h"
#include "tests/viz/synthetic_tissue.h"
#include "viz/loader.h"

namespace cytotwin::testing {
namespace {

constexpr Part tissue_part = {0, 0.1, 0.83, 0.9};  // without title, legend and scale bar

class CellPictures : public ::testing::Test {
 protected:
  Image draw(const FrameView& frame, const CellPicture& picture) {
    viz_->draw_cells(frame, picture, folder_ / "cells.png");
    return read_png(folder_ / "cells.png");
  }
  Image draw(const CellPicture& picture) { return draw(spheroid_.frame(), picture); }

  const SyntheticSpheroid spheroid_{3000};
  const std::unique_ptr<Viz> viz_ = load_viz();
  const TemporaryFolder folder_;
  CellPicture by_state_ = [] {
    CellPicture picture;
    picture.colour_by = "state";
    return picture;
  }();
};

// A wrong OpenGL setup gives black or white frames without any error: pixels are counted.
TEST_F(CellPictures, ABallOfCellsFillsTheMiddleOfAWhitePicture) {
  by_state_.size = {640, 480};

  const Image image = draw(by_state_);

  ASSERT_EQ(image.width, 640);
  ASSERT_EQ(image.height, 480);
  EXPECT_GT(count_near(image, white, 0), image.rgb.size() / 3 / 4);
  EXPECT_LT(count_near(image, black, 10), 200U);
  EXPECT_GT(count_hue(image, palette(0), tissue_part), 30000U);
  EXPECT_GT(count_distinct(image), 500U);  // lit spheres, not flat discs
}

TEST_F(CellPictures, OnlyACutShowsTheCore) {
  const std::size_t whole = count_hue(draw(by_state_), palette(2), tissue_part);
  by_state_.cut = Cut::half;
  const std::size_t half = count_hue(draw(by_state_), palette(2), tissue_part);
  by_state_.cut = Cut::slice;
  const std::size_t slice = count_hue(draw(by_state_), palette(2), tissue_part);

  EXPECT_LT(whole, 50U);  // blends at the edges of blue and vermillion cells
  EXPECT_GT(half, 20000U);
  EXPECT_GT(slice, 20000U);
}

TEST_F(CellPictures, TheCutIsWhereItIsAskedFor) {
  by_state_.cut = Cut::slice;
  by_state_.axis = PictureAxis::x;
  by_state_.position = 0.9 * spheroid_.outer_radius();

  const Image image = draw(by_state_);

  EXPECT_GT(count_hue(image, palette(0), tissue_part), 1000U);
  EXPECT_EQ(count_hue(image, palette(2), tissue_part), 0U);
}

// The middle of a cell that faces the light has the colour of the legend, so both can be compared.
TEST_F(CellPictures, CellsHaveTheColourOfTheLegend) {
  const Image image = draw(by_state_);

  EXPECT_GT(count_near(image, palette(0), 4, tissue_part), 2000U);
  EXPECT_GT(count_near(image, palette(0), 0, {0.83, 0.7, 1, 0.9}), 300U);
  EXPECT_GT(count_near(image, palette(2), 0, {0.83, 0.7, 1, 0.9}), 300U);
}

TEST_F(CellPictures, NumbersUseTheWholeScale) {
  by_state_.colour_by = "pressure";
  by_state_.range = {0, 0.6};
  by_state_.cut = Cut::half;

  const Image image = draw(by_state_);

  EXPECT_GT(count_hue(image, viridis(0.1), tissue_part), 1000U);
  EXPECT_GT(count_hue(image, viridis(1), tissue_part), 1000U);
  EXPECT_GT(count_near(image, viridis(0.5), 3, {0.83, 0.1, 1, 0.9}), 30U);  // scalar bar
}

TEST_F(CellPictures, AFixedBoxFixesTheScaleBetweenFrames) {
  FrameView one;
  const std::vector<std::uint64_t> id = {1};
  const std::vector<double> centre = {0.0}, radius = {20.0};
  one.id = id;
  one.x = one.y = one.z = centre;
  one.radius = radius;
  by_state_.colour_by = "radius";
  by_state_.range = {0, 40};
  by_state_.cut = Cut::slice;
  by_state_.box = PictureBox{{-100, -100, -100}, {100, 100, 100}};

  const Image image = draw(one, by_state_);

  // 796 pixels of height hold 206 um: a disc of 20 um radius has 3.86^2 * pi * 400 pixels.
  const double pixels_per_um = (960 - 84 - 70 - 10) / (1.03 * 200);
  const double expected = M_PI * 400 * pixels_per_um * pixels_per_um;
  const auto drawn = static_cast<double>(count_hue(image, viridis(0.5), tissue_part));
  EXPECT_NEAR(drawn / expected, 1, 0.05);
}

TEST_F(CellPictures, ValuesThatAreNotFiniteAreGrey) {
  SyntheticSpheroid damaged(3000);
  damaged.pressure.assign(damaged.size(), std::numeric_limits<double>::quiet_NaN());
  damaged.pressure[0] = 0.25;
  by_state_.colour_by = "pressure";

  const Image image = draw(damaged.frame(), by_state_);

  EXPECT_GT(count_near(image, missing, 4, tissue_part), 2000U);
  EXPECT_GT(count_near(image, missing, 0, {0.83, 0.05, 1, 0.2}), 300U);  // "no value"
}

TEST_F(CellPictures, NoCellsAreAPictureToo) {
  FrameView nobody;
  by_state_.colour_by = "radius";

  EXPECT_GT(count_near(draw(nobody, by_state_), white, 0), 1000000U);
}

TEST_F(CellPictures, UnknownVariableNamesTheKnownOnes) {
  by_state_.colour_by = "presure";

  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(by_state_); }),
            "unknown cell variable \"presure\" (known here: state, phase, pressure, radius, "
            "diameter)");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cells.png"));
}

TEST_F(CellPictures, ACentreThatIsNotFiniteNamesTheCell) {
  SyntheticSpheroid damaged(100);
  damaged.x[7] = std::numeric_limits<double>::infinity();

  const std::string message =
      message_of<std::invalid_argument>([&] { draw(damaged.frame(), by_state_); });

  EXPECT_NE(message.find("cell 7 at 18000 min has centre (inf, "), std::string::npos) << message;
}

TEST_F(CellPictures, RequestsThatMakeNoSenseAreRefused) {
  by_state_.cut = Cut::slice;
  by_state_.thickness = 0;
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(by_state_); }),
            "slice of thickness 0 um (must be > 0)");

  by_state_.thickness = 20;
  by_state_.range = {1, 1};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(by_state_); }),
            "range 1 to 1 (must be finite and ascending)");

  by_state_.range.reset();
  by_state_.size = {100000, 10};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(by_state_); }),
            "picture of 100000 x 10 pixels (allowed: 320 x 240 to 8192 x 8192)");
}

TEST_F(CellPictures, AMissingFolderIsNamed) {
  const std::string path = folder_ / "absent/cells.png";

  EXPECT_EQ(
      message_of<std::runtime_error>([&] { viz_->draw_cells(spheroid_.frame(), by_state_, path); }),
      "cannot write " + path + ": No such file or directory");
}

// In a process of its own: the graphics driver reads the variable once.
TEST(Egl, WithoutADriverTheErrorNamesThePackages) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        setenv("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent.json", 1);
        const std::string message = message_of<std::runtime_error>(
            [] { load_viz()->draw_chart(Chart{}, "/nonexistent/chart.png"); });
        std::fputs(message.c_str(), stderr);
        std::exit(message.empty() ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "surfaceless EGL is needed, on Debian.*libegl-mesa0");
}

}  // namespace
}  // namespace cytotwin::testing
