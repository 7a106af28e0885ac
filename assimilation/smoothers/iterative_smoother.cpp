#include "assimilation/smoothers/iterative_smoother.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <stdexcept>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/enkf_n.h"

namespace cytotwin {
namespace {

// Control of one window: the mean is x0 + A0 w/sqrt(N - 1), anomalies are A0 T.
struct Control {
  Vector weights;
  Matrix transform;
  Matrix inverse;  // of transform, to undo it in predicted anomalies
};

struct Step {
  Vector weights;  // change
  Control control;
};

void check(const Members& start, const IterativeSmootherOptions& options) {
  check_members(start, "iterative_smoother");
  if (options.iterations < 1 || !(options.tolerance >= 0))
    throw std::invalid_argument(
        fmt::format("iterative_smoother: {} iterations, tolerance {}; at least 1 and >= 0",
                    options.iterations, options.tolerance));
  if (options.multiple_data && options.certainty)
    throw std::invalid_argument(
        "iterative_smoother: a finite-size prior has no meaning with multiple data assimilation");
}

// By how much the prior's precision differs from the sample's, at weights w.
double prior_precision(const GramSpectrum& gram, const Control& control,
                       const std::optional<double>& certainty) {
  if (!certainty) return 1;
  const auto n = control.weights.size();
  const SpreadBelief belief(gram.values(), n, *certainty);
  return belief.c / (belief.e + control.weights.squaredNorm() / static_cast<double>(n - 1));
}

// Draws of later iterations are those of further entities.
Matrix perturbations(Eigen::Index rows, Eigen::Index members, AnalysisKey key, int iteration) {
  Matrix draws =
      normal_matrix(rows, members, key, Purpose::observation_perturbation, members * iteration);
  recentre_draws(draws);
  return draws / std::sqrt(static_cast<double>(members - 1));
}

Step annealed(const EnsembleSpace& space, const Control& control,
              const IterativeSmootherOptions& options, AnalysisKey key, int iteration) {
  const GramSpectrum gram(space.anomalies);
  const double steps = options.iterations;
  const Matrix gain = control.transform * gram.applied(
                                              1 / steps, [&](double v) { return 1 / (v + steps); },
                                              space.anomalies.transpose());
  Step step{gain * space.innovation, control};
  if (options.update == SmootherUpdate::perturbed) {
    const Matrix noise = perturbations(space.anomalies.rows(), space.members(), key, iteration);
    step.control.transform -= gain * (space.anomalies - std::sqrt(steps) * noise);
  } else {
    step.control.transform *=
        gram.function(1, [&](double v) { return std::sqrt(steps / (v + steps)); });
  }
  step.control.weights += step.weights;
  return step;
}

Step newton(const EnsembleSpace& space, const Control& control,
            const IterativeSmootherOptions& options, AnalysisKey key) {
  const auto members = space.members();
  const Matrix sensitivity = space.anomalies * control.inverse;
  const GramSpectrum gram(sensitivity);
  const double za = prior_precision(gram, control, options.certainty);
  const auto covariance = [&](const Matrix& x) {
    return gram.applied(
        1 / za, [&](double v) { return 1 / (v + za); }, x);
  };
  const Vector gradient = sensitivity.transpose() * space.innovation - za * control.weights;
  Step step{covariance(gradient), control};
  if (options.update == SmootherUpdate::perturbed) {
    const Matrix noise = perturbations(space.anomalies.rows(), members, key, 0);
    step.control.transform += covariance(Matrix::Identity(members, members) - control.transform -
                                         sensitivity.transpose() * (space.anomalies - noise));
    // T keeps the vector of ones; this shift leaves anomalies alone and the inverse well defined.
    step.control.inverse =
        (step.control.transform + Matrix::Constant(members, members, 1.0)).inverse();
  } else {
    step.control.transform =
        gram.function(1 / std::sqrt(za), [&](double v) { return 1 / std::sqrt(v + za); });
    step.control.inverse =
        gram.function(std::sqrt(za), [&](double v) { return std::sqrt(v + za); });
  }
  step.control.weights += step.weights;
  return step;
}

Members combined(const Vector& mean, const Members& anomalies, const Vector& weights,
                 const Matrix& transform) {
  const double root = std::sqrt(static_cast<double>(anomalies.cols() - 1));
  return (anomalies * transform).colwise() + (mean + anomalies * (weights / root));
}

}  // namespace

IterativeAnalysis iterative_smoother(const Members& start, const Observations& observations,
                                     const WindowModel& model,
                                     const IterativeSmootherOptions& options, AnalysisKey key) {
  check(start, options);
  const auto members = start.cols();
  const Matrix identity = Matrix::Identity(members, members);
  const Vector mean = member_mean(start);
  const Members anomalies = start.colwise() - mean;
  Control control{Vector::Zero(members), identity, identity};
  IterativeAnalysis result;
  Members forecast_anomalies;
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    const auto forecast =
        model(iteration ? combined(mean, anomalies, control.weights, control.transform) : start);
    const auto space = ensemble_space(forecast.predicted, observations).without_obeyed_limits();
    if (iteration == 0) {
      result.forecast = forecast.end;
      forecast_anomalies = member_anomalies(forecast.end);
    }
    const Step step = options.multiple_data ? annealed(space, control, options, key, iteration)
                                            : newton(space, control, options, key);
    result.end = forecast.end + combined(Vector::Zero(forecast.end.rows()), forecast_anomalies,
                                         step.weights, step.control.transform - control.transform);
    result.iterations = iteration + 1;
    control = step.control;
    const double change = step.weights.squaredNorm() / static_cast<double>(members - 1);
    if (!options.multiple_data && change < options.tolerance * static_cast<double>(members)) break;
  }
  result.start = combined(mean, anomalies, control.weights, control.transform);
  return result;
}

}  // namespace cytotwin
