// What may go wrong in an inversion: members that fail, values that are missing or censored,
// bounds, restarts, parameters data know nothing of, wrong input.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "assimilation/draws.h"
#include "assimilation/inversion/invert.h"
#include "assimilation/inversion/schedule.h"
#include "assimilation/inversion/simulation_noise.h"
#include "assimilation/inversion/update.h"
#include "tests/assimilation/known_posteriors.h"

namespace cytotwin {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

InversionOptions four_steps(Eigen::Index members) {
  return {.method = InversionMethod::es_mda, .members = members, .alphas = geometric_alphas(4, 1)};
}

// A fifth of the members at random, in the first `iterations` iterations.
EnsembleMap failing(const LinearCase& linear, int iterations, std::uint64_t seed) {
  return [=](const Members& u, int iteration) {
    Matrix outputs = linear.outputs(u);
    const auto step = static_cast<std::uint32_t>(iteration);
    for (Eigen::Index j = 0; j < u.cols() && iteration < iterations; ++j)
      if (RandomStream(seed, static_cast<std::uint64_t>(j), step, Purpose::placement).uniform() <
          .2)
        outputs.col(j).setConstant(nan);
    return outputs;
  };
}

// Root mean square change of the posterior mean over seeds, in posterior deviations over
// sqrt(members that succeeded).
double change_by_failures(InversionOptions options, int iterations) {
  const LinearCase linear;
  const Vector sd = linear.posterior_covariance().diagonal().cwiseSqrt();
  const int seeds = 40;
  double squares = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    options.seed = static_cast<std::uint64_t>(seed);
    const auto whole = invert(linear.forward(), linear.prior, linear.data(), options);
    const auto result =
        invert(failing(linear, iterations, options.seed), linear.prior, linear.data(), options);
    const Vector shift = member_mean(result.posterior) - member_mean(whole.posterior);
    squares += (shift.array() / sd.array()).square().mean() / seeds;
  }
  return std::sqrt(squares * .8 * static_cast<double>(options.members));
}

// Losing a fifth at random changes the mean by sd sqrt(1/.8N - 1/N) = .45 sd/sqrt(.8N) an
// iteration, at the spread of that iteration. Redrawn members add nothing, as they are centred.
TEST(FailedMembers, AFifthMovesTheMeanByLessThanItsSamplingError) {
  for (const auto method : {InversionMethod::es_mda, InversionMethod::etki}) {
    const InversionOptions options{
        .method = method, .members = 200, .alphas = geometric_alphas(4, 1)};
    EXPECT_LT(change_by_failures(options, 1), .5) << "once, " << static_cast<int>(method);
    EXPECT_LT(change_by_failures(options, 4), 1) << "each time, " << static_cast<int>(method);
  }
}

TEST(FailedMembers, FewMissingOutputsAreFilled) {
  Matrix outputs = Matrix::Ones(10, 4);
  outputs(3, 1) = nan;                  // 10 % of member 1: filled
  outputs(1, 2) = outputs(2, 2) = nan;  // 20 % of member 2: failed
  outputs(3, 3) = 5;
  const auto sorted = sort_failures(outputs, {});
  EXPECT_EQ(sorted.succeeded, (std::vector<Eigen::Index>{0, 1, 3}));
  EXPECT_EQ(sorted.failed, (std::vector<Eigen::Index>{2}));
  EXPECT_EQ(sorted.imputed, 1);
  EXPECT_EQ(sorted.outputs(3, 1), 3);  // mean of 1 and 5
}

TEST(FailedMembers, TooFewAreErrorsWithNames) {
  const LinearCase linear;
  const auto all_but_one = [&](const Members& u, int) {
    Matrix outputs = linear.outputs(u);
    outputs.rightCols(u.cols() - 1).setConstant(nan);
    return outputs;
  };
  EXPECT_THROW(invert(all_but_one, linear.prior, linear.data(), four_steps(50)), TooFewMembers);
  const auto two_thirds = [&](const Members& u, int) {
    Matrix outputs = linear.outputs(u);
    outputs.rightCols(2 * u.cols() / 3).setConstant(nan);
    return outputs;
  };
  EXPECT_THROW(invert(two_thirds, linear.prior, linear.data(), four_steps(60)), TooManyFailures);
}

