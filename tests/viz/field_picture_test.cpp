#include <gtest/gtest.h>

#include <limits>

#include "tests/viz/files.h"
#include "tests/viz/synthetic_tissue.h"
#include "viz/loader.h"

namespace cytotwin::testing {
namespace {

/// Two voxels along x of different size along y and z, with one value each.
class FieldPictures : public ::testing::Test {
 protected:
  FieldPictures() {
    frame_.grid = Grid{{2, 1, 1}, {50, 100, 10}, {0, 0, 0}};
    frame_.fields = {{"oxygen", "mmHg", values_}, {"drug", "nM", values_}};
    picture_.substance = "oxygen";
    picture_.size = {640, 480};
  }
  Image draw() {
    viz_->draw_field(frame_, picture_, folder_ / "field.png");
    return read_png(folder_ / "field.png");
  }

  std::vector<double> values_ = {0, 38};
  FrameView frame_;
  FieldPicture picture_;
  const std::unique_ptr<Viz> viz_ = load_viz();
  const TemporaryFolder folder_;
};

TEST_F(FieldPictures, EachHalfHasTheColourOfItsVoxel) {
  const Image image = draw();

  const std::size_t low = count_near(image, viridis(0), 0, {0, 0, 0.75, 1});
  const std::size_t high = count_near(image, viridis(1), 0, {0, 0, 0.75, 1});
  EXPECT_GT(low, 15000U);
  EXPECT_NEAR(static_cast<double>(low) / static_cast<double>(high), 1, 0.03);
}

TEST_F(FieldPictures, ARangeMovesTheColours) {
  picture_.range = {0, 76};

  EXPECT_GT(count_near(draw(), viridis(0.5), 0, {0, 0, 0.75, 1}), 15000U);
}

TEST_F(FieldPictures, AcrossXOnlyOneVoxelIsSeen) {
  picture_.axis = PictureAxis::x;
  picture_.position = 75;
  picture_.range = {0, 38};

  const Image image = draw();

  // 100 um along y by 10 um along z: a flat strip.
  EXPECT_GT(count_near(image, viridis(1), 0, {0, 0, 0.75, 1}), 5000U);
  EXPECT_EQ(count_near(image, viridis(0), 0, {0, 0, 0.75, 1}), 0U);
}

TEST_F(FieldPictures, ValuesThatAreNotFiniteAreGrey) {
  values_[1] = std::numeric_limits<double>::quiet_NaN();

  EXPECT_GT(count_near(draw(), missing, 0, {0, 0, 0.75, 1}), 15000U);
}

TEST_F(FieldPictures, OutlinesAreWhiteCirclesOfTheCellsThatAreCut) {
  const std::vector<std::uint64_t> id = {1, 2};
  const std::vector<double> x = {25, 75}, y = {50, 50}, z = {5, 40}, radius = {20, 20};
  frame_.id = id;
  frame_.x = x;
  frame_.y = y;
  frame_.z = z;
  frame_.radius = radius;
  picture_.cell_outlines = true;

  const Image image = draw();

  EXPECT_GT(count_near(image, white, 90, {0.2, 0.37, 0.38, 0.6}), 60U);
  EXPECT_EQ(count_near(image, white, 90, {0.4, 0.37, 0.58, 0.6}), 0U);  // 35 um above the plane
}

TEST_F(FieldPictures, ErrorsNameWhatIsKnown) {
  picture_.substance = "oxigen";
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(); }),
            "unknown substance \"oxigen\" (known here: oxygen, drug)");

  picture_.substance = "oxygen";
  picture_.position = 11;
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(); }),
            "plane z = 11 um lies outside the grid (0 to 10 um)");

  values_.push_back(1);
  frame_.fields[0].values = values_;
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(); }),
            "field \"oxygen\" has 3 values, the grid has 2 voxels");
}

}  // namespace
}  // namespace cytotwin::testing
