#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include "kinetics/sbml/internal_builder.h"

namespace cytotwin::sbml {

void ModelBuilder::guarded(const std::string& element, const std::function<void()>& body) {
  try {
    body();
  } catch (const Unsupported& unsupported) {
    problems_.push_back(fmt::format("{}: {} is not supported", element, unsupported.what));
  }
}

Model ModelBuilder::build() {
  model_.id = source_.getId();
  add_compartments();
  add_parameters();
  add_species();
  add_references();
  add_reactions();
  set_rate_laws();
  set_initial_assignments();
  set_rules();
  set_changes();
  set_events();
  return std::move(model_);
}

}  // namespace cytotwin::sbml
