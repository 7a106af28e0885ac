#include "agents/contacts/pull.h"

#include <algorithm>

#include "agents/mechanics/reach.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 512;

Vec3 pull_on(const Population& cells, std::uint32_t i, const AttackModel& attack,
             std::span<const std::uint32_t> neighbours, const Reach& reach) {
  Vec3 sum;
  for (const std::uint32_t j : neighbours) {
    if (cells.type[j] >= attack.rate.size() || attack.rate[cells.type[j]] == 0) continue;
    const Vec3 apart = cells.position(j) - cells.position(i);
    const double squared = dot(apart, apart);
    if (squared <= attack.pull_beyond * attack.pull_beyond || !reach.holds(i, j)) continue;
    if (attack.pull_within && squared >= *attack.pull_within * *attack.pull_within) continue;
    sum = sum + attack.pull * apart;
  }
  return sum;
}

}  // namespace

void add_pull(const Population& cells, std::span<const CellType> types,
              const NeighbourList& neighbours, const Workers& workers, Drift& drift) {
  const auto pulls = [](const CellType& type) { return type.contact.attack.pull > 0; };
  if (std::none_of(types.begin(), types.end(), pulls)) return;
  const Reach reach(cells, types);
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const CellType& type = types[cells.type[i]];
      if (!pulls(type) || cells.state[i] != CellState::live) continue;
      const auto row = static_cast<std::uint32_t>(i);
      const Vec3 pull = pull_on(cells, row, type.contact.attack, neighbours.of(i), reach);
      drift.x[i] += pull.x;
      drift.y[i] += pull.y;
      drift.z[i] += pull.z;
    }
  });
}

}  // namespace cytotwin
