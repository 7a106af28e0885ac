#include "twin/simulation/state.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "twin/store/population_state.h"

namespace cytotwin {

namespace {

std::string field_name(std::size_t substance) { return fmt::format("field/{}", substance); }

// In the order in which a checkpoint holds them.
template <class Events>
auto numbers_of(Events& e) {
  return std::array{&e.births,       &e.apoptoses, &e.necroses,        &e.removals,
                    &e.kills,        &e.hits,      &e.attachments,     &e.detachments,
                    &e.phagocytoses, &e.fusions,   &e.transformations, &e.asymmetric_divisions};
}

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
  std::vector<std::uint64_t> events;
  for (const std::uint64_t* number : numbers_of(tissue.events())) events.push_back(*number);
  state.set("events", events);
  std::vector<std::uint64_t> work;
  for (const NetworkWork& w : tissue.network_work()) {
    work.insert(work.end(),
                {w.windows, w.steps, w.rejected, w.by_small_step, w.by_cvode, w.by_tight_cvode});
  }
  if (!work.empty()) state.set("kinetics", work);
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
  const auto numbers = numbers_of(tissue.events());
  const auto& events = state.get<std::uint64_t>("events", numbers.size());
  for (std::size_t e = 0; e < events.size(); ++e) *numbers[e] = events[e];
  if (!tissue.network_work().empty()) {
    const auto& work = state.get<std::uint64_t>("kinetics", 6 * tissue.network_work().size());
    for (std::size_t n = 0; n < tissue.network_work().size(); ++n) {
      const std::uint64_t* w = &work[6 * n];
      tissue.network_work()[n] = {w[0], w[1], w[2], w[3], w[4], w[5]};
    }
  }
  tissue.renew();
}

const std::vector<double>& field_of(const StateArrays& state, std::size_t substance) {
  return state.get<double>(field_name(substance));
}

}  // namespace cytotwin
