#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/frame.h"

namespace cytotwin::testing {

/// A ball of equal cells on a jittered lattice: core necrotic, then quiescent, the rim cycling;
/// oxygen falls towards the centre. Owns what its frame() views.
class SyntheticSpheroid {
 public:
  /// @param cells  about how many
  explicit SyntheticSpheroid(std::size_t cells);

  FrameView frame() const;
  std::size_t size() const { return id.size(); }
  double outer_radius() const { return outer_; }

  std::vector<std::uint64_t> id;
  std::vector<double> x, y, z, radius, pressure;  // um, dimensionless pressure
  std::vector<std::uint8_t> state;
  std::vector<std::uint16_t> phase;
  std::vector<double> oxygen, drug;  // mmHg, nM
  Grid grid;

 private:
  double outer_ = 0;  // of the ball [um]
};

}  // namespace cytotwin::testing