TEST(FailedMembers, UnscentedMirrorsTheOtherSide) {
  const LinearCase linear;
  const auto forward = [&](const Members& u, int) {
    Matrix outputs = linear.outputs(u);
    if (u.cols() == 5) outputs.col(3).setConstant(nan);  // sigma points of two parameters
    return outputs;
  };
  const auto result =
      invert(forward, linear.prior, linear.data(),
             {.method = InversionMethod::uki, .most_iterations = 60, .settled = 1e-15});
  // the mirror is exact for a linear model
  EXPECT_LT((member_mean(result.posterior) - linear.posterior_mean()).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_EQ(result.state.history[0].failed, 1);
}

TEST(MissingValues, AreAsIfNeverPlanned) {
  LinearCase whole;
  CalibrationData data = whole.data();
  data.values[1] = nan;
  LinearCase part;
  part.a = Matrix{{1, .5}, {2, 1}};
  part.b = Vector{{.1, -.2}};
  part.r = Matrix{{.2, 0}, {0, .5}};
  part.y = Vector{{1.2, 1.5}};
  const auto never_modelled = [&](const Members& u, int) {
    Matrix outputs = whole.outputs(u);
    outputs.row(1).setConstant(nan);  // and what nobody measured may fail
    return outputs;
  };
  const InversionOptions options{.method = InversionMethod::etki, .alphas = {1}};
  const auto a = invert(never_modelled, whole.prior, data, options);
  const auto b = invert(part.forward(), part.prior, part.data(), options);
  EXPECT_LT((a.posterior - b.posterior).cwiseAbs().maxCoeff(), 1e-13);
}

// One parameter u ~ N(0, 1) known to be below -1 with error .2. Members on the stated side stay;
// the rest come to it: the share beyond the limit grows, and no member is pushed the other way.
TEST(CensoredValues, PullToTheLimitOnly) {
  const Prior prior({{"u", NormalForm{0, 1}}});
  const CalibrationData data{
      Vector{{-1}}, ObservationError::uncorrelated(Vector{{.2}}), {Censoring::below}};
  const Members before = prior.sample(500, 3);
  const Matrix draws = normal_draws(1, 500, 3, 1, Purpose::inversion_noise);
  const Members after = stochastic_update(before, before, data, 1, draws);
  for (Eigen::Index j = 0; j < 500; ++j) {
    if (before(0, j) <= -1) {
      EXPECT_EQ(after(0, j), before(0, j)) << j;
    } else {
      EXPECT_LE(after(0, j), before(0, j)) << j;
    }
  }
  EXPECT_GT((after.array() < -.6).count(), 450);
  // the transform leaves out a limit that the mean obeys
  const CalibrationData obeyed{
      Vector{{5}}, ObservationError::uncorrelated(Vector{{.2}}), {Censoring::below}};
  EXPECT_EQ(transform_update(before, before, obeyed, 1), before);
}

TEST(Bounds, TransformedParametersNeverLeaveTheirDomain) {
  const Prior prior({{"share", LogitNormalForm{0, 1, .5, 2}},
                     {"rate", LognormalForm{1, 2}},
                     {"level", UniformForm{-1, 1}}});
  const auto forward = [](const Members& x, int) { return Matrix(x); };
  // data far outside every domain, with an error that insists
  const CalibrationData data{
      Vector{{5, -3, 40}}, ObservationError::uncorrelated(Vector{{.01, .01, .01}}), {}};
  const auto result = invert(forward, prior, data, four_steps(50));
  const Members x = prior.constrained(result.posterior);
  EXPECT_TRUE((x.row(0).array() > 0 && x.row(0).array() < 1).all());
  EXPECT_TRUE((x.row(1).array() > 0 && x.row(1).array().isFinite()).all());
  EXPECT_TRUE((x.row(2).array() > -1 && x.row(2).array() < 1).all());
}

double largest_excess(const LinearConstraints& constraints, const Members& members) {
  return ((constraints.coefficients * members).colwise() - constraints.limits).maxCoeff();
}

// The same problem by Hildreth's method (1957, Nav. Res. Logist. Q. 4:79): one multiplier after the
// other to its own optimum, again and again. Slow, and simple enough to trust.
Vector by_hildreth(const LinearConstraints& constraints, const Vector& member, const Matrix& c) {
  const Matrix& a = constraints.coefficients;
  const Matrix h = a * c * a.transpose();
  const Vector q = a * member - constraints.limits;
  Vector multipliers = Vector::Zero(q.size());
  for (int sweep = 0; sweep < 20000; ++sweep)
    for (Eigen::Index i = 0; i < q.size(); ++i) {
      const double rest = q[i] - h.row(i).dot(multipliers) + h(i, i) * multipliers[i];
      multipliers[i] = std::max(0., rest / h(i, i));
    }
  return member - c * a.transpose() * multipliers;
}

// Random problems with up to 8 constraints on 2 to 6 parameters that have a feasible point.
TEST(Constraints, NearestPointOfRandomProblems) {
  for (std::uint32_t trial = 0; trial < 60; ++trial) {
    const Eigen::Index n = 2 + trial % 5, rows = 1 + trial % 8;
    const Matrix root = normal_draws(n, n, trial, 0, Purpose::placement);
    const Matrix covariance = root * root.transpose() + .1 * Matrix::Identity(n, n);
    const Matrix a = normal_draws(n, rows, trial, 1, Purpose::placement).transpose();
    const Vector inside = normal_draws(n, 1, trial, 2, Purpose::placement);
    const Vector slack = normal_draws(rows, 1, trial, 3, Purpose::placement).cwiseAbs();
    const LinearConstraints constraints{a, a * inside + slack};
    const Members members = 5 * normal_draws(n, 5, trial, 4, Purpose::placement);
    const Members found = satisfying(constraints, members, covariance);
    EXPECT_LT(largest_excess(constraints, found), 1e-10) << trial;
    for (Eigen::Index j = 0; j < members.cols(); ++j) {
      // the metric's floor of 1e-8 moves a point by about that times its condition
      EXPECT_LT((found.col(j) - by_hildreth(constraints, members.col(j), covariance)).norm(), 1e-5)
          << "problem " << trial << " member " << j;
      if ((a * members.col(j) - constraints.limits).maxCoeff() < 0) {
        EXPECT_EQ(found.col(j), members.col(j));
      }
    }
  }
}

// One constraint has the closed form x - C a (a x - b)/(a C a).
TEST(Constraints, OneRowIsTheObliqueProjection) {
  const Matrix covariance{{2, .5}, {.5, 1}};
  const LinearConstraints sum{Matrix{{1, 1}}, Vector{{1}}};
  const Members found = satisfying(sum, Vector{{2, 2}}, covariance);
  EXPECT_NEAR(found(0, 0), 2 - 3 * 2.5 / 4, 1e-7);  // the metric's floor is 1e-8 of it
  EXPECT_NEAR(found(1, 0), 2 - 3 * 1.5 / 4, 1e-7);
  const LinearConstraints twice{Matrix{{1, 1}, {2, 2}}, Vector{{1, 2}}};
  EXPECT_LT((satisfying(twice, Vector{{2, 2}}, covariance) - found).cwiseAbs().maxCoeff(), 1e-9);
  const LinearConstraints empty{Matrix{{1, 0}, {-1, 0}}, Vector{{0, -1}}};
  EXPECT_THROW(satisfying(empty, Vector{{2, 2}}, covariance), InfeasibleConstraints);
}

TEST(Constraints, HoldInEveryIteration) {
  const LinearCase linear;
  InversionOptions options = four_steps(60);
  options.constraints = LinearConstraints{Matrix{{1, 1}, {0, -1}}, Vector{{1, 0}}};
  auto state = begin_inversion(linear.prior, options);
  while (!state.finished) {
    state = advanced(state, linear.outputs(linear.prior.constrained(state.parameters)),
                     linear.data(), linear.prior, options);
    EXPECT_LT(largest_excess(*options.constraints, state.parameters), 1e-10);
  }
}

TEST(Restart, AnyIterationGoesOnToTheSameBytes) {
  const auto tumour = TumourCase::late();
  for (const auto method : {InversionMethod::es_mda, InversionMethod::eki, InversionMethod::etki,
                            InversionMethod::teki, InversionMethod::uki}) {
    InversionOptions options{.method = method, .members = 40, .seed = 5, .most_iterations = 8};
    if (method == InversionMethod::es_mda) options.alphas = geometric_alphas(6, .7);
    const auto whole = invert(tumour.forward(), tumour.prior, tumour.data(), options);
    auto state = begin_inversion(tumour.prior, options);
    while (!state.finished && state.iteration < 8) {
      const auto rest = invert_from(state, tumour.forward(), tumour.prior, tumour.data(), options);
      EXPECT_EQ(rest.posterior, whole.posterior) << "from iteration " << state.iteration;
      EXPECT_EQ(rest.outputs, whole.outputs);
      state = advanced(state, tumour.forward()(tumour.prior.constrained(state.parameters), 0),
                       tumour.data(), tumour.prior, options);
    }
  }
}

// A prior of the two tumour parameters and 50 that do nothing.
Prior with_dummies(Eigen::Index dummies) {
  std::vector<ParameterPrior> parameters{{"r", LognormalForm{.3, .5}}, {"K", LognormalForm{3, .5}}};
  for (Eigen::Index i = 0; i < dummies; ++i)
    parameters.push_back({"dummy" + std::to_string(i), NormalForm{0, 1}});
  return Prior(std::move(parameters));
}

TEST(AdaptiveLocalisation, ParametersWithoutInfluenceKeepTheirSpread) {
  const auto tumour = TumourCase::late();
  const Prior prior = with_dummies(50);
  const auto forward = [&](const Members& x, int iteration) {
    return tumour.forward()(x.topRows(2), iteration);
  };
  double kept = 0, lost = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    InversionOptions options = four_steps(100);
    options.seed = seed;
    const auto variance = [&](const Members& posterior) {
      const Members before = prior.sample(100, seed);
      return member_anomalies(posterior).bottomRows(50).squaredNorm() /
             member_anomalies(before).bottomRows(50).squaredNorm();
    };
    lost += variance(invert(forward, prior, tumour.data(), options).posterior) / 5;
    options.adaptive_localisation = true;
    const auto local = invert(forward, prior, tumour.data(), options);
    kept += variance(local.posterior) / 5;
    EXPECT_LT(local.reports[0].contraction, .3) << "the growth rate must still be found";
  }
  EXPECT_GE(kept, .9);
  EXPECT_LT(lost, kept);
}

