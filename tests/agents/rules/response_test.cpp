#include "agents/rules/response.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace cytotwin {
namespace {

// Sums of a few doubles near 1.
constexpr double rounding = 1e-15;

TEST(HillResponse, OfOneSignalByHand) {
  const auto one = [](double s, double h, double n) {
    return hill_response(std::vector<HillTerm>{{s, h, n}});
  };
  EXPECT_NEAR(one(2, 2, 4), 0.5, rounding);
  EXPECT_NEAR(one(4, 2, 2), 4.0 / 5, rounding);
  EXPECT_NEAR(one(1, 2, 3), (1.0 / 8) / (1 + 1.0 / 8), rounding);
  EXPECT_NEAR(one(9, 4, 0.5), 1.5 / 2.5, rounding) << "powers need not be whole";
}

TEST(HillResponse, OfSeveralSignalsByHand) {
  // x = 1/2 with n = 2 and x = 3 with n = 1: (1/4 + 3) / (1 + 1/4 + 3)
  EXPECT_NEAR(hill_response(std::vector<HillTerm>{{5, 10, 2}, {6, 2, 1}}), 3.25 / 4.25, rounding);
}

// Negative signals mirror their sign or divide by zero in the reference (its issue 389).
TEST(HillResponse, IsSoundAtTheEdges) {
  const auto one = [](double s, double n) {
    return hill_response(std::vector<HillTerm>{{s, 2, n}});
  };
  for (const double n : {1.0, 2.0, 3.0, 0.5, 2.7}) {
    EXPECT_EQ(one(0, n), 0);
    EXPECT_EQ(one(-2, n), 0) << n;
    EXPECT_EQ(one(-1e300, n), 0) << n;
    EXPECT_EQ(one(std::numeric_limits<double>::infinity(), n), 1) << n;
  }
  EXPECT_EQ(one(1e300, 4), 1);
  EXPECT_EQ(hill_response({}), 0);
}

TEST(Combine, UpFirstThenDownByHand) {
  EXPECT_NEAR(combine(1, 3, 0.5, 0, 0), 2, rounding);
  EXPECT_NEAR(combine(1, 3, 0, 0.2, 0.25), 0.8, rounding);
  EXPECT_NEAR(combine(1, 3, 0.5, 0.5, 0.25), 2 + (0.5 - 2) * 0.25, rounding);
  EXPECT_NEAR(combine(1, 3, 1, 0, 1), 0, rounding) << "what lowers has the last word";
}

}  // namespace
}  // namespace cytotwin
