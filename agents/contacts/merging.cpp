#include "agents/contacts/merging.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "agents/cells/controlled.h"
#include "agents/contacts/first_event.h"
#include "agents/mechanics/reach.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 512;

/// Rates at which a cell takes up each of its neighbours; nothing is written.
class Takers {
 public:
  Takers(const Population& cells, const ContactStep& step)
      : cells_(cells),
        step_(step),
        reach_(cells, step.types),
        eats_(has_phagocytosis(cells, step.types)),
        fuses_(has_fusion(cells, step.types)),
        apoptotic_(cells, step.types, {ControlKind::phagocytose_apoptotic, 0}),
        necrotic_(cells, step.types, {ControlKind::phagocytose_necrotic, 0}),
        other_dead_(cells, step.types, {ControlKind::phagocytose_other_dead, 0}) {
    const auto types = static_cast<std::uint16_t>(step.types.size());
    for (std::uint16_t t = 0; t < types; ++t) {
      eat_.emplace_back(cells, step.types, Control{ControlKind::phagocytose, t});
      fuse_.emplace_back(cells, step.types, Control{ControlKind::fuse, t});
    }
  }

  void find(std::uint32_t row, std::vector<Merge>& found) const {
    if (cells_.state[row] != CellState::live) return;
    const auto draw = [&](Purpose purpose, bool fusion, const auto& rate) {
      RandomStream random(step_.seed, cells_.id[row], step_.step_index, purpose);
      const FirstEvent first =
          first_event(cells_, step_.neighbours.of(row), step_.step, random, [&](std::uint32_t j) {
            const double of_this = rate(j);
            return of_this > 0 && reach_.holds(row, j) ? of_this : 0.0;
          });
      if (first.neighbour == RowIndex::none) return;
      found.push_back({row, first.neighbour, first.time, fusion});
    };
    if (eats_ && may_eat(row)) {
      draw(Purpose::phagocytosis, false, [&](std::uint32_t j) { return eat(row, j); });
    }
    if (fuses_ && any(fuse_, row)) {
      draw(Purpose::fusion, true, [&](std::uint32_t j) { return fuse(row, j); });
    }
  }

 private:
  static bool any(const std::vector<Controlled>& rates, std::uint32_t row) {
    return std::any_of(rates.begin(), rates.end(),
                       [&](const Controlled& rate) { return rate(row) > 0; });
  }
  bool may_eat(std::uint32_t row) const {
    return apoptotic_(row) > 0 || necrotic_(row) > 0 || other_dead_(row) > 0 || any(eat_, row);
  }

  double eat(std::uint32_t row, std::uint32_t other) const {
    switch (cells_.state[other]) {
      case CellState::live:
        return eat_[cells_.type[other]](row);
      case CellState::apoptotic:
        return apoptotic_(row);
      case CellState::necrotic_swelling:
      case CellState::necrotic_lysed:
        return necrotic_(row);
    }
    return other_dead_(row);
  }

  double fuse(std::uint32_t row, std::uint32_t other) const {
    return cells_.state[other] == CellState::live ? fuse_[cells_.type[other]](row) : 0;
  }

  const Population& cells_;
  const ContactStep& step_;
  Reach reach_;
  bool eats_, fuses_;
  Controlled apoptotic_, necrotic_, other_dead_;
  std::vector<Controlled> eat_, fuse_;  // by type of the other
};

// Taken one after the other, from the first: what involves a cell a second time does not happen.
std::vector<Merge> settled(const Population& cells, std::vector<Merge> wanted) {
  std::sort(wanted.begin(), wanted.end(), [&](const Merge& a, const Merge& b) {
    return std::tuple(a.time, cells.id[a.into], a.fusion) <
           std::tuple(b.time, cells.id[b.into], b.fusion);
  });
  std::vector<std::uint8_t> involved(cells.size(), 0);
  std::vector<Merge> merges;
  for (const Merge& merge : wanted) {
    if (involved[merge.into] != 0 || involved[merge.other] != 0) continue;
    involved[merge.into] = involved[merge.other] = 1;
    merges.push_back(merge);
  }
  return merges;
}

void add_amounts(Population& cells, const Merge& merge) {
  for (auto& held : cells.internalised) held[merge.into] += held[merge.other];
  for (ExtraColumn& column : cells.extra) {
    if (column.at_division != AtDivision::halved) continue;
    column.values[merge.into] += column.values[merge.other];
  }
}

void eat(Population& cells, const Merge& merge) {
  CellVolume volume = cells.volume(merge.into);
  const CellVolume food = cells.volume(merge.other);
  volume.fluid += food.fluid;
  volume.cytoplasmic_solid += food.cytoplasmic_solid + food.nuclear_solid;
  cells.set_volume(merge.into, volume);
}

void fuse(Population& cells, const Merge& merge) {
  const std::uint32_t i = merge.into, j = merge.other;
  const CellVolume a = cells.volume(i), b = cells.volume(j);
  const double share = b.total() / (a.total() + b.total());
  const Vec3 centroid = cells.position(i) + share * (cells.position(j) - cells.position(i));
  cells.x[i] = centroid.x;
  cells.y[i] = centroid.y;
  cells.z[i] = centroid.z;
  cells.has_velocity[i] = 0;
  cells.set_volume(i, {a.fluid + b.fluid, a.nuclear_solid + b.nuclear_solid,
                       a.cytoplasmic_solid + b.cytoplasmic_solid});
  cells.nuclear_solid_target[i] += cells.nuclear_solid_target[j];
}

}  // namespace

bool has_phagocytosis(const Population& cells, std::span<const CellType> types) {
  const auto eats = [](const CellType& type) {
    const ContactModel& contact = type.contact;
    return contact.phagocytose_apoptotic > 0 || contact.phagocytose_necrotic > 0 ||
           contact.phagocytose_other_dead > 0 || any_positive(contact.phagocytose);
  };
  return std::any_of(types.begin(), types.end(), eats) ||
         is_controlled(cells, ControlKind::phagocytose_apoptotic) ||
         is_controlled(cells, ControlKind::phagocytose_necrotic) ||
         is_controlled(cells, ControlKind::phagocytose_other_dead) ||
         is_controlled(cells, ControlKind::phagocytose);
}

bool has_fusion(const Population& cells, std::span<const CellType> types) {
  return std::any_of(types.begin(), types.end(),
                     [](const CellType& type) { return any_positive(type.contact.fuse); }) ||
         is_controlled(cells, ControlKind::fuse);
}

std::vector<Merge> find_merges(const Population& cells, const ContactStep& step,
                               const Workers& workers) {
  const Takers takers(cells, step);
  std::vector<std::vector<Merge>> found((cells.size() + block - 1) / block);
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      takers.find(static_cast<std::uint32_t>(i), found[begin / block]);
    }
  });
  std::vector<Merge> wanted;
  for (const std::vector<Merge>& some : found) {
    wanted.insert(wanted.end(), some.begin(), some.end());
  }
  return settled(cells, std::move(wanted));
}

void merge_cells(Population& cells, std::span<const Merge> merges) {
  std::vector<std::uint8_t> remove(cells.size(), 0);
  for (const Merge& merge : merges) {
    add_amounts(cells, merge);
    if (merge.fusion) {
      fuse(cells, merge);
    } else {
      eat(cells, merge);
    }
    remove[merge.other] = 1;
  }
  cells.remove(remove);
}

}  // namespace cytotwin