TEST(IdentifiabilityGate, LinearSensitivitiesAreThoseOfTheModel) {
  // y = (u1, u2/10) with unit errors: s = g/sqrt(1 + g^2), g = 1 and .1
  const Prior prior({{"seen", NormalForm{0, 1}}, {"unseen", NormalForm{0, 1}}});
  const Members members = prior.sample(20000, 1);
  const Matrix outputs = Vector{{1, .1}}.asDiagonal() * members;
  const CalibrationData data{Vector{{2, 2}}, ObservationError::uncorrelated(Vector{{1, 1}}), {}};
  const auto gate = identifiability(members, outputs, data, .3);
  EXPECT_NEAR(gate.sensitivities[0], std::sqrt(.5), .01);  // sampling: 1/sqrt(20000) = .007
  EXPECT_NEAR(gate.sensitivities[1], .1 / std::sqrt(1.01), .02);
  EXPECT_EQ(gate.kept, 1);
  const Vector moved = gate.projection * Vector{{1, 1}};
  EXPECT_NEAR(moved[0], 1, .15);
  EXPECT_NEAR(moved[1], 0, .15);
  const Vector along = direction_contractions(gate, members, members);
  EXPECT_LT((along - Vector::Ones(2)).cwiseAbs().maxCoeff(), 1e-10);
}

