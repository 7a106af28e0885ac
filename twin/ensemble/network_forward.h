#pragma once

#include "core/forward.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// Simulates a reaction network on its own (`[model]`), doses included, with CVODE.
///
/// Columns are all quantities of the network but time. Absolute tolerances of the states follow
/// from a run at the file's constants and are the same for all members.
class NetworkForward final : public Forward {
 public:
  /// @param study  must outlive this
  /// @throws InputError if two conditions put out different series, or a run at the prior's middle
  ///   fails
  explicit NetworkForward(const Study& study);
  const SeriesShape& shape() const override { return shape_; }
  std::vector<double> run(const ForwardInput& input) const override;

 private:
  std::vector<double> simulated(const Scenario& scenario, const ForwardInput& input) const;

  const Study& study_;
  SeriesShape shape_;
  bool direct_ = true;                             ///< every parameter is a constant of the network
  std::vector<std::vector<std::size_t>> targets_;  ///< constants that each parameter sets
  Tolerances tolerances_;
};

}  // namespace cytotwin
