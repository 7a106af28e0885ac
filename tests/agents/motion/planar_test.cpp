#include <gtest/gtest.h>

#include "agents/tissue.h"

namespace cytotwin {
namespace {

// A domain one voxel thick: 20 h of growth at the default 0.0432 /h, pushing and moving.
TEST(PlanarTissue, GrowsAndMovesInItsPlane) {
  TissueModel model;
  model.grid = {{30, 30, 1}, {20, 20, 20}, {-300, -300, -10}};
  model.cell_types.resize(1);
  model.cell_types[0].motility = Motility{0.5, 5, 0, {}, false};
  model.mechanics_step = 1;
  Tissue tissue(model);
  for (int i = 0; i < 60; ++i) {
    // two on one point, which part along a line of their own
    const double x = 16.0 * (i % 10) - 80, y = 16.0 * (i / 20) - 40;
    tissue.cells().add(model.cell_types[0], 0, {x, y, 0});
  }
  tissue.renew();
  const Workers workers(1);
  for (std::uint64_t step = 1; step <= 200; ++step) {
    for (std::uint64_t k = 0; k < 6; ++k) tissue.step_mechanics(6 * step + k, 0, workers);
    tissue.step_phenotype(step, 0, workers);
  }
  EXPECT_GT(tissue.cells().size(), 100U);
  for (const double z : tissue.cells().z) EXPECT_EQ(z, 0);
}

}  // namespace
}  // namespace cytotwin