// Outputs with noise of their own, N(0, .5^2), on one parameter seen once with error .1: the exact
// posterior of the noisy model has variance 1/(1 + 1/.26); an inversion that knows of R alone
// believes 1/(1 + 1/.01).
TEST(SimulationNoise, EntersTheError) {
  const Matrix replicates = .5 * normal_draws(1, 4000, 1, 0, Purpose::placement);
  const auto error = with_simulation_noise(ObservationError::uncorrelated(Vector{{.1}}),
                                           simulation_covariance(replicates), 1);
  EXPECT_NEAR(error.covariance()(0, 0), .26, .25 * 4 * std::sqrt(2. / 4000));
  EXPECT_THROW(simulation_covariance(replicates.leftCols(19)), std::invalid_argument);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(InversionInput, EveryProblemOfTheOptionsAtOnce) {
  const LinearCase linear;
  const std::string message = message_of([&] {
    begin_inversion(linear.prior, {.method = InversionMethod::uki,
                                   .members = 1,
                                   .alphas = {4, 4},
                                   .adaptive_localisation = true});
  });
  for (const char* words : {"members = 1", "alphas go with", "adaptive_localisation goes with",
                            "sum of 1/alpha over 2 coefficients is 0.5"})
    EXPECT_NE(message.find(words), std::string::npos) << message;
}

TEST(InversionInput, WrongShapesNameBoth) {
  const LinearCase linear;
  const auto wrong = [](const Members& u, int) { return Matrix::Zero(2, u.cols()); };
  EXPECT_NE(message_of([&] {
              invert(wrong, linear.prior, linear.data(), four_steps(10));
            }).find("2 outputs of 10 members for 3 values and 10 members"),
            std::string::npos);
  CalibrationData none = linear.data();
  none.values.setConstant(nan);
  EXPECT_NE(message_of([&] { measured_components(none); }).find("none of 3 values"),
            std::string::npos);
}

}  // namespace
}  // namespace cytotwin
