#include "agents/contacts/hold.h"

#include <algorithm>

#include "agents/contacts/row_index.h"

namespace cytotwin {

std::vector<std::uint8_t> held_rows(const Population& cells, std::span<const CellType> types) {
  const auto holds = [](const CellType& type) { return type.contact.attack.holds_target; };
  const std::size_t column = cells.find_extra("attack_target");
  if (column == cells.extra.size() || std::none_of(types.begin(), types.end(), holds)) return {};
  const std::vector<double>& target = cells.extra[column].values;
  RowIndex rows;
  rows.rebuild(cells);
  std::vector<std::uint8_t> held(cells.size(), 0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool attacks = target[i] >= 0 && cells.state[i] == CellState::live;
    if (!attacks || !holds(types[cells.type[i]])) continue;
    const std::uint32_t j = rows.row_of(static_cast<std::uint64_t>(target[i]));
    if (j != RowIndex::none && cells.state[j] == CellState::live) held[j] = 1;
  }
  return held;
}

}  // namespace cytotwin
