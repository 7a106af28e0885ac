// Events.
#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <optional>

#include "kinetics/sbml/internal_builder.h"

namespace cytotwin::sbml {

void ModelBuilder::set_events() {
  for (unsigned i = 0; i < source_.getNumEvents(); ++i) {
    const std::string id = source_.getEvent(i)->getId();
    guarded(id.empty() ? fmt::format("event no. {}", i + 1) : fmt::format("event \"{}\"", id),
            [&] { set_event(i); });
  }
}

void ModelBuilder::set_event(unsigned index) {
  const ::Event& source = *source_.getEvent(index);
  if (!source.isSetTrigger() || !source.getTrigger()->isSetMath()) return;  // never true
  Event event;
  event.id = source.getId().empty() ? fmt::format("event {}", index + 1) : source.getId();
  event.trigger = formula(*source.getTrigger()->getMath());
  if (source_.getLevel() >= 3) {
    event.initial_value = source.getTrigger()->getInitialValue();
    event.persistent = source.getTrigger()->getPersistent();
  }
  event.values_at_trigger = source.getUseValuesFromTriggerTime();
  if (source.isSetDelay() && source.getDelay()->isSetMath()) {
    event.delay = formula(*source.getDelay()->getMath());
  }
  if (source.isSetPriority() && source.getPriority()->isSetMath()) {
    event.priority = formula(*source.getPriority()->getMath());
  }
  std::map<std::string, Expression> values;
  for (unsigned a = 0; a < source.getNumEventAssignments(); ++a) {
    const ::EventAssignment& assignment = *source.getEventAssignment(a);
    if (!assignment.isSetMath()) continue;
    values.emplace(assignment.getVariable(), formula(*assignment.getMath()));
  }
  for (const auto& [id, value] : values) {
    const auto species = species_of_.find(id);
    if (species == species_of_.end()) {
      event.assignments.push_back({lookup(id).symbol(), value, {}});
      continue;
    }
    const SpeciesQuantities& of = species->second;
    event.assignments.push_back({of.amount, value, {}});
    if (of.is_concentration()) event.assignments.back().size = symbol(of.compartment);
  }
  model_.events.push_back(std::move(event));
}

}  // namespace cytotwin::sbml
