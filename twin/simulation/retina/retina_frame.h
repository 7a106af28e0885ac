#pragma once

#include <cstdint>
#include <vector>

#include "agents/retina/retina_patch.h"
#include "core/frame.h"

namespace cytotwin {

/// A patch of retina as a frame: a segment of vessel is a row at its middle, with its two ends in
/// the columns from_x ... to_z; oxygen, VEGF, perfusion and burns are fields one voxel deep.
class RetinaFrame {
 public:
  /// @param patch  may change after this
  RetinaFrame(const RetinaPatch& patch, double minutes);
  FrameView view() const;

 private:
  double minutes_;
  ColumnGrid grid_;
  std::vector<std::uint64_t> id_;
  std::vector<double> x_, y_, z_, radius_, flow_, speed_, haematocrit_, pericytes_;
  std::vector<double> ends_[6];
  std::vector<std::uint8_t> status_, plexus_, microaneurysm_, perfused_;
  std::vector<double> oxygen_, vegf_, perfusion_, burned_;
};

}  // namespace cytotwin
