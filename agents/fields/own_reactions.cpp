#include "agents/fields/own_reactions.h"

#include <algorithm>

#include "agents/fields/lanes.h"

namespace cytotwin {

namespace {

double own_value(std::span<const double> values, std::size_t i) {
  return values.empty() ? 0 : values[i];
}

/// The reaction without arrays of zeros: every sweep would read them.
LocalReaction used_part(const LocalReaction& reaction) {
  bool supply = false, loss = false, saturable = false;
  reaction.for_voxels([&](std::size_t voxel) {
    supply = supply || own_value(reaction.supply, voxel) != 0;
    loss = loss || own_value(reaction.loss, voxel) != 0;
    saturable = saturable || own_value(reaction.saturable_loss, voxel) != 0;
  });
  LocalReaction used = reaction;
  if (!supply) used.supply = {};
  if (!loss) used.loss = {};
  if (!saturable) used.saturable_loss = used.half_maximum = {};
  return used;
}

bool reacts(const LocalReaction& reaction, std::size_t voxel) {
  return own_value(reaction.supply, voxel) != 0 || own_value(reaction.loss, voxel) != 0 ||
         own_value(reaction.saturable_loss, voxel) != 0;
}

/// Calls visit(row, lane, voxel) for what a block holds in the arrays of coefficients.
template <class Visit>
void for_places(const LineBlock& block, const Visit& visit) {
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t row = block.offset + i - block.begin;
    const std::size_t voxel = block.corner + i * block.element_pitch;
    for (std::size_t l = 0; l < block.lanes; ++l) visit(row, l, voxel + l * block.line_pitch);
  }
}

}  // namespace

LineBlock LineBlock::of(const Grid& grid, std::size_t axis, std::size_t first, std::size_t lanes) {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  const std::size_t plane = first / nx, column = first % nx;
  const std::size_t corner = axis == 0 ? first * nx : axis == 1 ? plane * nx * ny + column : first;
  const std::size_t pitch = axis == 0 ? 1 : axis == 1 ? nx : nx * ny;
  return {axis, first, lanes, corner, pitch, axis == 0 ? nx : 1, grid.count[axis]};
}

OwnReactions::OwnReactions(const Grid& grid, const FixedVoxels& fixed,
                           std::span<const std::size_t> axes, double share)
    : grid_(grid), fixed_(fixed), axes_(axes.begin(), axes.end()), share_(share) {
  if (!fixed.voxel.empty()) is_fixed_.resize(grid.size());
  for (const std::uint32_t voxel : fixed.voxel) is_fixed_[voxel] = 1;
  set({});
}

void OwnReactions::set(const LocalReaction& given) {
  const LocalReaction reaction = used_part(given);
  minutes_ = 0;
  supply_sum_ = 0;
  reaction.for_voxels([&](std::size_t voxel) { supply_sum_ += own_value(reaction.supply, voxel); });
  hold_fixed(reaction);
  const Extents extents = find_extents(reaction);
  for (const std::size_t axis : axes_) {
    lay_out(extents, axis);
    fill(reaction, axis);
  }
}

void OwnReactions::hold_fixed(const LocalReaction& reaction) {
  held_.clear();
  fixed_loss_ = 0;
  for (std::size_t n = 0; n < fixed_.voxel.size(); ++n) {
    const std::uint32_t voxel = fixed_.voxel[n];
    const double value = fixed_.value[n], half = own_value(reaction.half_maximum, voxel);
    const double maximum = own_value(reaction.saturable_loss, voxel);
    const double saturation = maximum > 0 ? half / (half + value) : 0;
    const double loss = own_value(reaction.loss, voxel) + maximum * saturation;
    if (loss > 0) held_.push_back({voxel, value, saturation});
    fixed_loss_ += loss * value;
  }
}

OwnReactions::Extents OwnReactions::find_extents(const LocalReaction& reaction) const {
  Extents extents;
  for (const std::size_t a : axes_) extents[a].resize(grid_.size() / grid_.count[a]);
  const std::size_t nx = grid_.count[0], ny = grid_.count[1];
  reaction.for_voxels([&](std::size_t voxel) {
    if (!reacts(reaction, voxel) || (!is_fixed_.empty() && is_fixed_[voxel])) return;
    const std::size_t i = voxel % nx, j = voxel / nx % ny, k = voxel / (nx * ny);
    const std::array<std::size_t, 3> line = {j + ny * k, i + nx * k, i + nx * j};
    const std::array<std::size_t, 3> row = {i, j, k};
    for (const std::size_t a : axes_) {
      Extent& extent = extents[a][line[a]];
      extent.first = std::min(extent.first, static_cast<std::uint32_t>(row[a]));
      extent.last = std::max(extent.last, static_cast<std::uint32_t>(row[a]));
    }
  });
  return extents;
}

