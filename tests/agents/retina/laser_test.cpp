#include "agents/retina/laser.h"

#include <gtest/gtest.h>

#include <numeric>

namespace cytotwin {
namespace {

constexpr ColumnGrid grid{200, 200, 20, 0, 0};

double share(const std::vector<std::uint8_t>& burned) {
  return std::accumulate(burned.begin(), burned.end(), 0.0) / static_cast<double>(burned.size());
}

TEST(Laser, PatternsBurnTheShareTheySay) {
  for (const double wanted : {0.1, 0.2, 0.28}) {
    const LaserSession spots{0, LaserSession::Pattern::panretinal, wanted, 300, 4, 0.6, 0};
    // spots of 15 columns across, cut by the edges of 4 mm: a tenth of the share
    EXPECT_NEAR(share(burned_columns(grid, spots, 2000, 2000)), wanted, 0.1 * wanted);
  }
  const LaserSession bands{0, LaserSession::Pattern::bands, 0.2, 200, 4, 0.5, 0};
  EXPECT_NEAR(share(burned_columns(grid, bands, 2000, 2000)), 4 * 200 * 2000 / 16e6, 1e-12);
}

TEST(Laser, SparesTheFovea) {
  const LaserSession spots{0, LaserSession::Pattern::panretinal, 0.28, 300, 4, 0.6, 1500};
  const std::vector<std::uint8_t> burned = burned_columns(grid, spots, 2000, 2000);
  EXPECT_EQ(burned[grid.column_of(2000, 2000)], 0);
  EXPECT_EQ(burned[grid.column_of(2000, 3400)], 0);
}

}  // namespace
}  // namespace cytotwin
