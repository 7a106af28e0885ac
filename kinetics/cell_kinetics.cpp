#include "kinetics/cell_kinetics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace cytotwin {

void KineticsReport::add(KineticsReport other) {
  steps += other.steps;
  rejected += other.rejected;
  rescued.by_small_step += other.rescued.by_small_step;
  rescued.by_cvode += other.rescued.by_cvode;
  rescued.by_tight_cvode += other.rescued.by_tight_cvode;
  std::move(other.failures.begin(), other.failures.end(), std::back_inserter(failures));
}

void check_cell_events(const Network& network, const char* caller) {
  std::string problems;
  for (const CompiledEvent& event : network.events()) {
    if (event.delay >= 0) {
      problems += fmt::format("; event \"{}\" has a delay, which cells do not keep", event.id);
    }
    for (const auto& assignment : event.assignments) {
      if (assignment.to_state) continue;
      problems += fmt::format("; event \"{}\" sets the constant \"{}\" (make it a state)", event.id,
                              network.constant_names()[assignment.target]);
    }
  }
  if (problems.empty()) return;
  throw std::invalid_argument(fmt::format("{}: network \"{}\"{}", caller, network.id(), problems));
}

void hold_event_targets(Model& model) {
  for (const Event& event : model.events) {
    for (const Event::Assignment& assignment : event.assignments) {
      Quantity& target = model.quantities[assignment.quantity];
      if (target.role != QuantityRole::constant) continue;
      target.role = QuantityRole::state;
      target.rule = 0.0;
    }
  }
}

}  // namespace cytotwin