/// Cuts the planes of an axis into blocks; those that react get their place in the arrays.
void OwnReactions::lay_out(const Extents& extents, std::size_t axis) {
  const std::size_t lines = grid_.count[axis == 0 ? 1 : 0];
  const std::size_t planes = extents[axis].size() / lines;
  blocks_[axis].clear();
  first_of_plane_[axis].assign(1, 0);
  std::size_t offset = 0;
  for (std::size_t plane = 0; plane < planes; ++plane) {
    const std::span<const Extent> of_line = std::span(extents[axis]).subspan(plane * lines, lines);
    const auto begin = std::find_if(of_line.begin(), of_line.end(),
                                    [](const Extent& e) { return e.first <= e.last; });
    // A multiple of 4 keeps loads of the blocks before it in whole vectors.
    const auto start = static_cast<std::size_t>(begin - of_line.begin()) / 4 * 4 % sweep_lanes;
    const std::size_t lead = begin == of_line.end() ? 0 : start;
    for (std::size_t line = 0; line < lines;) {
      const std::size_t next = std::min(line == 0 && lead > 0 ? lead : line + sweep_lanes, lines);
      LineBlock block = LineBlock::of(grid_, axis, plane * lines + line, next - line);
      Extent all;
      for (; line < next; ++line) {
        all.first = std::min(all.first, of_line[line].first);
        all.last = std::max(all.last, of_line[line].last);
      }
      if (all.first <= all.last) {
        block.begin = all.first > 0 ? all.first - 1 : 0;
        block.end = std::min<std::size_t>(all.last + 2, block.size);
        block.offset = offset;
        offset += block.end - block.begin;
      }
      blocks_[axis].push_back(block);
    }
    first_of_plane_[axis].push_back(blocks_[axis].size());
  }
}

void OwnReactions::fill(const LocalReaction& reaction, std::size_t axis) {
  Coefficients& to = coefficients_[axis];
  std::size_t rows = 0;
  for (const LineBlock& block : blocks_[axis]) rows += block.end - block.begin;
  const auto copy = [&](std::span<const double> from, double factor, std::vector<LaneRow>& column) {
    column.assign(from.empty() ? 0 : rows, LaneRow{});
    if (from.empty()) return;
    for (const LineBlock& block : blocks_[axis]) {
      for_places(block, [&](std::size_t row, std::size_t lane, std::size_t voxel) {
        column[row].lane[lane] = is_fixed_.empty() || !is_fixed_[voxel] ? factor * from[voxel] : 0;
      });
    }
  };
  copy(reaction.loss, share_, to.loss);
  copy(reaction.supply, share_, to.supply);
  copy(reaction.saturable_loss, share_, to.maximum);
  copy(reaction.half_maximum, 1, to.half_maximum);
  to.loss.resize(rows);  // sweeps always read one
  to.exposure.assign(rows, LaneRow{});
  to.saturated.assign(to.maximum.size(), LaneRow{});
  if (to.supply.empty()) return;
  for (LineBlock& block : blocks_[axis]) {
    for_places(block, [&](std::size_t row, std::size_t lane, std::size_t) {
      block.supply_sum += to.supply[row].lane[lane];
    });
  }
}

std::span<const LineBlock> OwnReactions::blocks(std::size_t axis, std::size_t plane) const {
  const auto& first = first_of_plane_[axis];
  return std::span(blocks_[axis]).subspan(first[plane], first[plane + 1] - first[plane]);
}

void OwnReactions::take_exposure(const FieldExposure& to, const Workers& workers) {
  constexpr std::size_t blocks_a_task = 64;
  for (const std::size_t axis : axes_) {
    Coefficients& from = coefficients_[axis];
    workers.for_blocks(
        blocks_[axis].size(), blocks_a_task, [&](std::size_t first, std::size_t end) {
          for (std::size_t b = first; b < end; ++b) {
            for_places(blocks_[axis][b], [&](std::size_t row, std::size_t lane, std::size_t voxel) {
              const bool saturable = !from.maximum.empty() && from.maximum[row].lane[lane] > 0;
              if (from.loss[row].lane[lane] == 0 && !saturable) return;
              if (!to.linear.empty()) to.linear[voxel] += share_ * from.exposure[row].lane[lane];
              if (to.saturable.empty() || !saturable) return;
              to.saturable[voxel] += share_ * from.saturated[row].lane[lane];
            });
          }
        });
    std::fill(from.exposure.begin(), from.exposure.end(), LaneRow{});
    std::fill(from.saturated.begin(), from.saturated.end(), LaneRow{});
  }
  for (const HeldVoxel& held : held_) {
    const double exposed = minutes_ * held.value;
    if (!to.linear.empty()) to.linear[held.voxel] += exposed;
    if (!to.saturable.empty()) to.saturable[held.voxel] += held.saturation * exposed;
  }
  minutes_ = 0;
}

}  // namespace cytotwin
