#pragma once

#include "assimilation/filters/observations.h"
#include "settings.h"

namespace cytotwin::bench {

/// The truth and what is seen of it: a run of the model and observations keyed by the cycle.
class Truth {
 public:
  explicit Truth(const Settings& settings);

  /// The next cycle's state, shape (variables), and its observations.
  void advance();
  const Vector& state() const { return state_; }
  const Observations& observations() const { return observations_; }

  /// Which variables are observed.
  const std::vector<Eigen::Index>& observed() const { return observed_; }

 private:
  const Settings& settings_;
  Members run_;
  Vector state_;
  Observations observations_;
  std::vector<Eigen::Index> observed_;
  std::uint32_t cycle_ = 0;
};

}  // namespace cytotwin::bench
