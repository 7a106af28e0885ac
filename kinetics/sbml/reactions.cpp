// Reactions, their rate laws and what they change.
#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <limits>

#include "kinetics/sbml/internal_builder.h"

namespace cytotwin::sbml {
namespace {

// The rate of a state with one reaction more; coefficients 1 and -1 are left out.
Expression with_change(const Quantity& state, const Expression& coefficient,
                       const Expression& rate) {
  const bool is_first = state.role != QuantityRole::state;
  if (coefficient.is_number(1)) return is_first ? rate : state.rule + rate;
  if (coefficient.is_number(-1)) return is_first ? -rate : state.rule - rate;
  return is_first ? coefficient * rate : state.rule + coefficient * rate;
}

}  // namespace

void ModelBuilder::add_reference(const ::SpeciesReference& reference) {
  if (!reference.isSetId() || source_.getLevel() < 3) return;
  const double value = reference.isSetStoichiometry() ? reference.getStoichiometry() : 1;
  add(reference.getId(), {"", "", QuantityRole::constant, value, {}});
}

void ModelBuilder::add_references() {
  for (unsigned i = 0; i < source_.getNumReactions(); ++i) {
    const ::Reaction& reaction = *source_.getReaction(i);
    for (unsigned k = 0; k < reaction.getNumReactants(); ++k) {
      add_reference(*reaction.getReactant(k));
    }
    for (unsigned k = 0; k < reaction.getNumProducts(); ++k) add_reference(*reaction.getProduct(k));
  }
}

void ModelBuilder::add_reactions() {
  for (unsigned i = 0; i < source_.getNumReactions(); ++i) {
    const ::Reaction& reaction = *source_.getReaction(i);
    if (reaction.isSetFast() && reaction.getFast()) {
      problems_.push_back(
          fmt::format("reaction \"{}\": fast reactions are not supported", reaction.getId()));
    }
    add(reaction.getId(), {"", "", QuantityRole::assigned, {}, 0.0});
  }
}

void ModelBuilder::set_rate_laws() {
  for (unsigned i = 0; i < source_.getNumReactions(); ++i) {
    const ::Reaction& reaction = *source_.getReaction(i);
    if (!reaction.isSetKineticLaw() || !reaction.getKineticLaw()->isSetMath()) continue;
    guarded(fmt::format("reaction \"{}\"", reaction.getId()),
            [&] { set_rate_law(reaction, *reaction.getKineticLaw()); });
  }
}

// Parameters of the law hide everything else of the same name.
void ModelBuilder::set_rate_law(const ::Reaction& reaction, const ::KineticLaw& law) {
  std::map<std::string, std::uint32_t> own;
  const auto take = [&](const ::Parameter& parameter) {
    const double value =
        parameter.isSetValue() ? parameter.getValue() : std::numeric_limits<double>::quiet_NaN();
    own[parameter.getId()] = add(reaction.getId() + "." + parameter.getId(),
                                 {"", parameter.getUnits(), QuantityRole::constant, value, {}});
  };
  for (unsigned i = 0; i < law.getNumParameters(); ++i) take(*law.getParameter(i));
  if (law.getNumParameters() == 0) {
    for (unsigned i = 0; i < law.getNumLocalParameters(); ++i) take(*law.getLocalParameter(i));
  }
  model_.quantities[quantity_of_.at(reaction.getId())].rule =
      math_.read(*law.getMath(), [&](const std::string& id) {
        const auto found = own.find(id);
        return found != own.end() ? symbol(found->second) : lookup(id);
      });
}

void ModelBuilder::set_changes() {
  for (unsigned i = 0; i < source_.getNumReactions(); ++i) {
    const ::Reaction& reaction = *source_.getReaction(i);
    Reaction out{reaction.getId(), quantity_of_.at(reaction.getId()), {}};
    guarded(fmt::format("reaction \"{}\"", reaction.getId()), [&] { set_changes(reaction, out); });
    model_.reactions.push_back(std::move(out));
  }
}

void ModelBuilder::set_changes(const ::Reaction& reaction, Reaction& out) {
  for (unsigned k = 0; k < reaction.getNumReactants(); ++k) {
    add_change(*reaction.getReactant(k), -1, out);
  }
  for (unsigned k = 0; k < reaction.getNumProducts(); ++k) {
    add_change(*reaction.getProduct(k), 1, out);
  }
}

void ModelBuilder::add_change(const ::SpeciesReference& reference, double sign, Reaction& out) {
  const ::Species* species = source_.getSpecies(reference.getSpecies());
  if (species == nullptr) {
    throw Unsupported{fmt::format("the unknown species \"{}\"", reference.getSpecies())};
  }
  if (species->getBoundaryCondition() || species->getConstant()) return;
  Expression coefficient = sign;
  if (reference.isSetId() && source_.getLevel() >= 3) {
    coefficient = sign * lookup(reference.getId());
  } else if (reference.isSetStoichiometryMath() && reference.getStoichiometryMath()->isSetMath()) {
    coefficient = sign * formula(*reference.getStoichiometryMath()->getMath());
  } else if (reference.isSetStoichiometry()) {
    coefficient = sign * reference.getStoichiometry();
  }
  const std::string& own = species->getConversionFactor();
  const std::string& factor = own.empty() ? source_.getConversionFactor() : own;
  if (!factor.empty()) coefficient = coefficient * lookup(factor);
  const std::uint32_t target = species_of_.at(species->getId()).amount;
  Quantity& amount = model_.quantities[target];
  amount.rule = with_change(amount, coefficient, symbol(out.rate));
  amount.role = QuantityRole::state;
  out.changes.push_back({target, coefficient});
}

}  // namespace cytotwin::sbml
