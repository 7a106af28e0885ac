#include "twin/simulation/resynthesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "twin/simulation/cell_numbers.h"

namespace cytotwin {

namespace {

double sum(std::span<const double> values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

void impose(Tissue& tissue, std::size_t substance, double mass) {
  tissue.budgets()[substance].imposed += mass;
  tissue.budgets()[substance].change += mass;
}

void rescale(Tissue& tissue, std::size_t substance, double target) {
  const std::vector<std::uint8_t> held = held_voxels(tissue.model(), substance);
  std::vector<double> field = tissue.fields()[substance];
  double free_sum = 0, free_voxels = 0;
  for (std::size_t v = 0; v < field.size(); ++v) {
    if (held[v] != 0) continue;
    free_sum += field[v];
    ++free_voxels;
  }
  if (free_voxels == 0) return;
  for (std::size_t v = 0; v < field.size(); ++v) {
    if (held[v] != 0) continue;
    field[v] = free_sum > 0 ? field[v] * (target * free_voxels / free_sum) : target;
  }
  impose_field(tissue, substance, field);
}

// Cells and field have to agree again before time goes on. The solution covers no time: it leaves
// the budgets as they were but for what it stored.
void solve_quasi_steady(Tissue& tissue, double minutes, const Workers& workers) {
  const TissueModel& model = tissue.model();
  const std::vector<FieldBudget> budgets = tissue.budgets();
  std::vector<double> before;
  for (const std::vector<double>& field : tissue.fields()) before.push_back(sum(field));
  tissue.step_quasi_steady_fields(0, minutes, workers);
  tissue.budgets() = budgets;
  for (std::size_t s = 0; s < model.substances.size(); ++s) {
    if (model.substances[s].method != FieldMethod::quasi_steady) continue;
    impose(tissue, s, (sum(tissue.fields()[s]) - before[s]) * model.grid.voxel_volume());
  }
}

}  // namespace

void impose_field(Tissue& tissue, std::size_t substance, std::span<const double> field) {
  std::vector<double>& present = tissue.fields().at(substance);
  if (field.size() != present.size())
    throw std::invalid_argument(
        fmt::format("impose_field: {} values for {} voxels", field.size(), present.size()));
  double added = 0;
  for (std::size_t v = 0; v < field.size(); ++v) added += field[v] - present[v];
  present.assign(field.begin(), field.end());
  impose(tissue, substance, added * tissue.model().grid.voxel_volume());
}

void resynthesise(Tissue& tissue, const MacroQuantities& quantities, std::span<const double> target,
                  std::uint32_t cycle, double minutes, const Workers& workers) {
  const double overlap =
      std::max(allowed_overlap, largest_overlap(tissue.cells(), minutes, workers));
  bool changed = false;
  for (std::size_t q = 0; q < quantities.cells.size(); ++q) {
    const auto wanted = static_cast<std::size_t>(std::llround(std::max(0.0, target[q])));
    changed =
        change_numbers(tissue, static_cast<std::uint16_t>(quantities.cells[q]), wanted, cycle) ||
        changed;
  }
  if (changed) make_room(tissue, overlap, minutes, workers);
  for (std::size_t q = 0; q < quantities.substances.size(); ++q)
    rescale(tissue, quantities.substances[q], target[quantities.cells.size() + q]);
  if (!changed) return;
  tissue.renew();
  solve_quasi_steady(tissue, minutes, workers);
}

}  // namespace cytotwin
