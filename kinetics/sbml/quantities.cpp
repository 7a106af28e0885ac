// Compartments, parameters, species and what rules and initial assignments say of them.
#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <limits>

#include "kinetics/sbml/internal_builder.h"

namespace cytotwin::sbml {
namespace {

constexpr double unset = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::uint32_t ModelBuilder::add(const std::string& id, Quantity quantity) {
  quantity.id = id;
  const std::uint32_t index = model_.add(std::move(quantity));
  quantity_of_[id] = index;
  return index;
}

Expression ModelBuilder::lookup(const std::string& id) const {
  const auto species = species_of_.find(id);
  if (species != species_of_.end()) return symbol(species->second.symbol);
  const auto found = quantity_of_.find(id);
  if (found == quantity_of_.end()) throw Unsupported{fmt::format("the unknown name \"{}\"", id)};
  return symbol(found->second);
}

Expression ModelBuilder::formula(const ::ASTNode& math) const {
  return math_.read(math, [this](const std::string& id) { return lookup(id); });
}

void ModelBuilder::add_compartments() {
  for (unsigned i = 0; i < source_.getNumCompartments(); ++i) {
    const ::Compartment& compartment = *source_.getCompartment(i);
    const double size = compartment.isSetSize() ? compartment.getSize() : 1;
    add(compartment.getId(), {"", compartment.getUnits(), QuantityRole::constant, size, {}});
  }
}

void ModelBuilder::add_parameters() {
  for (unsigned i = 0; i < source_.getNumParameters(); ++i) {
    const ::Parameter& parameter = *source_.getParameter(i);
    const double value = parameter.isSetValue() ? parameter.getValue() : unset;
    add(parameter.getId(), {"", parameter.getUnits(), QuantityRole::constant, value, {}});
  }
}

void ModelBuilder::add_species() {
  for (unsigned i = 0; i < source_.getNumSpecies(); ++i) add_species(*source_.getSpecies(i));
}

void ModelBuilder::add_species(const ::Species& species) {
  const std::string& id = species.getId();
  const auto compartment = quantity_of_.find(species.getCompartment());
  if (compartment == quantity_of_.end()) {
    problems_.push_back(
        fmt::format("species \"{}\": unknown compartment \"{}\"", id, species.getCompartment()));
    return;
  }
  const Expression size = symbol(compartment->second);
  Expression initial = unset;
  if (species.isSetInitialAmount()) initial = species.getInitialAmount();
  if (species.isSetInitialConcentration()) initial = species.getInitialConcentration() * size;
  const bool is_concentration = !species.getHasOnlySubstanceUnits();
  const std::string amount_id = is_concentration ? id + ".amount" : id;
  const std::string concentration_id = is_concentration ? id : id + ".concentration";
  const std::uint32_t amount =
      add(amount_id, {"", species.getSubstanceUnits(), QuantityRole::constant, initial, {}});
  const std::uint32_t concentration =
      add(concentration_id, {"", "", QuantityRole::assigned, {}, symbol(amount) / size});
  species_of_[id] = {amount, concentration, is_concentration ? concentration : amount,
                     compartment->second};
  model_.species.push_back({id, amount, concentration});
}

void ModelBuilder::set_initial(const std::string& id, const Expression& value) {
  const auto species = species_of_.find(id);
  if (species == species_of_.end()) {
    model_.quantities[lookup(id).symbol()].initial = value;
    return;
  }
  const SpeciesQuantities& of = species->second;
  model_.quantities[of.amount].initial =
      of.is_concentration() ? value * symbol(of.compartment) : value;
}

void ModelBuilder::set_initial_assignments() {
  for (unsigned i = 0; i < source_.getNumInitialAssignments(); ++i) {
    const ::InitialAssignment& assignment = *source_.getInitialAssignment(i);
    if (!assignment.isSetMath()) continue;
    guarded(fmt::format("initial assignment of \"{}\"", assignment.getSymbol()),
            [&] { set_initial(assignment.getSymbol(), formula(*assignment.getMath())); });
  }
}

void ModelBuilder::set_assignment_rule(const std::string& id, const Expression& value) {
  const auto species = species_of_.find(id);
  if (species == species_of_.end()) {
    Quantity& quantity = model_.quantities[lookup(id).symbol()];
    quantity.role = QuantityRole::assigned;
    quantity.rule = value;
    return;
  }
  const SpeciesQuantities& of = species->second;
  Quantity& amount = model_.quantities[of.amount];
  amount.role = QuantityRole::assigned;
  if (!of.is_concentration()) {
    amount.rule = value;
    return;
  }
  model_.quantities[of.concentration].rule = value;
  amount.rule = symbol(of.concentration) * symbol(of.compartment);
}

// The rate of a concentration c in a size V is that of its amount c V: (cV)' = c' V + c V'.
void ModelBuilder::set_rate_rule(const std::string& id, const Expression& value) {
  const auto species = species_of_.find(id);
  const std::uint32_t target =
      species == species_of_.end() ? lookup(id).symbol() : species->second.amount;
  Quantity& quantity = model_.quantities[target];
  quantity.role = QuantityRole::state;
  quantity.rule = value;
  if (species == species_of_.end() || !species->second.is_concentration()) return;
  const Expression size = symbol(species->second.compartment);
  quantity.rule = value * size + symbol(species->second.concentration) *
                                     Expression::of(Operation::rate_of, {size});
}

void ModelBuilder::set_rules() {
  for (unsigned i = 0; i < source_.getNumRules(); ++i) {
    const ::Rule& rule = *source_.getRule(i);
    if (rule.isAlgebraic()) {
      problems_.push_back(fmt::format("algebraic rule {}: algebraic rules are not supported",
                                      rule.isSetIdAttribute()
                                          ? fmt::format("\"{}\"", rule.getIdAttribute())
                                          : fmt::format("no. {}", i + 1)));
      continue;
    }
    if (!rule.isSetMath()) continue;
    guarded(fmt::format("rule of \"{}\"", rule.getVariable()), [&] {
      const Expression value = formula(*rule.getMath());
      rule.isRate() ? set_rate_rule(rule.getVariable(), value)
                    : set_assignment_rule(rule.getVariable(), value);
    });
  }
}

}  // namespace cytotwin::sbml
