#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kinetics/network.h"

namespace cytotwin {

/// Fixed for a network, never derived from the state of the moment.
struct Tolerances {
  double relative = 1e-6;
  std::vector<double> absolute;  ///< of each state [its unit], > 0
};

/// @throws std::invalid_argument beginning with `caller`, if a tolerance is missing or not positive
void check_tolerances(const Tolerances& tolerances, const Network& network, const char* caller);

/// A direction in which a network's constants change, and the states at the start with them.
struct Direction {
  std::vector<double> constants, states;
  double scale = 1;  ///< of the step along it that matters, > 0: a constant's own size
};

/// How CVODE solves its linear systems.
enum class LinearAlgebra : std::uint8_t { dense, sparse };

/// One cell's network solved by CVODE (Hindmarsh et al. 2005, ACM TOMS 31:363): backward
/// differentiation formulas of orders 1 to 5, Newton iteration with the exact Jacobian. The
/// reference for every other solver.
class CvodeSolver {
 public:
  /// @param network  must outlive the solver; with one state at least
  /// @throws std::invalid_argument if a tolerance is missing or not positive
  CvodeSolver(const Network& network, const Tolerances& tolerances, LinearAlgebra algebra);
  ~CvodeSolver();
  CvodeSolver(CvodeSolver&&) noexcept;

  /// Begins anew, as at every jump of constants or states. Nothing of what was solved before
  /// changes a bit of what follows.
  /// @param slopes  of constants that change on straight lines from here on [1/time]; empty: none
  void start(double time, std::span<const double> constants, std::span<const double> states,
             std::span<const double> slopes = {});

  /// Right after start(): follows the states' slopes along directions too (CVODES, forward
  /// sensitivities, Serban and Hindmarsh 2005), with errors as small as the states'.
  void follow(std::span<const Direction> directions);
  /// Slopes of the states along one of them at a time within the last step.
  void slopes_at(double time, std::size_t direction, std::span<double> slopes) const;

  /// Takes one internal step that ends at `stop` at the latest.
  /// @param longest  no step is longer [time]; 0: no limit
  /// @returns the time reached
  /// @throws KineticsError naming the time and the states if CVODE cannot go on
  double step(double stop, double longest);

  /// States at a time within the last step.
  void states_at(double time, std::span<double> states) const;

  std::uint64_t steps() const;  ///< since construction

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
