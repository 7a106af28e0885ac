#include "kinetics/fingerprint.h"

#include <fmt/format.h>

#include <vector>

#include "core/digest.h"
#include "kinetics/infix.h"

namespace cytotwin {

std::string fingerprint(const Model& model) {
  Digest digest;
  const auto add = [&](const std::string& text) {  // framed by its length
    digest.add(fmt::format("{}:", text.size()));
    digest.add(text);
  };
  std::vector<std::string> names;
  for (const Quantity& quantity : model.quantities) names.push_back(quantity.id);
  const auto add_formula = [&](const Expression& formula) { add(to_formula(formula, names)); };
  const auto add_optional = [&](const std::optional<Expression>& formula) {
    add(formula ? to_formula(*formula, names) : "");
  };
  add(fmt::format("{} quantities, {} events", names.size(), model.events.size()));
  for (const Quantity& quantity : model.quantities) {
    add(quantity.id);
    add(fmt::format("{}", static_cast<int>(quantity.role)));
    add_formula(quantity.initial);
    add_formula(quantity.rule);
  }
  for (const SpeciesForms& species : model.species) add(fmt::format("amount {}", species.amount));
  for (const Event& event : model.events) {
    add(fmt::format("{} {} {} {}", event.initial_value, event.persistent, event.values_at_trigger,
                    event.assignments.size()));
    add_formula(event.trigger);
    add_optional(event.delay);
    add_optional(event.priority);
    for (const Event::Assignment& assignment : event.assignments) {
      add(names[assignment.quantity]);
      add_formula(assignment.value);
      add_optional(assignment.size);
    }
  }
  return digest.hex();
}

}  // namespace cytotwin
