#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

struct CellType;

/// What the index of a signal or a control counts.
enum class IndexedBy : std::uint8_t { nothing, substance, cell_type, phase, variable };

/// What a cell may perceive.
enum class SignalKind : std::uint8_t {
  // of the cell itself, known anywhere in a step
  concentration,  ///< by substance, at the cell
  pressure,
  volume,
  // gathered once at the start of a phenotype step
  internalised,        ///< by substance, per cell volume
  gradient,            ///< by substance, its length
  contact_type,        ///< live neighbours in reach, by type
  contact_live,        ///< live neighbours in reach
  contact_dead,        ///< dead neighbours in reach
  contact_apoptotic,   ///< neighbours in reach
  contact_necrotic,    ///< neighbours in reach
  contact_other_dead,  ///< neighbours in reach
  contact_membrane,    ///< 1 if it touches a wall, else 0
  damage,              ///< of the cell
  damage_delivered,    ///< by the cell, since its birth
  attacking,           ///< 1 while it attacks, else 0
  attack_time,         ///< spent attacking since its birth [min]
  dead,                ///< 1 or 0
  apoptotic,           ///< 1 or 0
  necrotic,            ///< 1 or 0
  time,                ///< simulated [min]
  variable,            ///< of the user's own
  attacked_variable,   ///< the same of the cell it attacks, 0 while it attacks none
  attackers_variable,  ///< the same, summed over the live cells that attack it
  attackers,           ///< live cells that attack it
};

struct Signal {
  SignalKind kind = SignalKind::pressure;
  std::uint16_t index = 0;  ///< of substance, type or variable, by kind
  auto operator<=>(const Signal&) const = default;
};

/// What a behaviour may set for a cell in place of its type's constant.
enum class ControlKind : std::uint8_t {
  // rates of life: they go through Rates, not through columns
  phase_exit,  ///< by phase [1/min]
  apoptosis,   ///< [1/min]
  necrosis,    ///< [1/min]
  // exchange
  secretion,         ///< by substance [1/min]
  secretion_target,  ///< by substance [its unit]
  uptake,            ///< by substance [1/min]
  net_export,        ///< by substance [unit um^3/min]
  // motion
  speed,        ///< [um/min]
  bias,         ///< [-]
  persistence,  ///< [min]
  chemotaxis,   ///< by substance, sensitivity [-]
  movable,      ///< 0: forces do not move it [-]
  // mechanics
  repulsion,           ///< [um/min]
  adhesion,            ///< [um/min]
  reach,               ///< [-]
  affinity,            ///< adhesive, by type [-]
  membrane_adhesion,   ///< [um/min]
  membrane_repulsion,  ///< [um/min]
  spring,              ///< [1/min]
  attachment,          ///< rate [1/min]
  detachment,          ///< rate [1/min]
  most_attachments,    ///< [-]
  // contacts
  phagocytose_apoptotic,   ///< [1/min]
  phagocytose_necrotic,    ///< [1/min]
  phagocytose_other_dead,  ///< [1/min]
  phagocytose,             ///< by type [1/min]
  attack,                  ///< by type [1/min]
  attack_hit_rate,         ///< of discrete hits [1/min]
  attack_damage_rate,      ///< [1/min]
  attack_duration,         ///< [min]
  fuse,                    ///< by type [1/min]
  transform,               ///< by type [1/min]
  divide_into,             ///< by type [-]
  immunogenicity,          ///< by type [-]
  damage_rate,             ///< [1/min]
  damage_repair,           ///< [1/min]
  variable,                ///< of the user's own
  variable_rate,           ///< of one of the user's own, at which it grows [its unit/min]
};

struct Control {
  ControlKind kind = ControlKind::phase_exit;
  std::uint16_t index = 0;  ///< of substance, type, phase or variable, by kind
  auto operator<=>(const Control&) const = default;
};

IndexedBy indexed_by(SignalKind kind);
IndexedBy indexed_by(ControlKind kind);

/// Controls that are rates of life reach the cell through Rates; all others have a column.
constexpr bool has_column(ControlKind kind) { return kind > ControlKind::necrosis; }

/// What a cell of the type does where no behaviour says otherwise, in the control's unit.
/// Custom variables have no base here: 0.
/// @throws std::invalid_argument if the index is none of the type's
double base_value(const CellType& type, Control control);

}  // namespace cytotwin
