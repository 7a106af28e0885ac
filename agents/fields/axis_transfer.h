#pragma once

#include <cstdint>
#include <vector>

namespace cytotwin {

/// Linear interpolation along one axis from a coarse to a fine row of voxels.
struct AxisTransfer {
  std::vector<std::uint32_t> parent, other;  ///< coarse voxels of each fine one
  std::vector<float> parent_weight, other_weight;
  struct Part {
    std::uint32_t fine;
    float weight;
  };
  std::vector<std::vector<Part>> parts;  ///< the transpose: fine voxels that a coarse one sums
  std::vector<double> coarse_width;
};

/// Voxels merged by two (an odd last one stays alone), or kept as they are.
AxisTransfer merge_axis(const std::vector<double>& width, bool merge);

/// out += the coarse row at each fine voxel, where inverse is not 0 (free voxels).
void interpolate_row(const AxisTransfer& axis, const float* coarse, const float* inverse,
                     float* out);

}  // namespace cytotwin
