#include "agents/contacts/contact_columns.h"

#include <algorithm>

#include "agents/cells/controlled.h"

namespace cytotwin {
namespace {

void add(Population& cells, std::span<const CellType> types, const char* name, const char* unit,
         AtDivision at_division, double initial) {
  if (cells.find_extra(name) < cells.extra.size()) return;
  ExtraColumn column{name, unit, at_division, {}, {}};
  column.initial.assign(types.size(), initial);
  column.values.assign(cells.size(), initial);
  cells.extra.push_back(std::move(column));
}

double* column_of(Population& cells, const char* name) {
  const std::size_t index = cells.find_extra(name);
  return index < cells.extra.size() ? cells.extra[index].values.data() : nullptr;
}

}  // namespace

bool has_attacks(const Population& cells, std::span<const CellType> types) {
  const auto attacks = [](const CellType& type) { return any_positive(type.contact.attack.rate); };
  return std::any_of(types.begin(), types.end(), attacks) ||
         is_controlled(cells, ControlKind::attack);
}

bool has_damage(const Population& cells, std::span<const CellType> types) {
  const auto damaged = [](const CellType& type) {
    return type.contact.damage.rate > 0 || type.contact.damage.lethal.has_value();
  };
  return has_attacks(cells, types) || std::any_of(types.begin(), types.end(), damaged) ||
         is_controlled(cells, ControlKind::damage_rate);
}

void add_contact_columns(Population& cells, std::span<const CellType> types) {
  if (has_damage(cells, types)) add(cells, types, "damage", "", AtDivision::copied, 0);
  if (!has_attacks(cells, types)) return;
  add(cells, types, "attack_target", "", AtDivision::reset, no_target);
  add(cells, types, "attack_since", "min", AtDivision::reset, 0);
  add(cells, types, "attack_time", "min", AtDivision::reset, 0);
  add(cells, types, "damage_delivered", "", AtDivision::reset, 0);
}

ContactColumns::ContactColumns(Population& cells)
    : damage(column_of(cells, "damage")),
      target(column_of(cells, "attack_target")),
      since(column_of(cells, "attack_since")),
      time(column_of(cells, "attack_time")),
      delivered(column_of(cells, "damage_delivered")) {}

}  // namespace cytotwin
