#include "baselines.h"

#include <cmath>

#include "assimilation/filters/kalman_filter.h"

namespace cytotwin::bench {
namespace {

constexpr int climate_states = 20000;
constexpr double difference = 1e-5;  // of central differences: 1e-10 of the third derivative

// States of a long run, one a column, `steps` apart.
Members long_run(const Settings& s) {
  Members run = s.model.start(1, {s.seed, 1}, Purpose::synthetic_truth);
  s.model.advance(run, 1000);
  Members states(run.rows(), climate_states);
  for (int k = 0; k < climate_states; ++k) {
    s.model.advance(run, s.steps);
    states.col(k) = run.col(0);
  }
  return states;
}

// d(model)/d(state) over one step.
Matrix jacobian(const Model& model, const Vector& state) {
  const auto n = state.size();
  Members shifted = state.replicate(1, 2 * n);
  for (Eigen::Index i = 0; i < n; ++i) {
    shifted(i, i) += difference;
    shifted(i, n + i) -= difference;
  }
  model.advance(shifted, 1);
  return (shifted.leftCols(n) - shifted.rightCols(n)) / (2 * difference);
}

}  // namespace

Baseline::Baseline(const Settings& settings, const std::vector<Eigen::Index>& observed)
    : settings_(settings),
      observe_(Matrix::Identity(settings.model.variables, settings.model.variables)(observed,
                                                                                    Eigen::all)) {
  const Members states = long_run(settings);
  climate_ = mean_ = member_mean(states);
  climate_covariance_ = covariance_ = member_covariance(states, states);
  if (settings.method != Method::extkf) return;
  // The start that members are drawn from.
  const Members start = settings.model.start(1000, {settings.seed, 2}, Purpose::initial_members);
  mean_ = member_mean(start);
  covariance_ = member_covariance(start, start);
}

void Baseline::forecast() {
  const auto& s = settings_;
  Members state = mean_;
  const double inflation = std::pow(s.inflation, s.model.step_length);
  for (int step = 0; step < s.steps; ++step) {
    if (s.method == Method::extkf) {
      const Matrix f = jacobian(s.model, state.col(0));
      covariance_ = inflation * f * covariance_ * f.transpose();
    }
    s.model.advance(state, 1);
  }
  mean_ = state.col(0);
}

GaussianCycle Baseline::cycle(const Observations& observations) {
  const auto method = settings_.method;
  if (method == Method::climatology || method == Method::oi) {
    mean_ = climate_;
    covariance_ = climate_covariance_;
  } else {
    forecast();
    if (method == Method::var3d) covariance_ = settings_.background * climate_covariance_;
  }
  GaussianCycle cycle{mean_, mean_, covariance_, covariance_};
  if (method == Method::climatology) return cycle;
  const auto analysis = kalman_analysis({mean_, covariance_}, observe_, observations).state;
  cycle.analysis = mean_ = analysis.mean;
  cycle.analysis_covariance = covariance_ = analysis.covariance;
  return cycle;
}

}  // namespace cytotwin::bench
