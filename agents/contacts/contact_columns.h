#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agents/cells/population.h"

namespace cytotwin {

/// Whether any type of the tissue attacks (a rate above 0, or a behaviour that sets one).
bool has_attacks(const Population& cells, std::span<const CellType> types);

/// Whether cells have a damage of their own: somebody attacks, or a type has damage or repair.
bool has_damage(const Population& cells, std::span<const CellType> types);

/// Gives the population the columns that contacts need, where it has none yet: "damage" [-];
/// "attack_target", the id of the cell that is attacked or -1; "attack_since", how long that lasts
/// [min]; "attack_time", all of a cell's attacks since its birth [min]; "damage_delivered" [-].
void add_contact_columns(Population& cells, std::span<const CellType> types);

/// The columns themselves; null where a tissue has none. Valid while columns stay where they are.
struct ContactColumns {
  explicit ContactColumns(Population& cells);
  double* damage;
  double* target;
  double* since;
  double* time;
  double* delivered;
};

inline constexpr double no_target = -1;

}  // namespace cytotwin
