#include "twin/simulation/cell_numbers.h"

#include <fmt/format.h>

#include <algorithm>
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

/// Cells that a copy of one may touch.
std::vector<std::size_t> near(const Population& cells, std::size_t row) {
  std::vector<std::size_t> out;
  const Vec3 centre = cells.position(row);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != row && norm(cells.position(i) - centre) < 3 * cells.radius[row] + cells.radius[i])
      out.push_back(i);
  }
  return out;
}

double overlap_at(const Population& cells, Vec3 position, double radius,
                  std::span<const std::size_t> others) {
  double largest = 0;
  for (const std::size_t i : others) {
    const double touch = radius + cells.radius[i];
    largest = std::max(largest, 1 - norm(cells.position(i) - position) / touch);
  }
  return largest;
}

Vec3 place_beside(const Tissue& tissue, std::size_t row, std::uint64_t id, std::uint32_t cycle) {
  const Population& cells = tissue.cells();
  const Grid& grid = tissue.model().grid;
  const std::vector<std::size_t> others = near(cells, row);
  RandomStream random(tissue.model().seed, id, cycle, Purpose::clone_direction);
  Vec3 best = cells.position(row);
  std::optional<double> least;
  for (int d = 0; d < directions; ++d) {
    const Vec3 direction = grid.count[2] == 1 ? random.planar_direction() : random.direction();
    const Vec3 there = cells.position(row) + 2 * cells.radius[row] * direction;
    if (!grid.contains(there)) continue;
    const double overlap = overlap_at(cells, there, cells.radius[row], others);
    if (least && overlap >= *least) continue;
    least = overlap;
    best = there;
  }
  return best;
}

void copy_cell(Tissue& tissue, std::size_t row, std::uint32_t cycle) {
  Population& cells = tissue.cells();
  const Vec3 there = place_beside(tissue, row, cells.next_id, cycle);
  for (auto& column : cells.internalised) column[row] *= 0.5;
  const std::size_t copy = cells.append_copy(row);
  cells.x[copy] = there.x;
  cells.y[copy] = there.y;
  cells.z[copy] = there.z;
  cells.has_velocity[copy] = 0;
  for (ExtraColumn& column : cells.extra) {
    if (column.at_division == AtDivision::reset)
      column.values[copy] = column.initial[cells.type[copy]];
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
  for (std::size_t n = rows.size(); n < wanted; ++n)
    copy_cell(tissue, rows[(n - rows.size()) % rows.size()], cycle);
  mend_links(tissue);
  tissue.renew();
  return true;
}

void make_room(Tissue& tissue, double largest, double minutes, const Workers& workers) {
  const TissueModel& model = tissue.model();
  Mechanics mechanics(model.cell_types, model.law,
                      {model.grid, model.walls, model.grid.count[2] == 1});
  const auto most = static_cast<int>(60 / model.mechanics_step);
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
