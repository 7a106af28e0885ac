#include "agents/fields/voxel_reactions.h"

#include <algorithm>

#include "agents/fields/line_propagator.h"

namespace cytotwin {

namespace {

double value_at(std::span<const double> values, std::size_t i) {
  return values.empty() ? 0 : values[i];
}

}  // namespace

ReactionSums& ReactionSums::operator+=(const ReactionSums& other) {
  before += other.before;
  gained += other.gained;
  exposure += other.exposure;
  consumed += other.consumed;
  supplied += other.supplied;
  inflow += other.inflow;
  return *this;
}

VoxelReactions::VoxelReactions(const Grid& grid, const Substance& substance,
                               const FixedVoxels& fixed, double half_step)
    : grid_(grid),
      fixed_(fixed),
      half_step_(half_step),
      loss_(substance.decay + substance.bulk_secretion + substance.bulk_uptake),
      supply_(substance.bulk_secretion * substance.bulk_target),
      uniform_(exact_decay(loss_, half_step)),
      strips_((grid.count[0] + sweep_lanes - 1) / sweep_lanes) {
  set({});
}

void VoxelReactions::set(const LocalReaction& reaction) {
  entries_.clear();
  specials_.clear();
  linear_supplied_ = 0;
  first_.clear();
  in_plane_.assign(grid_.count[2], 0);
  in_column_.assign(grid_.count[1] * strips_, 0);
  std::size_t next_fixed = 0;
  for (std::size_t voxel = 0, row = 0; row < grid_.count[1] * grid_.count[2]; ++row) {
    for (std::size_t x = 0; x < grid_.count[0]; ++x, ++voxel) {
      if (x % sweep_lanes == 0) first_.push_back(static_cast<std::uint32_t>(entries_.size()));
      const bool is_fixed = next_fixed < fixed_.voxel.size() && fixed_.voxel[next_fixed] == voxel;
      if (!is_fixed && value_at(reaction.supply, voxel) == 0 &&
          value_at(reaction.loss, voxel) == 0 && value_at(reaction.saturable_loss, voxel) == 0) {
        continue;
      }
      in_plane_[row / grid_.count[1]] = 1;
      in_column_[row % grid_.count[1] * strips_ + x / sweep_lanes] = 1;
      append(voxel, reaction, is_fixed ? &fixed_.value[next_fixed] : nullptr);
      if (is_fixed) ++next_fixed;
    }
  }
  first_.push_back(static_cast<std::uint32_t>(entries_.size()));
}

void VoxelReactions::append(std::size_t voxel, const LocalReaction& reaction,
                            const double* fixed_value) {
  const double own_supply = value_at(reaction.supply, voxel);
  const double own_loss = value_at(reaction.loss, voxel);
  const double saturable = value_at(reaction.saturable_loss, voxel);
  const double supply = supply_ + own_supply;
  const LinearDecay decay = exact_decay(loss_ + own_loss, half_step_);
  Entry entry{decay.keep, decay.gain * supply,
              decay.gain, decay.area * supply,
              own_loss,   static_cast<std::uint32_t>(voxel % grid_.count[0]),
              linear};
  if (fixed_value != nullptr) {
    entry.keep = entry.gain = 0;
    entry.constant = *fixed_value;
    entry.constant_exposure = *fixed_value * half_step_;
  }
  if (fixed_value != nullptr && saturable == 0 && own_supply == 0 && own_loss == 0) {
    entry.special = only_fixed;
  } else if (fixed_value != nullptr || saturable > 0 || own_supply < 0) {
    entry.special = static_cast<std::uint32_t>(specials_.size());
    specials_.push_back({own_supply, saturable, value_at(reaction.half_maximum, voxel), decay.area,
                         fixed_value != nullptr});
  } else {
    linear_supplied_ += own_supply * half_step_;
  }
  entries_.push_back(entry);
}

double VoxelReactions::advance_special(const Entry& entry, double before, std::size_t voxel,
                                       const FieldExposure& exposure, ReactionSums& sums) const {
  const Special& special = specials_[entry.special];
  Entry linearised = entry;
  double supply = special.supply, saturation = 0, area = special.area;
  if (special.saturable_loss > 0) {
    const double maximum = special.half_maximum;
    if (special.fixed) {
      saturation = maximum / (maximum + entry.constant);
    } else {
      const double total = supply_ + supply, loss = loss_ + entry.loss;
      const auto start = rational_decay(
          loss + special.saturable_loss * maximum / (maximum + before), half_step_ / 2);
      const double middle = std::max(start.keep * before + start.gain * total, 0.0);
      saturation = maximum / (maximum + middle);
      const auto decay = rational_decay(loss + special.saturable_loss * saturation, half_step_);
      linearised.keep = decay.keep;
      linearised.constant = decay.gain * total;
      linearised.gain = decay.gain;
      linearised.constant_exposure = decay.area * total;
      area = decay.area;
    }
  }
  double after = linearised.keep * before + linearised.constant;
  double exposed = linearised.gain * before + linearised.constant_exposure;
  if (after < 0) {
    // The total supply s with keep c + gain s = 0; of it the uniform part stays what it is.
    const double total = -linearised.keep * before / linearised.gain;
    after = 0;
    exposed = linearised.gain * before + area * total;
    supply = total - supply_;
  }
  const double own_loss = entry.loss + special.saturable_loss * saturation;
  sums.exposure += exposed;
  sums.consumed += own_loss * exposed;
  sums.supplied += supply * half_step_;
  sums.gained += after - before;
  if (special.fixed) {
    sums.inflow +=
        after - before - ((supply_ + supply) * half_step_ - (loss_ + own_loss) * exposed);
  }
  if (!exposure.linear.empty()) exposure.linear[voxel] += exposed;
  if (!exposure.saturable.empty()) exposure.saturable[voxel] += saturation * exposed;
  return after;
}

std::size_t VoxelReactions::Row::first_column() const { return first_strip * sweep_lanes; }

void VoxelReactions::advance_row(Row row, const double* from, std::size_t from_pitch, double* to,
                                 std::size_t to_pitch, const FieldExposure& exposure,
                                 ReactionSums& sums) const {
  const std::uint32_t begin = first_[row.row * strips_ + row.first_strip];
  const std::uint32_t end = first_[row.row * strips_ + row.last_strip];
  if (begin == end) return;
  const std::size_t start = row.row * grid_.count[0], column = row.first_column();
  double* exposed_at = exposure.linear.empty() ? nullptr : exposure.linear.data() + start;
  ReactionSums own;
  for (std::uint32_t e = begin; e < end; ++e) {
    const Entry& entry = entries_[e];
    const double before = from[(entry.x - column) * from_pitch];
    own.before += before;
    double after;
    if (entry.special == linear) {
      after = entry.keep * before + entry.constant;
      const double exposed = entry.gain * before + entry.constant_exposure;
      own.exposure += exposed;
      own.consumed += entry.loss * exposed;
      own.gained += after - before;
      if (exposed_at != nullptr) exposed_at[entry.x] += exposed;
    } else if (entry.special == only_fixed) {
      after = entry.constant;
      own.exposure += entry.constant_exposure;
      own.gained += after - before;
      own.inflow += after - before - (supply_ * half_step_ - loss_ * entry.constant_exposure);
      if (exposed_at != nullptr) exposed_at[entry.x] += entry.constant_exposure;
    } else {
      after = advance_special(entry, before, start + entry.x, exposure, own);
    }
    to[(entry.x - column) * to_pitch] = after;
  }
  sums += own;
}

}  // namespace cytotwin
