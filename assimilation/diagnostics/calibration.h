#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assimilation/diagnostics/check.h"
#include "assimilation/diagnostics/distributions.h"
#include "assimilation/ensemble.h"

namespace cytotwin {

/// Number of members below the truth, 0 to N; members equal to it are put below or above at random,
/// by `seed` and the number `which` of the case. Against measurements add their errors to members.
Eigen::Index rank_of(double truth, const Vector& members, std::uint64_t seed, std::uint64_t which);

/// Ranks of many cases: flat if the truth is one more member.
struct RankHistogram {
  std::vector<std::int64_t> counts;  ///< one a bin
  Check chi_squared;                 ///< probability of a histogram at least as uneven: above .01
  double slope;  ///< linear contrast, standard normal if flat: above 0, members are too low
  double bulge;  ///< quadratic contrast (Jolliffe and Primo 2008, Mon. Weather Rev. 136:2133):
                 ///< above 0, U-shaped: spread too small; below: too large
};

/// @param ranks  0 to members; put into `bins` equal bins, members + 1 divisible by bins
/// @throws std::invalid_argument if a rank is out of range or members + 1 is no multiple of bins
RankHistogram rank_histogram(std::span<const Eigen::Index> ranks, Eigen::Index members,
                             Eigen::Index bins);

/// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): ranks of parameters drawn
/// from the prior among members of the posterior given data simulated from them.
/// @throws std::invalid_argument as rank_histogram(), and below 200 cases
RankHistogram calibration_histogram(std::span<const Eigen::Index> ranks, Eigen::Index members,
                                    Eigen::Index bins);

/// How often intervals held the truth. Passes if the exact 95 % interval of the share has the
/// nominal level in it.
struct Coverage {
  std::int64_t covered, cases;
  ProportionInterval interval;
  Check check;
};

/// @param members  shape (cases, members)
Coverage coverage(const Matrix& members, const Vector& truth, double level);

/// Spread against error, cases sorted by spread and cut into bins of equal size.
struct SpreadSkill {
  Vector spread, error;  ///< root mean square per bin, shape (bins)
  Check ratio;           ///< sqrt(mean variance (N+1)/N)/RMSE over all: .9 to 1.1
  Check slope;           ///< least squares of error over spread of the bins: .8 to 1.2
};

/// @param variances  of the members (divided by N - 1), shape (cases)
/// @param errors     mean of the members minus truth, shape (cases)
/// @throws std::invalid_argument if there are fewer cases than bins or bins < 2
SpreadSkill spread_skill(const Vector& variances, const Vector& errors, Eigen::Index members,
                         Eigen::Index bins = 10);

}  // namespace cytotwin
