#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kinetics/model.h"
#include "kinetics/network.h"

namespace cytotwin {

/// A weighted sum of states that the rates of a network never change.
struct FixedSum {
  std::vector<std::pair<std::uint32_t, double>> terms;  ///< index of a state, weight
};

/// The conserved sums of the reactions, and each state without a rate. Events may still break them.
std::vector<FixedSum> fixed_sums(const Model& model);

/// How far a search for a steady state may go.
struct SteadyStateLimits {
  double longest = 1e6;  ///< integrated time [the network's unit]
  std::uint64_t steps = 200000;
};

/// Where a network comes to rest, or where the search for that ended.
struct SteadyStateSearch {
  bool found = false;
  std::vector<double> states;         ///< shape (states)
  double time = 0;                    ///< integrated until then
  std::vector<std::uint32_t> moving;  ///< states that still changed, if none was found
  std::string obstacle;               ///< what stopped the solver, if it did
};

/// Integrates with CVODE over times that double, events left out, until states change by less than
/// 1 % from one to the next; then Newton with the fixed sums in place of rates that depend on the
/// others. A point that Newton finds within 2 % of where integration stands is the steady state, if
/// rates do not depend on time there. Where Newton's matrix has no inverse, integration alone
/// decides, at changes below 1e-10.
/// @param start  shape (states)
SteadyStateSearch find_steady_state(const Network& network, std::span<const FixedSum> sums,
                                    std::span<const double> constants,
                                    std::span<const double> start,
                                    const SteadyStateLimits& limits = {});

/// How fast a network moves near a point: of the eigenvalues of its Jacobian, without those of the
/// fixed sums and those that are 0 to round-off.
struct TimeScales {
  double fastest = 0, slowest = 0;  ///< of |eigenvalue| [1/time]; 0 if there are none
  double growth = 0;                ///< the largest real part; above 0: unstable
  std::size_t zeros = 0;            ///< those left out
  bool known = true;                ///< false: the Jacobian has entries that are no numbers
};
TimeScales time_scales(const Network& network, std::size_t fixed_sums, double time,
                       std::span<const double> constants, std::span<const double> states);

}  // namespace cytotwin
