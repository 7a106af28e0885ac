#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kinetics/cvode_solver.h"
#include "kinetics/watched_run.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The rest of the eye around a patch of retina: the network of `[model]` with its doses, taken
/// along in windows. The patch tells it how much VEGF is secreted, it tells the patch how much of
/// that is free.
class EyeModel {
 public:
  /// @param scenario  with `[model]` and `[retina.eye]`
  /// @throws KineticsError if the network cannot start
  explicit EyeModel(const Scenario& scenario);

  /// From `minutes` on, doses at its start included.
  /// @param secretion  of VEGF in the patch over its healthy one; a1c [%]
  /// @throws KineticsError
  void step(double minutes, double length, double secretion, double a1c);

  /// Free VEGF over what is secreted, both over their healthy values: what a drug leaves.
  double free_share() const;
  /// The quantities of `[retina.eye] show`, in order.
  std::vector<double> shown() const;

  const std::vector<double>& states() const { return states_; }
  const std::vector<double>& values() const { return values_; }
  double secreted() const { return secreted_; }
  /// @param values  of all quantities with these states, as values() gave them
  void restore(std::vector<double> states, std::vector<double> values, double secretion);

 private:
  std::size_t quantity(const std::string& name) const;

  ModelSection model_;
  std::vector<double> constants_;
  std::vector<StateJump> jumps_;  ///< all doses, in the network's time
  Tolerances tolerances_;
  std::size_t secretion_ = 0, a1c_ = 0;    ///< constants; the number of constants: none
  std::size_t free_vegf_ = 0;              ///< quantity
  std::vector<std::size_t> shown_;         ///< quantities
  std::vector<std::size_t> state_places_;  ///< of the states among the quantities
  std::vector<double> states_, values_;
  double secreted_ = 1;
};

}  // namespace cytotwin
