#include "agents/contacts/springs.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/cells/controlled.h"
#include "agents/contacts/links.h"

namespace cytotwin {

void add_attack_springs(const Population& cells, std::span<const CellType> types,
                        const RowIndex& rows, Drift& drift) {
  const std::size_t column = cells.find_extra("attack_target");
  if (column == cells.extra.size()) return;
  const std::vector<double>& target = cells.extra[column].values;
  std::vector<std::uint32_t> attackers;
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    if (target[i] >= 0 && cells.state[i] == CellState::live) attackers.push_back(i);
  }
  std::sort(attackers.begin(), attackers.end(),
            [&](std::uint32_t a, std::uint32_t b) { return cells.id[a] < cells.id[b]; });
  const Controlled spring(cells, types, {ControlKind::spring, 0});
  const LinkView links(cells);
  for (const std::uint32_t i : attackers) {
    const auto id = static_cast<std::uint64_t>(target[i]);
    const std::uint32_t j = rows.row_of(id);
    if (j == RowIndex::none || links.has(i, id)) continue;
    const Vec3 pull = std::sqrt(spring(i) * spring(j)) * (cells.position(j) - cells.position(i));
    drift.x[i] += pull.x;
    drift.y[i] += pull.y;
    drift.z[i] += pull.z;
    drift.x[j] -= pull.x;
    drift.y[j] -= pull.y;
    drift.z[j] -= pull.z;
  }
}

}  // namespace cytotwin
