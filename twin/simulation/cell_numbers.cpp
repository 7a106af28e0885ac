#include "twin/simulation/cell_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "agents/contacts/links.h"
#include "agents/mechanics/integrator.h"
#include "core/errors.h"
#include "core/random.h"

namespace cytotwin {

namespace {

constexpr int directions = 16;

/// Live cells of a type by a draw of their own, then by id.
std::vector<std::size_t> drawn_order(const Tissue& tissue, std::uint16_t type,
                                     std::uint32_t cycle) {
  const Population& cells = tissue.cells();
  std::vector<std::pair<double, std::size_t>> draws;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.type[i] != type || cells.state[i] != CellState::live) continue;
    RandomStream random(tissue.model().seed, cells.id[i], cycle, Purpose::resynthesised_cells);
    draws.emplace_back(random.uniform(), i);
  }
  std::sort(draws.begin(), draws.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : cells.id[a.second] < cells.id[b.second];
  });
  std::vector<std::size_t> rows;
  for (const auto& draw : draws) rows.push_back(draw.second);
  return rows;
}

// An equilibrium forgets what is put into it.
void give_back(Tissue& tissue, std::size_t row) {
  const Population& cells = tissue.cells();
  const TissueModel& model = tissue.model();
  for (std::size_t s = 0; s < model.substances.size(); ++s) {
    const double mass = cells.internalised[s][row];
    if (mass == 0 || model.substances[s].method == FieldMethod::quasi_steady) continue;
    tissue.fields()[s][model.grid.voxel_of(cells.position(row))] +=
        mass / model.grid.voxel_volume();
    tissue.budgets()[s].imposed += mass;
    tissue.budgets()[s].change += mass;
  }
}

void cull(Tissue& tissue, std::span<const std::size_t> rows) {
  std::vector<std::uint8_t> remove(tissue.cells().size());
  for (const std::size_t row : rows) {
    give_back(tissue, row);
    remove[row] = 1;
  }
  tissue.cells().remove(remove);
}

/// Rows by where they lie, in cubes of the largest diameter.
class Surroundings {
 public:
  explicit Surroundings(const Population& cells) : cells_(cells) {
    for (const double radius : cells.radius) edge_ = std::max(edge_, 2 * radius);
    for (std::size_t i = 0; i < cells.size(); ++i) add(i);
  }

  void add(std::size_t row) { rows_[cube_of(cells_.position(row))].push_back(row); }

  /// The largest overlap that a cell of this radius would have there with others than `but`.
  double overlap(Vec3 position, double radius, std::size_t but) const {
    double largest = 0;
    const Cube at = cube_of(position);
    for (long k = at[2] - 1; k <= at[2] + 1; ++k) {
      for (long j = at[1] - 1; j <= at[1] + 1; ++j) {
        for (long i = at[0] - 1; i <= at[0] + 1; ++i) {
          const auto found = rows_.find({i, j, k});
          if (found == rows_.end()) continue;
          for (const std::size_t row : found->second) {
            if (row == but) continue;
            const double apart = norm(cells_.position(row) - position);
            largest = std::max(largest, 1 - apart / (radius + cells_.radius[row]));
          }
        }
      }
    }
    return largest;
  }

 private:
  using Cube = std::array<long, 3>;
  Cube cube_of(Vec3 position) const {
    return {std::lround(std::floor(position.x / edge_)),
            std::lround(std::floor(position.y / edge_)),
            std::lround(std::floor(position.z / edge_))};
  }

  const Population& cells_;
  double edge_ = 1;  // [um]
  std::map<Cube, std::vector<std::size_t>> rows_;
};

/// Copies cells of a tissue beside themselves.
class Copier {
 public:
  Copier(Tissue& tissue, std::uint32_t cycle)
      : tissue_(tissue), cycle_(cycle), surroundings_(tissue.cells()) {}

