#include "assimilation/filters/kalman_filter.h"

#include <gtest/gtest.h>

#include "linear_gaussian.h"

namespace cytotwin {
namespace {

// The table's means are printed with 10 digits after the point, its scalars with all.
constexpr double printed = 1e-10;

void expect_mean(const GaussianState& state, const Vector& mean) {
  EXPECT_LT((state.mean - mean).cwiseAbs().maxCoeff(), printed) << state.mean.transpose();
}

TEST(KalmanFilter, GivesTheKnownRunWithModelNoise) {
  const LinearGaussian model(true);
  const auto run = exact_run(model);
  EXPECT_EQ(run.observations, 17);
  EXPECT_NEAR(run.log_likelihood, -15.43496197141905, 1e-12);
  EXPECT_NEAR(run.innovation_squared, 17.238493855147404, 1e-12);
  expect_mean(run.analyses[1], Vector{{.4014638022, -.4608266474, .4239102129}});
  expect_mean(run.analyses[4], Vector{{.4963150827, -.1926909311, .5635504045}});
  expect_mean(run.analyses[7], Vector{{.8417262742, .2643269805, .038155278}});
  expect_mean(run.analyses[10], Vector{{.6653104486, .1354508243, -.6021468944}});
  EXPECT_NEAR(run.analyses[10].covariance.trace(), .2692646424796872, 1e-13);
  const Matrix last{{.0623684739, .0392486464, -.0073162151},
                    {.0392486464, .1538141161, -.0153537643},
                    {-.0073162151, -.0153537643, .0530820525}};
  EXPECT_LT((run.analyses[10].covariance - last).cwiseAbs().maxCoeff(), printed);
  const auto smoothed = rts_smoothed(run.analyses, run.forecasts, model.transition);
  expect_mean(smoothed[0], Vector{{.5457969938, .0506705636, .4869465499}});
  EXPECT_NEAR(smoothed[0].covariance.trace(), .38233637282549326, 1e-13);
  const Vector first{{.0781656208, .1998710592, .1042996928}};
  EXPECT_LT((smoothed[0].covariance.diagonal() - first).cwiseAbs().maxCoeff(), printed);
  expect_mean(smoothed[5], Vector{{.6455679126, .3437563632, .0376731513}});
  EXPECT_NEAR(smoothed[5].covariance.trace(), .2265388551, printed);
}

TEST(KalmanFilter, GivesTheKnownRunOfAPerfectModel) {
  const LinearGaussian model(false);
  const auto run = exact_run(model);
  EXPECT_NEAR(run.log_likelihood, -19.258514402521843, 1e-12);
  EXPECT_NEAR(run.innovation_squared, 27.214928159674603, 1e-12);
  expect_mean(run.analyses[1], Vector{{.401425127, -.4734650897, .4005998145}});
  expect_mean(run.analyses[4], Vector{{.4766264793, -.2281840137, .546310631}});
  expect_mean(run.analyses[7], Vector{{.8264834839, .3041560312, .1650383467}});
  expect_mean(run.analyses[10], Vector{{.8975680153, .4472025934, -.2079171716}});
  EXPECT_NEAR(run.analyses[10].covariance.trace(), .09437547234771954, 1e-13);
  const auto smoothed = rts_smoothed(run.analyses, run.forecasts, model.transition);
  expect_mean(smoothed[0], Vector{{.2876625859, .6422152458, .5119283201}});
  EXPECT_NEAR(smoothed[0].covariance.trace(), .22731159574776227, 1e-13);
  expect_mean(smoothed[5], Vector{{.6161457111, .6282810875, .0331377905}});
  EXPECT_NEAR(smoothed[5].covariance.trace(), .1238275797, printed);
}

// x' = a x + N(0, q), y = x + N(0, r): the variance converges by a factor of at most 0.6 a cycle in
// these cases, so 200 cycles leave round-off.
TEST(KalmanFilter, ComesToTheKnownSteadyStates) {
  struct Case {
    double a, q, r, forecast, analysis;
  };
  for (const auto& c : {Case{.9, 1, 1, 1.48389990267865, .5974072872575923},
                        Case{1, .1, 1, .37015621187164244, .27015621187164246},
                        Case{1.2, .5, 2, 1.9049485585818027, .975658721237363}}) {
    GaussianState forecast{Vector::Zero(1), Matrix::Ones(1, 1)}, state = forecast;
    const Observations seen{Vector::Zero(1),
                            ObservationError::uncorrelated(Vector::Constant(1, std::sqrt(c.r)))};
    for (int k = 0; k < 200; ++k) {
      forecast = kalman_forecast(state, Matrix::Constant(1, 1, c.a), Matrix::Constant(1, 1, c.q));
      state = kalman_analysis(forecast, Matrix::Ones(1, 1), seen).state;
    }
    EXPECT_NEAR(forecast.covariance(0, 0), c.forecast, 1e-13);
    EXPECT_NEAR(state.covariance(0, 0), c.analysis, 1e-13);
  }
}

TEST(KalmanFilter, RefusesSizesThatDiffer) {
  const LinearGaussian model(true);
  EXPECT_THROW(kalman_analysis(model.start, Matrix::Ones(3, 3), model.observations(1)),
               std::invalid_argument);
  auto limited = model.observations(1);
  limited.limits = {Limit::at_most, Limit::none};
  EXPECT_THROW(kalman_analysis(model.start, model.observe, limited), std::invalid_argument);
  EXPECT_THROW(rts_smoothed(std::vector<GaussianState>(3, model.start),
                            std::vector<GaussianState>(3, model.start), model.transition),
               std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
