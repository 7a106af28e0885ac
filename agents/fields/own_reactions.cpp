#include "agents/fields/own_reactions.h"

#include <algorithm>

#include "agents/fields/line_kernels.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

/// Lines side by side before the next row or plane of lines starts.
std::size_t lines_in_plane(const Grid& grid, std::size_t axis) {
  return grid.count[axis == 0 ? 1 : 0];
}

double own_value(const std::vector<double>& values, std::size_t i) {
  return values.empty() ? 0 : values[i];
}

CYTOTWIN_SIMD
void scale_block(double* values, std::size_t size, double factor) {
  for (std::size_t p = 0; p < size; ++p) values[p] *= factor;
}

void load_block(const std::vector<double>& values, const LineBlock& block, double factor,
                std::vector<double>& to) {
  const std::size_t used = block.size * sweep_lanes;
  if (values.empty()) {
    std::fill(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(used), 0.0);
    return;
  }
  const double* from = values.data() + block.corner;
  if (block.axis == 0) {
    load_along(from, block.line_pitch, block.size, block.lanes, to.data());
  } else {
    load_across(from, block.element_pitch, block.size, block.lanes, to.data());
  }
  scale_block(to.data(), used, factor);
}

}  // namespace

LineBlock LineBlock::of(const Grid& grid, std::size_t axis, std::size_t first, std::size_t lanes) {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  const std::size_t plane = first / nx, column = first % nx;
  const std::size_t corner = axis == 0 ? first * nx : axis == 1 ? plane * nx * ny + column : first;
  return {axis,
          first,
          lanes,
          corner,
          axis == 0   ? 1
          : axis == 1 ? nx
                      : nx * ny,
          axis == 0 ? nx : 1,
          grid.count[axis]};
}

OwnReactions::OwnReactions(const Grid& grid) : grid_(grid) {}

std::size_t OwnReactions::block_index(std::size_t axis, std::size_t line) const {
  const std::size_t lines = lines_in_plane(grid_, axis);
  const std::size_t blocks = (lines + sweep_lanes - 1) / sweep_lanes;
  return line / lines * blocks + line % lines / sweep_lanes;
}

void OwnReactions::set(const LocalReaction& reaction) {
  // Arrays of zeros are left out: every sweep would read them.
  const auto copy = [](std::span<const double> from, std::vector<double>& to) {
    const bool is_used = std::any_of(from.begin(), from.end(), [](double v) { return v != 0; });
    if (is_used) {
      to.assign(from.begin(), from.end());
    } else {
      to.clear();
    }
  };
  copy(reaction.supply, supply_);
  copy(reaction.loss, loss_);
  copy(reaction.saturable_loss, saturable_loss_);
  copy(reaction.half_maximum, half_maximum_);
  supply_sum_ = 0;
  for (auto& blocks : in_block_) blocks.clear();
  const std::size_t nx = grid_.count[0], ny = grid_.count[1];
  for (std::size_t voxel = 0; voxel < grid_.size(); ++voxel) {
    const double supply = own_value(supply_, voxel);
    if (supply == 0 && own_value(loss_, voxel) == 0 && own_value(saturable_loss_, voxel) == 0) {
      continue;
    }
    if (!any()) {
      for (std::size_t a = 0; a < 3; ++a) {
        in_block_[a].resize(block_index(a, grid_.size() / grid_.count[a] - 1) + 1);
      }
    }
    const std::size_t i = voxel % nx, j = voxel / nx % ny, k = voxel / (nx * ny);
    const std::array<std::size_t, 3> line = {j + ny * k, i + nx * k, i + nx * j};
    for (std::size_t a = 0; a < 3; ++a) in_block_[a][block_index(a, line[a])] = 1;
    supply_sum_ += supply;
  }
}

bool OwnReactions::any_in(const LineBlock& block) const {
  return any() && in_block_[block.axis][block_index(block.axis, block.first_line)] != 0;
}

void OwnReactions::load(const LineBlock& block, const double* before, double share,
                        ReactingBlock& to) const {
  load_block(loss_, block, share, to.loss);
  load_block(supply_, block, share, to.supply);
  if (!is_saturable()) return;
  // Half maxima first, then the saturation in their place; the maxima pass through `after`.
  load_block(half_maximum_, block, 1, to.saturation);
  load_block(saturable_loss_, block, share, to.after);
  for (std::size_t p = 0; p < block.size * sweep_lanes; ++p) {
    const double half = to.saturation[p];
    to.saturation[p] = half > 0 ? half / (half + before[p]) : 0;
    to.loss[p] += to.after[p] * to.saturation[p];
  }
}

OwnReactions::Rates OwnReactions::rates_at(std::size_t voxel, double c) const {
  const double maximum = own_value(saturable_loss_, voxel);
  const double half = own_value(half_maximum_, voxel);
  const double saturation = maximum > 0 ? half / (half + c) : 0;
  return {own_value(supply_, voxel), own_value(loss_, voxel) + maximum * saturation, saturation};
}

}  // namespace cytotwin
