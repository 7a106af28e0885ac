#include "agents/fields/own_reactions.h"

#include <algorithm>

#include "agents/fields/lanes.h"

namespace cytotwin {

namespace {

double own_value(std::span<const double> values, std::size_t i) {
  return values.empty() ? 0 : values[i];
}

bool any_of(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return v != 0; });
}

/// The reaction without arrays of zeros: every sweep would read them.
LocalReaction used_part(const LocalReaction& reaction) {
  LocalReaction used;
  if (any_of(reaction.supply)) used.supply = reaction.supply;
  if (any_of(reaction.loss)) used.loss = reaction.loss;
  if (any_of(reaction.saturable_loss)) {
    used.saturable_loss = reaction.saturable_loss;
    used.half_maximum = reaction.half_maximum;
  }
  return used;
}

bool reacts(const LocalReaction& reaction, std::size_t voxel) {
  return own_value(reaction.supply, voxel) != 0 || own_value(reaction.loss, voxel) != 0 ||
         own_value(reaction.saturable_loss, voxel) != 0;
}

/// Calls visit(place, voxel) for what a block holds from its offset on.
template <class Visit>
void for_rows(const LineBlock& block, const Visit& visit) {
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const std::size_t place = block.offset + (i - block.begin) * sweep_lanes;
    const std::size_t voxel = block.corner + i * block.element_pitch;
    for (std::size_t l = 0; l < block.lanes; ++l) visit(place + l, voxel + l * block.line_pitch);
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
  for (const double supply : reaction.supply) supply_sum_ += supply;
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
  if (reaction.supply.empty() && reaction.loss.empty() && reaction.saturable_loss.empty()) {
    return extents;
  }
  const std::size_t nx = grid_.count[0], ny = grid_.count[1];
  for (std::size_t voxel = 0, k = 0; k < grid_.count[2]; ++k) {
    for (std::size_t j = 0; j < ny; ++j) {
      for (std::size_t i = 0; i < nx; ++i, ++voxel) {
        if (!reacts(reaction, voxel) || (!is_fixed_.empty() && is_fixed_[voxel])) continue;
        const std::array<std::size_t, 3> line = {j + ny * k, i + nx * k, i + nx * j};
        const std::array<std::size_t, 3> row = {i, j, k};
        for (const std::size_t a : axes_) {
          Extent& extent = extents[a][line[a]];
          extent.first = std::min(extent.first, static_cast<std::uint32_t>(row[a]));
          extent.last = std::max(extent.last, static_cast<std::uint32_t>(row[a]));
        }
      }
    }
  }
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
        offset += (block.end - block.begin) * sweep_lanes;
      }
      blocks_[axis].push_back(block);
    }
    first_of_plane_[axis].push_back(blocks_[axis].size());
  }
}

void OwnReactions::fill(const LocalReaction& reaction, std::size_t axis) {
  Coefficients& to = coefficients_[axis];
  std::size_t values = 0;
  for (const LineBlock& block : blocks_[axis]) {
    values += (block.end - block.begin) * sweep_lanes;
  }
  const auto copy = [&](std::span<const double> from, double factor, std::vector<double>& column) {
    column.assign(from.empty() ? 0 : values, 0.0);
    if (from.empty()) return;
    for (const LineBlock& block : blocks_[axis]) {
      for_rows(block, [&](std::size_t place, std::size_t voxel) {
        column[place] = is_fixed_.empty() || !is_fixed_[voxel] ? factor * from[voxel] : 0;
      });
    }
  };
  copy(reaction.loss, share_, to.loss);
  copy(reaction.supply, share_, to.supply);
  copy(reaction.saturable_loss, share_, to.maximum);
  copy(reaction.half_maximum, 1, to.half_maximum);
  // Sweeps always read a loss.
  to.loss.resize(values);
  to.exposure.assign(values, 0.0);
  to.saturated.assign(to.maximum.size(), 0.0);
  if (to.supply.empty()) return;
  for (LineBlock& block : blocks_[axis]) {
    for_rows(block, [&](std::size_t place, std::size_t) { block.supply_sum += to.supply[place]; });
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
            for_rows(blocks_[axis][b], [&](std::size_t place, std::size_t voxel) {
              if (from.loss[place] == 0 && (from.maximum.empty() || from.maximum[place] == 0))
                return;
              if (!to.linear.empty()) to.linear[voxel] += share_ * from.exposure[place];
              if (to.saturable.empty() || from.saturated.empty()) return;
              to.saturable[voxel] += share_ * from.saturated[place];
            });
          }
        });
    std::fill(from.exposure.begin(), from.exposure.end(), 0.0);
    std::fill(from.saturated.begin(), from.saturated.end(), 0.0);
  }
  for (const HeldVoxel& held : held_) {
    const double exposed = minutes_ * held.value;
    if (!to.linear.empty()) to.linear[held.voxel] += exposed;
    if (!to.saturable.empty()) to.saturable[held.voxel] += held.saturation * exposed;
  }
  minutes_ = 0;
}

}  // namespace cytotwin
