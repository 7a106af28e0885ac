#include "assimilation/diagnostics/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "assimilation/diagnostics/scores.h"
#include "core/random.h"

namespace cytotwin {
namespace {

// Standard normal under a flat histogram: the contrast is normalised and orthogonal to a constant.
double contrast(const std::vector<std::int64_t>& counts, double expected, const Vector& shape) {
  Vector deviation(shape.size());
  for (Eigen::Index k = 0; k < shape.size(); ++k)
    deviation[k] =
        (static_cast<double>(counts[static_cast<std::size_t>(k)]) - expected) / std::sqrt(expected);
  const double norm = shape.norm();
  return norm > 0 ? shape.dot(deviation) / norm : 0;
}

void check_histogram(std::span<const Eigen::Index> ranks, Eigen::Index members, Eigen::Index bins) {
  if (bins < 2 || (members + 1) % bins != 0 || ranks.empty())
    throw std::invalid_argument(fmt::format(
        "rank_histogram: {} ranks in {} bins for {} members; members + 1 = {} must be a "
        "multiple of 2 or more bins",
        ranks.size(), bins, members, members + 1));
  for (const auto rank : ranks)
    if (rank < 0 || rank > members)
      throw std::invalid_argument(
          fmt::format("rank_histogram: rank {}; ranks lie in 0 to {} members", rank, members));
}

}  // namespace

Eigen::Index rank_of(double truth, const Vector& members, std::uint64_t seed, std::uint64_t which) {
  const Eigen::Index below = (members.array() < truth).count();
  const Eigen::Index equal = (members.array() == truth).count();
  if (equal == 0) return below;
  const double u = RandomStream(seed, which, 0, Purpose::rank_ties).uniform();
  return below + static_cast<Eigen::Index>(u * static_cast<double>(equal + 1));
}

RankHistogram rank_histogram(std::span<const Eigen::Index> ranks, Eigen::Index members,
                             Eigen::Index bins) {
  check_histogram(ranks, members, bins);
  const Eigen::Index width = (members + 1) / bins;
  RankHistogram histogram{std::vector<std::int64_t>(static_cast<std::size_t>(bins)), {}, 0, 0};
  for (const auto rank : ranks) ++histogram.counts[static_cast<std::size_t>(rank / width)];
  const double expected = static_cast<double>(ranks.size()) / static_cast<double>(bins);
  double chi_squared = 0;
  for (const auto count : histogram.counts)
    chi_squared += std::pow(static_cast<double>(count) - expected, 2) / expected;
  histogram.chi_squared =
      checked("flatness of ranks, probability",
              chi_squared_above(chi_squared, static_cast<double>(bins - 1)), .01, 1);
  const Vector place = Vector::LinSpaced(bins, -1, 1);
  const Vector squares = place.array().square();
  histogram.slope = contrast(histogram.counts, expected, place);
  histogram.bulge = contrast(histogram.counts, expected, squares.array() - squares.mean());
  return histogram;
}

RankHistogram calibration_histogram(std::span<const Eigen::Index> ranks, Eigen::Index members,
                                    Eigen::Index bins) {
  if (ranks.size() < 200)
    throw std::invalid_argument(
        fmt::format("calibration_histogram: {} cases; simulate 200 or more", ranks.size()));
  return rank_histogram(ranks, members, bins);
}

Coverage coverage(const Matrix& members, const Vector& truth, double level) {
  if (members.rows() != truth.size())
    throw std::invalid_argument(
        fmt::format("coverage: {} cases of members, {} of truth", members.rows(), truth.size()));
  std::int64_t covered = 0;
  for (Eigen::Index i = 0; i < truth.size(); ++i) {
    const Vector row = members.row(i);
    const auto [low, high] =
        central_interval({row.data(), static_cast<std::size_t>(row.size())}, level);
    covered += low <= truth[i] && truth[i] <= high;
  }
  const auto interval = clopper_pearson(covered, truth.size());
  const double share = static_cast<double>(covered) / static_cast<double>(truth.size());
  Check check = checked(fmt::format("coverage of {:.0f} % intervals", 100 * level), share,
                        level - (interval.high - share), level + (share - interval.low));
  check.passed = interval.low <= level && level <= interval.high;
  return {covered, truth.size(), interval, check};
}

SpreadSkill spread_skill(const Vector& variances, const Vector& errors, Eigen::Index members,
                         Eigen::Index bins) {
  const Eigen::Index cases = errors.size();
  if (variances.size() != cases || bins < 2 || cases < bins || members < 2)
    throw std::invalid_argument(
        fmt::format("spread_skill: {} variances and {} errors of {} members in {} bins",
                    variances.size(), cases, members, bins));
  const auto n = static_cast<double>(members);
  const Vector widened = variances * (n + 1) / n;
  std::vector<Eigen::Index> order(static_cast<std::size_t>(cases));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return variances[a] < variances[b]; });
  SpreadSkill result{Vector(bins), Vector(bins), {}, {}};
  for (Eigen::Index k = 0; k < bins; ++k) {
    const std::vector<Eigen::Index> in_bin(order.begin() + k * cases / bins,
                                           order.begin() + (k + 1) * cases / bins);
    result.spread[k] = std::sqrt(widened(in_bin).mean());
    result.error[k] = std::sqrt(errors(in_bin).squaredNorm() / static_cast<double>(in_bin.size()));
  }
  result.ratio = checked(
      "spread over error",
      std::sqrt(widened.mean() / (errors.squaredNorm() / static_cast<double>(cases))), .9, 1.1);
  const Vector x = result.spread.array() - result.spread.mean();
  // cases that all have the same spread have no slope; their ratio says everything
  const double slope = x.squaredNorm() > 1e-20 * result.spread.squaredNorm()
                           ? x.dot(result.error) / x.squaredNorm()
                           : 1;
  result.slope = checked("slope of error over spread", slope, .8, 1.2);
  return result;
}

}  // namespace cytotwin
