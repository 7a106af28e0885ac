#include "assimilation/designs/designs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace cytotwin {
namespace {

// Centred L2 discrepancy (Hickernell 1998, Math. Comput. 67:299, eq. 1.2).
double centred_discrepancy(const Matrix& u) {
  const auto n = static_cast<double>(u.cols());
  double single = 0, pairs = 0;
  for (Eigen::Index j = 0; j < u.cols(); ++j) {
    const Eigen::ArrayXd a = (u.col(j).array() - .5).abs();
    single += (1 + a / 2 - a.square() / 2).prod();
    for (Eigen::Index k = 0; k < u.cols(); ++k) {
      const Eigen::ArrayXd b = (u.col(k).array() - .5).abs();
      pairs += (1 + (a + b - (u.col(j) - u.col(k)).array().abs()) / 2).prod();
    }
  }
  return std::sqrt(std::pow(13. / 12, static_cast<double>(u.rows())) - 2 * single / n +
                   pairs / n / n);
}

TEST(LatinHypercube, OnePointInEachSliceOfEachDimension) {
  const Eigen::Index n = 37;
  const Matrix u = latin_hypercube(5, n, 3);
  for (Eigen::Index i = 0; i < 5; ++i) {
    std::set<Eigen::Index> slices;
    for (Eigen::Index j = 0; j < n; ++j)
      slices.insert(static_cast<Eigen::Index>(u(i, j) * static_cast<double>(n)));
    EXPECT_EQ(slices.size(), 37u) << "dimension " << i;
  }
  EXPECT_EQ(u, latin_hypercube(5, n, 3));
  EXPECT_NE(u, latin_hypercube(5, n, 4));
}

TEST(Sobol, LongerDesignsBeginWithShorterOnes) {
  EXPECT_EQ(sobol_points(6, 100, 9).leftCols(37), sobol_points(6, 37, 9));
  EXPECT_EQ(random_points(6, 100, 9).leftCols(37), random_points(6, 37, 9));
  EXPECT_EQ(sobol_points(6, 40, 9).topRows(2), sobol_points(2, 40, 9));
}

// The first two dimensions of Sobol's sequence are a (0, 2)-sequence: every elementary interval of
// area 2^-m holds exactly one of 2^m consecutive points, whatever its shape. Scrambling keeps that.
TEST(Sobol, FirstTwoDimensionsAreANet) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (int m = 1; m <= 8; ++m) {
      const Eigen::Index n = Eigen::Index{1} << m;
      const Matrix u = sobol_points(2, 2 * n, seed).rightCols(n);  // the second block as well
      for (int d = 0; d <= m; ++d) {
        std::set<std::pair<int, int>> boxes;
        for (Eigen::Index j = 0; j < n; ++j)
          boxes.insert(
              {static_cast<int>(u(0, j) * (1 << d)), static_cast<int>(u(1, j) * (1 << (m - d)))});
        EXPECT_EQ(boxes.size(), static_cast<std::size_t>(n)) << "m " << m << " cut " << d;
      }
    }
}

// Each dimension alone is a (0, 1)-sequence in any number of dimensions.
TEST(Sobol, EveryDimensionIsStratified) {
  const Matrix u = sobol_points(200, 64, 5);
  for (Eigen::Index i = 0; i < 200; ++i) {
    std::set<int> slices;
    for (Eigen::Index j = 0; j < 64; ++j) slices.insert(static_cast<int>(u(i, j) * 64));
    EXPECT_EQ(slices.size(), 64u) << "dimension " << i;
  }
}

// Means over 10 seeds. Latin hypercubes even out single dimensions only, which counts for less the
// more dimensions there are.
TEST(Designs, SpreadMoreEvenlyThanRandomPoints) {
  for (const Eigen::Index dimensions : {2, 5, 10}) {
    double random = 0, hypercube = 0, sobol = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      random += centred_discrepancy(random_points(dimensions, 128, seed));
      hypercube += centred_discrepancy(latin_hypercube(dimensions, 128, seed));
      sobol += centred_discrepancy(sobol_points(dimensions, 128, seed));
    }
    EXPECT_LT(hypercube, random) << dimensions;
    EXPECT_LT(sobol, hypercube) << dimensions;
  }
}

// Root mean square error of the integral of prod(1 + (x - 1/2)), which is 1, over 64 scramblings.
double integration_error(Eigen::Index points) {
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= 64; ++seed) {
    const Matrix u = sobol_points(4, points, seed);
    double sum = 0;
    for (Eigen::Index j = 0; j < points; ++j) sum += (u.col(j).array() + .5).prod();
    squares += std::pow(sum / static_cast<double>(points) - 1, 2);
  }
  return std::sqrt(squares / 64);
}

// Scrambled nets integrate smooth functions with an error of N^-3/2 up to logarithms (Owen 1997,
// Ann. Stat. 25:1541); random points with N^-1/2. From 64 to 1024 points the slope must be better
// than -1 by more than what 64 scramblings leave open, 2 * sqrt(2) / sqrt(2 * 64) / ln 16 = .09.
TEST(Sobol, ScrambledNetsIntegrateFasterThanOneOverN) {
  const double slope = std::log(integration_error(1024) / integration_error(64)) / std::log(16.);
  EXPECT_LT(slope, -1.1);
}

TEST(Designs, RefuseSizesThatDoNotExist) {
  EXPECT_THROW(sobol_points(3668, 4, 1), std::invalid_argument);
  EXPECT_THROW(sobol_points(0, 4, 1), std::invalid_argument);
  EXPECT_THROW(latin_hypercube(2, 0, 1), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
