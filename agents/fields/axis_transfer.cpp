#include "agents/fields/axis_transfer.h"

#include <cstddef>

#include "core/simd.h"

namespace cytotwin {

AxisTransfer merge_axis(const std::vector<double>& width, bool merge) {
  const std::size_t n = width.size(), coarse = merge ? (n + 1) / 2 : n;
  AxisTransfer axis;
  axis.parts.resize(coarse);
  axis.coarse_width.resize(coarse);
  std::vector<double> fine_centre(n), centre(coarse);
  double position = 0;
  for (std::size_t i = 0; i < n; ++i) {
    axis.coarse_width[merge ? i / 2 : i] += width[i];
    fine_centre[i] = position + width[i] / 2;
    position += width[i];
  }
  position = 0;
  for (std::size_t c = 0; c < coarse; ++c) {
    centre[c] = position + axis.coarse_width[c] / 2;
    position += axis.coarse_width[c];
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t parent = merge ? i / 2 : i;
    const double offset = fine_centre[i] - centre[parent];
    std::size_t other = parent;
    if (offset < 0 && parent > 0) other = parent - 1;
    if (offset > 0 && parent + 1 < coarse) other = parent + 1;
    const double share = other == parent ? 0 : offset / (centre[other] - centre[parent]);
    axis.parent.push_back(static_cast<std::uint32_t>(parent));
    axis.other.push_back(static_cast<std::uint32_t>(other));
    axis.parent_weight.push_back(static_cast<float>(1 - share));
    axis.other_weight.push_back(static_cast<float>(share));
    const auto fine = static_cast<std::uint32_t>(i);
    axis.parts[parent].push_back({fine, axis.parent_weight.back()});
    if (other != parent) axis.parts[other].push_back({fine, axis.other_weight.back()});
  }
  return axis;
}

CYTOTWIN_SIMD
void interpolate_row(const AxisTransfer& axis, const float* __restrict coarse,
                     const float* __restrict inverse, float* __restrict out) {
  const std::uint32_t *parent = axis.parent.data(), *other = axis.other.data();
  const float *weight = axis.parent_weight.data(), *rest = axis.other_weight.data();
  const std::size_t size = axis.parent.size();
  for (std::size_t i = 0; i < size; ++i) {
    const float free = inverse[i] == 0 ? 0.0F : 1.0F;
    out[i] += free * (weight[i] * coarse[parent[i]] + rest[i] * coarse[other[i]]);
  }
}

}  // namespace cytotwin
