#include "assimilation/observation_error.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <array>
#include <string>

namespace cytotwin {
namespace {

Matrix lin1_error() { return Matrix{{.2, .05, 0}, {.05, .3, 0}, {0, 0, .5}}; }

TEST(ObservationError, WhitenedErrorsHaveUnitCovariance) {
  const auto error = ObservationError::correlated(lin1_error());
  const Matrix root = error.coloured(Matrix::Identity(3, 3));
  // one Cholesky factor and one triangular solve of a 3 x 3 matrix: round-off only
  EXPECT_LT((root * root.transpose() - lin1_error()).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_LT((error.whitened(root) - Matrix::Identity(3, 3)).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_NEAR(error.log_determinant(), std::log(lin1_error().determinant()), 1e-14);
}

TEST(ObservationError, ComponentsKeepTheirMarginalCovariance) {
  const std::array<Eigen::Index, 2> kept{2, 0};
  const auto error = ObservationError::correlated(lin1_error()).of(kept).scaled(4);
  EXPECT_LT((error.covariance() - Matrix{{2., 0.}, {0., .8}}).cwiseAbs().maxCoeff(), 1e-15);
}

void expect_refused(const Matrix& covariance, const std::string& words) {
  try {
    ObservationError::correlated(covariance);
    FAIL() << "took a covariance that should be refused: " << words;
  } catch (const SingularObservationError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(ObservationError, RefusesWhatHasNoFactor) {
  expect_refused(Matrix{{1., 1.}, {1., 1.}}, "at component 1");
  expect_refused(Matrix{{0., 0.}, {0., 1.}}, "at component 0");
  expect_refused(Matrix{{1., .5}, {0., 1.}}, "not symmetric");
  expect_refused(Matrix{{std::nan(""), 0.}, {0., 1.}}, "not finite");
  EXPECT_THROW(ObservationError::uncorrelated(Vector{{1., 0.}}), SingularObservationError);
}

}  // namespace
}  // namespace cytotwin
