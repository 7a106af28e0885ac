#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/local_reaction.h"
#include "agents/fields/substance.h"
#include "core/grid.h"

namespace cytotwin {

/// Sums over the voxels that reacted in some rows during a half step; concentrations, so without
/// the voxel's volume.
struct ReactionSums {
  double before = 0;    ///< c at the start
  double gained = 0;    ///< c at the end - c at the start
  double exposure = 0;  ///< integral of c dt [unit min]
  double consumed = 0;  ///< integral of loss c dt by the voxel's own losses
  double supplied = 0;  ///< integral of own supply where it may be cut, see linear_supplied
  double inflow = 0;    ///< what holding fixed voxels added
  ReactionSums& operator+=(const ReactionSums& other);
};

/// The local part of a substance's step over half a step h: dc/dt = s - k c in every voxel.
///
/// Uniform rates (decay, bulk) act everywhere and are two numbers; voxels with a reaction of their
/// own and fixed voxels are a sparse list in the order of the sweeps' strips. Linear rates are
/// solved exactly. Saturable loss K c / (K + c) is linearised at the middle of h, where a
/// predictor with the loss at the start puts c (second order); the budget uses that very loss. A
/// negative supply is cut to what empties the voxel at the end of h.
class VoxelReactions {
 public:
  VoxelReactions(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                 double half_step);

  void set(const LocalReaction& reaction);

  const LinearDecay& uniform() const { return uniform_; }
  double uniform_loss() const { return loss_; }      ///< decay + bulk [1/min]
  double uniform_supply() const { return supply_; }  ///< S_b T_b [unit/min]
  std::size_t size() const { return entries_.size(); }
  /// Own supply of the linear voxels over half a step; no part of ReactionSums::supplied.
  double linear_supplied() const { return linear_supplied_; }

  /// Part of row j + ny k: strips [first_strip, last_strip) of sweep_lanes voxels.
  struct Row {
    std::size_t row;
    std::size_t first_strip, last_strip;
    std::size_t first_column() const;  ///< x of its first voxel
  };
  /// Half a step of the listed voxels of a row: reads c at from[x from_pitch] and writes it at
  /// to[x to_pitch], x counted from the part's first column.
  bool is_empty(Row row) const {
    const std::uint32_t* first = first_.data() + row.row * strips_;
    return first[row.first_strip] == first[row.last_strip];
  }
  /// Nothing listed in plane z = k, or in strip `strip` of all rows y = j.
  bool is_plane_empty(std::size_t k) const { return in_plane_[k] == 0; }
  bool is_column_empty(std::size_t j, std::size_t strip) const {
    return in_column_[j * strips_ + strip] == 0;
  }
  void advance_row(Row row, const double* from, std::size_t from_pitch, double* to,
                   std::size_t to_pitch, const FieldExposure& exposure, ReactionSums& sums) const;

 private:
  /// c(h) = keep c + constant, exposure = gain c + constant_exposure.
  struct Entry {
    double keep, constant, gain, constant_exposure;
    double loss;            ///< own [1/min]
    std::uint32_t x;        ///< within the row
    std::uint32_t special;  ///< `linear`, `only_fixed` or index into specials_
  };
  static constexpr std::uint32_t linear = 0xffffffff;      ///< loss, supply >= 0
  static constexpr std::uint32_t only_fixed = 0xfffffffe;  ///< fixed, without a reaction
  struct Special {
    double supply, saturable_loss, half_maximum, area;
    bool fixed;
  };
  void append(std::size_t voxel, const LocalReaction& reaction, const double* fixed_value);
  double advance_special(const Entry& entry, double before, std::size_t voxel,
                         const FieldExposure& exposure, ReactionSums& sums) const;

  Grid grid_;
  FixedVoxels fixed_;
  double half_step_, loss_, supply_, linear_supplied_ = 0;
  LinearDecay uniform_;
  std::size_t strips_;
  std::vector<std::uint32_t> first_;  ///< of each (row, strip), and the end
  std::vector<std::uint8_t> in_plane_, in_column_;
  std::vector<Entry> entries_;
  std::vector<Special> specials_;
};

}  // namespace cytotwin
