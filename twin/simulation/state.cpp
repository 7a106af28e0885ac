#include "twin/simulation/state.h"

#include <fmt/format.h>

#include <utility>

#include "twin/store/population_state.h"

namespace cytotwin {

namespace {

std::string field_name(std::size_t substance) { return fmt::format("field/{}", substance); }

}  // namespace

void put_tissue(StateArrays& state, const Tissue& tissue) {
  put_population(state, tissue.cells());
  for (std::size_t s = 0; s < tissue.fields().size(); ++s) {
    state.set(field_name(s), tissue.fields()[s]);
  }
  std::vector<double> budgets;
  for (const FieldBudget& b : tissue.budgets()) {
    budgets.insert(budgets.end(),
                   {b.supplied, b.consumed, b.decayed, b.inflow, b.imposed, b.change});
  }
  state.set("budgets", budgets);
  state.set_value("largest_imbalance", tissue.largest_imbalance());
  const CellEvents& events = tissue.events();
  state.set("events", std::vector<std::uint64_t>{events.births, events.apoptoses, events.necroses,
                                                 events.removals, events.kills, events.hits});
}

void take_tissue(const StateArrays& state, Tissue& tissue) {
  tissue.cells() = take_population(state, std::move(tissue.cells()));
  for (std::size_t s = 0; s < tissue.fields().size(); ++s) {
    tissue.fields()[s] = state.get<double>(field_name(s), tissue.model().grid.size());
  }
  const auto& sums = state.get<double>("budgets", 6 * tissue.budgets().size());
  for (std::size_t s = 0; s < tissue.budgets().size(); ++s) {
    const double* b = &sums[6 * s];
    tissue.budgets()[s] = {b[0], b[1], b[2], b[3], b[4], b[5]};
  }
  tissue.set_largest_imbalance(state.get_value<double>("largest_imbalance"));
  const auto& events = state.get<std::uint64_t>("events", 6);
  tissue.events() = {events[0], events[1], events[2], events[3], events[4], events[5]};
  tissue.renew();
}

}  // namespace cytotwin
