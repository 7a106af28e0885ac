#include "assimilation/filters/observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace cytotwin {
namespace {

void check_sizes(const Members& predicted, const Observations& observations) {
  const auto size = observations.values.size();
  if (predicted.rows() != size || observations.error.size() != size)
    throw std::invalid_argument(
        fmt::format("ensemble_space: {} values, errors of {} and {} rows predicted; the three must "
                    "be the same number",
                    size, observations.error.size(), predicted.rows()));
  const auto& limits = observations.limits;
  if (!limits.empty() && static_cast<Eigen::Index>(limits.size()) != size)
    throw std::invalid_argument(
        fmt::format("ensemble_space: {} limits for {} values", limits.size(), size));
  if (!limits.empty() && !observations.error.is_diagonal())
    throw std::invalid_argument("ensemble_space: limits need errors that are not correlated");
}

std::vector<Eigen::Index> present_components(const Vector& values) {
  std::vector<Eigen::Index> present;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (std::isinf(values[i]))
      throw std::invalid_argument(fmt::format(
          "ensemble_space: observation {} is {}; give NaN for a missing one", i, values[i]));
    if (!std::isnan(values[i])) present.push_back(i);
  }
  return present;
}

std::vector<Limit> limits_of(const std::vector<Limit>& limits,
                             const std::vector<Eigen::Index>& components) {
  std::vector<Limit> chosen;
  if (limits.empty()) return chosen;
  for (const auto i : components) chosen.push_back(limits[static_cast<std::size_t>(i)]);
  const bool any =
      std::any_of(chosen.begin(), chosen.end(), [](Limit limit) { return limit != Limit::none; });
  return any ? chosen : std::vector<Limit>{};
}

EnsembleSpace scaled(const Members& predicted, const Vector& values,
                     const ObservationError& error) {
  EnsembleSpace space;
  const Vector mean = member_mean(predicted);
  space.anomalies = predicted.colwise() - mean;
  const double root = std::sqrt(static_cast<double>(predicted.cols() - 1));
  if (error.is_diagonal()) {
    const Vector scale = error.standard_deviations().cwiseInverse();
    space.innovation = scale.cwiseProduct(values - mean);
    space.anomalies.array().colwise() *= scale.array() / root;
  } else {
    space.innovation = error.whitened(values - mean);
    space.anomalies = error.whitened(space.anomalies) / root;
  }
  return space;
}

}  // namespace

void check_members(const Members& members, const char* where) {
  if (members.cols() < 2)
    throw std::invalid_argument(
        fmt::format("{}: {} members; an ensemble needs 2 or more", where, members.cols()));
  if (members.allFinite()) return;
  for (Eigen::Index j = 0; j < members.cols(); ++j)
    for (Eigen::Index i = 0; i < members.rows(); ++i)
      if (!std::isfinite(members(i, j)))
        throw std::invalid_argument(fmt::format(
            "{}: row {} of member {} is {}; leave failed members out", where, i, j, members(i, j)));
}

EnsembleSpace ensemble_space(const Members& predicted, const Observations& observations) {
  check_sizes(predicted, observations);
  check_members(predicted, "ensemble_space");
  const auto present = present_components(observations.values);
  EnsembleSpace space;
  if (static_cast<Eigen::Index>(present.size()) == predicted.rows())
    space = scaled(predicted, observations.values, observations.error);
  else
    space = scaled(predicted(present, Eigen::all), observations.values(present),
                   observations.error.of(present));
  space.limits = limits_of(observations.limits, present);
  space.components = present;
  return space;
}

Matrix EnsembleSpace::member_innovations() const {
  const double root = std::sqrt(static_cast<double>(members() - 1));
  return (-root * anomalies).colwise() + innovation;
}

EnsembleSpace EnsembleSpace::without_obeyed_limits() const {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index i = 0; i < innovation.size(); ++i) {
    const auto limit = limits.empty() ? Limit::none : limits[static_cast<std::size_t>(i)];
    const bool obeyed = (limit == Limit::at_most && innovation[i] >= 0) ||
                        (limit == Limit::at_least && innovation[i] <= 0);
    if (!obeyed) kept.push_back(i);
  }
  EnsembleSpace space{anomalies(kept, Eigen::all), innovation(kept), {}, {}};
  for (const auto i : kept) space.components.push_back(components[static_cast<std::size_t>(i)]);
  return space;
}

Members analysed(const Members& members, const Matrix& transform) {
  if (transform.rows() != members.cols() || transform.cols() != members.cols())
    throw std::invalid_argument(fmt::format("analysed: a transform of {} x {} for {} members",
                                            transform.rows(), transform.cols(), members.cols()));
  return members * transform;
}

std::vector<Eigen::Index> random_order(Eigen::Index size, AnalysisKey key) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  RandomStream stream(key.seed, 0, key.cycle, Purpose::observation_order);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(stream.uniform() * static_cast<double>(i))]);
  return order;
}

}  // namespace cytotwin
