#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <cmath>

#include "kinetics/sbml/internal_builder.h"

namespace cytotwin::sbml {
namespace {

// A base unit of a multiple, as "60 second"; several are left to the words of libSBML.
std::string words_of(const UnitDefinition& definition) {
  if (definition.getNumUnits() != 1) return UnitDefinition::printUnits(&definition, true);
  const Unit& unit = *definition.getUnit(0);
  const double factor = unit.getMultiplier() * std::pow(10, unit.getScale());
  const std::string kind = UnitKind_toString(unit.getKind());
  if (kind == "second" && factor == 60) return "min";
  if (kind == "second" && factor == 3600) return "h";
  if (kind == "second" && factor == 86400) return "d";
  return factor == 1 ? kind : fmt::format("{} {}", factor, kind);
}

}  // namespace

// Level 3 names the unit; in Level 2 the definition called "time" replaces the second.
void ModelBuilder::set_time_unit() {
  const bool names_it = source_.getLevel() >= 3 && source_.isSetTimeUnits();
  const std::string name = names_it ? source_.getTimeUnits() : "time";
  if (const UnitDefinition* definition = source_.getUnitDefinition(name)) {
    model_.time_unit = words_of(*definition);
  } else if (names_it) {
    model_.time_unit = name;
  } else {
    model_.time_unit = "second";
    model_.warnings.push_back(
        "the file gives no unit of time: seconds are what SBML then means, but many authors do "
        "not");
  }
}

void ModelBuilder::guarded(const std::string& element, const std::function<void()>& body) {
  try {
    body();
  } catch (const Unsupported& unsupported) {
    problems_.push_back(fmt::format("{}: {} is not supported", element, unsupported.what));
  }
}

Model ModelBuilder::build() {
  model_.id = source_.getId();
  set_time_unit();
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