  /// @param largest  overlap with others [-]
  /// @returns the copy's row; nothing if there is no room for it
  std::optional<std::size_t> copy(std::size_t row, double largest) {
    Population& cells = tissue_.cells();
    const auto place = best_place(row);
    if (!place || place->overlap > largest) return std::nullopt;
    for (auto& column : cells.internalised) column[row] *= 0.5;
    const std::size_t added = cells.append_copy(row);
    cells.x[added] = place->position.x;
    cells.y[added] = place->position.y;
    cells.z[added] = place->position.z;
    cells.has_velocity[added] = 0;
    for (ExtraColumn& column : cells.extra) {
      if (column.at_division == AtDivision::reset)
        column.values[added] = column.initial[cells.type[added]];
    }
    surroundings_.add(added);
    return added;
  }

 private:
  struct Place {
    Vec3 position;
    double overlap;
  };

  std::optional<Place> best_place(std::size_t row) const {
    const Population& cells = tissue_.cells();
    const Grid& grid = tissue_.model().grid;
    RandomStream random(tissue_.model().seed, cells.id[row], cycle_, Purpose::copy_direction);
    std::optional<Place> best;
    for (int d = 0; d < directions; ++d) {
      const Vec3 direction = grid.count[2] == 1 ? random.planar_direction() : random.direction();
      const Vec3 there = cells.position(row) + 2 * cells.radius[row] * direction;
      if (!grid.contains(there)) continue;
      const double overlap = surroundings_.overlap(there, cells.radius[row], row);
      if (!best || overlap < best->overlap) best = {there, overlap};
    }
    return best;
  }

  Tissue& tissue_;
  std::uint32_t cycle_;
  Surroundings surroundings_;
};

// Whoever has room is copied in the drawn order, copies too, until nobody has; the rest have to
// press their way in.
void add_copies(Tissue& tissue, std::vector<std::size_t> rows, std::size_t wanted,
                std::uint32_t cycle) {
  Copier copier(tissue, cycle);
  double largest = allowed_overlap;
  while (rows.size() < wanted) {
    const std::size_t before = rows.size();
    for (std::size_t n = 0; n < before && rows.size() < wanted; ++n) {
      if (const auto added = copier.copy(rows[n], largest)) rows.push_back(*added);
    }
    if (rows.size() > before) continue;
    if (largest > 1) return;  // all lie outside the domain
    largest += allowed_overlap;
  }
}

void mend_links(Tissue& tissue) {
  if (!has_links(tissue.cells(), tissue.model().cell_types)) return;
  RowIndex rows;
  rows.rebuild(tissue.cells());
  drop_broken_links(tissue.cells(), rows);
}

}  // namespace

bool change_numbers(Tissue& tissue, std::uint16_t type, std::size_t wanted, std::uint32_t cycle) {
  const std::vector<std::size_t> rows = drawn_order(tissue, type, cycle);
  if (rows.empty() || rows.size() == wanted) return false;
  if (rows.size() > wanted) cull(tissue, std::span(rows).first(rows.size() - wanted));
  if (rows.size() < wanted) add_copies(tissue, rows, wanted, cycle);
  mend_links(tissue);
  tissue.renew();
  return true;
}

void make_room(Tissue& tissue, double largest, double minutes, const Workers& workers) {
  const TissueModel& model = tissue.model();
  Mechanics mechanics(model.cell_types, model.law,
                      {model.grid, model.walls, model.grid.count[2] == 1});
  const auto most = static_cast<int>(1440 / model.mechanics_step);
  for (int step = 0; largest_overlap(tissue.cells(), minutes, workers) > largest; ++step) {
    if (step == most)
      throw RunError(fmt::format("no room for the copies of cells: a pair overlaps by {:.3g} of "
                                 "its contact distance, {:.3g} is allowed",
                                 largest_overlap(tissue.cells(), minutes, workers), largest),
                     minutes);
    mechanics.advance(tissue.cells(), model.mechanics_step, minutes, workers);
  }
}

double largest_overlap(const Population& cells, double minutes, const Workers& workers) {
  NeighbourList neighbours(1, 0);
  neighbours.update(cells, minutes, workers);
  double largest = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const std::uint32_t j : neighbours.of(i)) {
      const double apart = norm(cells.position(j) - cells.position(i));
      largest = std::max(largest, 1 - apart / (cells.radius[i] + cells.radius[j]));
    }
  }
  return largest;
}

}  // namespace cytotwin
