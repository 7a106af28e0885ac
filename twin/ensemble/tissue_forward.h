#pragma once

#include "core/forward.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// Simulates the tissue of a study, one thread a simulation.
class TissueForward final : public Forward {
 public:
  /// @param study  must outlive this
  /// @throws InputError if two conditions put out different series
  explicit TissueForward(const Study& study);
  const SeriesShape& shape() const override { return shape_; }
  std::vector<double> run(const ForwardInput& input) const override;

 private:
  const Study& study_;
  SeriesShape shape_;
};

}  // namespace cytotwin
