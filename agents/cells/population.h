#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/control.h"
#include "agents/cells/extra_column.h"
#include "core/vec3.h"

namespace cytotwin {

/// Where a cell stands between life and removal.
enum class CellState : std::uint8_t {
  live = 0,
  apoptotic = 1,
  necrotic_swelling = 2,
  necrotic_lysed = 3,
};

/// Values that behaviours set in place of their types' constants; see Controlled.
struct ControlColumn {
  Control control;
  std::string name;                   ///< of the control
  std::vector<double> initial;        ///< the constants, by type
  std::vector<std::uint8_t> of_dead;  ///< by type: whether dead cells have values of their own
  std::vector<double> values;         ///< one a cell
};

/// All cells as a structure of arrays; row i of every column is one cell.
///
/// Rows are kept in a space-filling order (see mechanics/ordering.h) and so change place; `id`
/// never changes and is never used again. Columns are plain so that kernels run over them.
struct Population {
  std::vector<std::uint64_t> id;
  std::vector<double> x, y, z;                 ///< centre [um]
  std::vector<double> old_vx, old_vy, old_vz;  ///< velocity of the last step [um/min]
  std::vector<double> radius;                  ///< [um], of the total volume
  std::vector<double> fluid;                   ///< [um^3]
  std::vector<double> nuclear_solid;           ///< [um^3]
  std::vector<double> cytoplasmic_solid;       ///< [um^3]
  std::vector<double> nuclear_solid_target;    ///< [um^3]; cytoplasm's follows from its type
  std::vector<double> rupture_volume;          ///< bursts above [um^3]; of necrotic cells
  std::vector<double> calcified_fraction;      ///< [-]
  std::vector<double> phase_time;              ///< in phase, at its pace, or death stage [min]
  std::vector<double> lag;                     ///< life not yet simulated, after birth [min]
  std::vector<double> pressure;                ///< simple pressure of the last step [-]
  std::vector<std::uint16_t> type;             ///< index of the cell type
  std::vector<std::uint8_t> phase;             ///< index into the type's cycle
  std::vector<CellState> state;
  std::vector<std::uint8_t> has_velocity;         ///< 0 until old_v* hold a velocity
  std::vector<std::vector<double>> internalised;  ///< [unit um^3], one column a substance
  std::vector<ControlColumn> controlled;          ///< only what some behaviour sets
  std::vector<ExtraColumn> extra;                 ///< only what this model needs
  std::uint64_t next_id = 0;

  std::size_t size() const { return id.size(); }
  Vec3 position(std::size_t i) const { return {x[i], y[i], z[i]}; }
  CellVolume volume(std::size_t i) const {
    return {fluid[i], nuclear_solid[i], cytoplasmic_solid[i]};
  }
  void set_volume(std::size_t i, const CellVolume& volume);

  /// Calls visit(name, unit, column) for every column, in a fixed order; then internalised columns,
  /// named "internalised", controlled ones and extra ones. The one place that lists columns:
  /// stores, sorting, adding and removing rows all go through it.
  template <class Self, class Visit>
  static void for_each_column(Self& self, Visit&& visit);

  /// Index of an extra column; size of `extra` if there is none of that name.
  std::size_t find_extra(const std::string& name) const;

  void reserve(std::size_t cells);
  /// Row of a new live cell of a type at its full size that has just entered phase 0 (its target
  /// is doubled if that phase doubles it); a fresh id.
  std::size_t add(const CellType& type, std::uint16_t type_index, Vec3 position);
  /// Appends a copy of row i with a fresh id; returns its row.
  std::size_t append_copy(std::size_t i);
  /// Drops the rows with remove[i] != 0, keeping the order of the others.
  void remove(const std::vector<std::uint8_t>& remove);
  /// Row r becomes the former row order[r]; order is a permutation of all rows.
  void reorder(const std::vector<std::uint32_t>& order);
};

template <class Self, class Visit>
void Population::for_each_column(Self& self, Visit&& visit) {
  visit("id", "", self.id);
  visit("x", "um", self.x);
  visit("y", "um", self.y);
  visit("z", "um", self.z);
  visit("old_vx", "um/min", self.old_vx);
  visit("old_vy", "um/min", self.old_vy);
  visit("old_vz", "um/min", self.old_vz);
  visit("radius", "um", self.radius);
  visit("fluid", "um^3", self.fluid);
  visit("nuclear_solid", "um^3", self.nuclear_solid);
  visit("cytoplasmic_solid", "um^3", self.cytoplasmic_solid);
  visit("nuclear_solid_target", "um^3", self.nuclear_solid_target);
  visit("rupture_volume", "um^3", self.rupture_volume);
  visit("calcified_fraction", "", self.calcified_fraction);
  visit("phase_time", "min", self.phase_time);
  visit("lag", "min", self.lag);
  visit("pressure", "", self.pressure);
  visit("type", "", self.type);
  visit("phase", "", self.phase);
  visit("state", "", self.state);
  visit("has_velocity", "", self.has_velocity);
  for (auto& column : self.internalised) visit("internalised", "um^3", column);
  for (auto& column : self.controlled) visit(column.name.c_str(), "", column.values);
  for (auto& column : self.extra) visit(column.name.c_str(), column.unit.c_str(), column.values);
}

}  // namespace cytotwin
