#include "kinetics/sbml/write_sbml.h"

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

#include "core/errors.h"
#include "core/units.h"
#include "kinetics/sbml/internal_math.h"

namespace cytotwin {
namespace {

// Ids that nothing else in the document has.
class Ids {
 public:
  std::string claim(const std::string& wanted) {
    std::string plain;
    for (const char c : wanted) plain += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    if (plain.empty() || std::isdigit(static_cast<unsigned char>(plain[0])))
      plain = fmt::format("_{}", plain);
    std::string id = plain;
    for (int n = 2; !taken_.insert(id).second; ++n) id = fmt::format("{}_{}", plain, n);
    return id;
  }

 private:
  std::set<std::string> taken_;
};

std::vector<std::string> claim_quantities(const Model& model, Ids& ids) {
  std::vector<std::string> names;
  for (const Quantity& quantity : model.quantities) names.push_back(ids.claim(quantity.id));
  return names;
}

class SbmlWriter {
 public:
  explicit SbmlWriter(const Model& model)
      : model_(model), document_(3, 2), out_(*document_.createModel()) {
    names_ = claim_quantities(model, ids_);
    compartment_ = ids_.claim("cell");
  }

  void write(const std::filesystem::path& file) {
    sort_states();
    refuse_late_sizes();
    out_.setId(Ids().claim(model_.id));
    out_.setName(model_.id);
    write_time_unit();
    ::Compartment& compartment = *out_.createCompartment();
    compartment.setId(compartment_);
    compartment.setSpatialDimensions(3U);
    compartment.setSize(1);
    compartment.setConstant(true);
    for (std::uint32_t i = 1; i < model_.quantities.size(); ++i) write_quantity(i);
    for (const Reaction& reaction : model_.reactions) write_reaction(reaction);
    for (const Event& event : model_.events) write_event(event);
    if (!SBMLWriter().writeSBMLToFile(&document_, file.string())) {
      throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
    }
  }

 private:
  std::unique_ptr<ASTNode> math(const Expression& expression) const {
    return sbml::math_of(expression, names_);
  }

  void write_time_unit() {
    std::optional<double> seconds;
    try {
      seconds = UnitSystem().factor(model_.time_unit, "s");
    } catch (const UnitError&) {
      return;  // a unit of the file's own words
    }
    if (*seconds == 1) {
      out_.setTimeUnits("second");
      return;
    }
    ::UnitDefinition& definition = *out_.createUnitDefinition();
    definition.setId("time_unit");
    ::Unit& unit = *definition.createUnit();
    unit.setKind(::UNIT_KIND_SECOND);
    unit.setExponent(1.0);
    unit.setScale(0);
    unit.setMultiplier(*seconds);
    out_.setTimeUnits("time_unit");
  }

  /// Which states change by reactions, which by a rule, and what else events and reactions take up.
  void sort_states() {
    is_species_.assign(model_.quantities.size(), false);
    by_reactions_ = is_set_ = is_rate_ = is_species_;
    for (const SpeciesForms& species : model_.species) {
      const bool is_state = model_.quantities[species.amount].role == QuantityRole::state;
      is_species_[species.amount] = is_state;
    }
    std::vector<bool> has_formula(model_.quantities.size(), false);
    for (const Reaction& reaction : model_.reactions) {
      is_rate_[reaction.rate] = true;
      for (const Reaction::Change& change : reaction.changes) {
        by_reactions_[change.state] = is_species_[change.state];
        if (!change.coefficient.is_number()) has_formula[change.state] = true;
      }
    }
    for (std::size_t i = 0; i < has_formula.size(); ++i) {
      if (has_formula[i]) by_reactions_[i] = false;
    }
    for (const Event& event : model_.events) {
      for (const Event::Assignment& assignment : event.assignments) {
        is_set_[assignment.quantity] = true;
      }
    }
  }

  bool may_change(const Expression& expression) const {
    const std::vector<std::uint32_t> symbols = symbols_in(expression);
    return std::any_of(symbols.begin(), symbols.end(), [&](std::uint32_t symbol) {
      return is_set_[symbol] || model_.quantities[symbol].role != QuantityRole::constant;
    });
  }

  void refuse_late_sizes() const {
    std::vector<InputProblem> problems;
    for (const Event& event : model_.events) {
      if (!event.delay || !event.values_at_trigger) continue;
      for (const Event::Assignment& assignment : event.assignments) {
        if (!assignment.size || !may_change(*assignment.size)) continue;
        InputProblem problem;
        problem.place.file = model_.id;
        problem.message = fmt::format(
            "event \"{}\" sets \"{}\" after a delay, in a compartment that changes: this cannot be "
            "written",
            event.id, model_.quantities[assignment.quantity].id);
        problem.hint = "give the event the values of the time at which it is carried out";
        problems.push_back(std::move(problem));
      }
    }
    if (!problems.empty()) throw InputError(std::move(problems));
  }

  void write_quantity(std::uint32_t i) {
    const Quantity& quantity = model_.quantities[i];
    if (is_rate_[i]) return;  // a reaction
    if (is_species_[i]) {
      write_species(i);
    } else {
      write_parameter(i);
    }
    if (quantity.role == QuantityRole::assigned) {
      ::AssignmentRule& rule = *out_.createAssignmentRule();
      rule.setVariable(names_[i]);
      rule.setMath(math(quantity.rule).get());
      return;
    }
    if (!quantity.initial.is_number()) {
      ::InitialAssignment& initial = *out_.createInitialAssignment();
      initial.setSymbol(names_[i]);
      initial.setMath(math(quantity.initial).get());
    }
    if (quantity.role == QuantityRole::state && !by_reactions_[i]) {
      ::RateRule& rule = *out_.createRateRule();
      rule.setVariable(names_[i]);
      rule.setMath(math(quantity.rule).get());
    }
  }

  void write_species(std::uint32_t i) {
    const Quantity& quantity = model_.quantities[i];
    ::Species& species = *out_.createSpecies();
    species.setId(names_[i]);
    if (quantity.id != names_[i]) species.setName(quantity.id);
    species.setCompartment(compartment_);
    species.setHasOnlySubstanceUnits(true);
    species.setBoundaryCondition(!by_reactions_[i]);
    species.setConstant(false);
    if (quantity.initial.is_number() && !std::isnan(quantity.initial.value())) {
      species.setInitialAmount(quantity.initial.value());
    }
  }

  void write_parameter(std::uint32_t i) {
    const Quantity& quantity = model_.quantities[i];
    ::Parameter& parameter = *out_.createParameter();
    parameter.setId(names_[i]);
    if (quantity.id != names_[i]) parameter.setName(quantity.id);
    parameter.setConstant(quantity.role == QuantityRole::constant && !is_set_[i]);
    const bool has_value = quantity.role != QuantityRole::assigned &&
                           quantity.initial.is_number() && !std::isnan(quantity.initial.value());
    if (has_value) parameter.setValue(quantity.initial.value());
  }

  void write_reaction(const Reaction& reaction) {
    ::Reaction& out = *out_.createReaction();
    out.setId(names_[reaction.rate]);
    out.setReversible(true);
    for (const Reaction::Change& change : reaction.changes) {
      if (!by_reactions_[change.state]) continue;
      const double number = change.coefficient.value();
      ::SpeciesReference& reference = number < 0 ? *out.createReactant() : *out.createProduct();
      reference.setSpecies(names_[change.state]);
      reference.setStoichiometry(std::abs(number));
      reference.setConstant(true);
    }
    out.createKineticLaw()->setMath(math(model_.quantities[reaction.rate].rule).get());
  }

  void write_event(const Event& event) {
    ::Event& out = *out_.createEvent();
    out.setId(ids_.claim(event.id));
    out.setUseValuesFromTriggerTime(event.values_at_trigger);
    ::Trigger& trigger = *out.createTrigger();
    trigger.setInitialValue(event.initial_value);
    trigger.setPersistent(event.persistent);
    trigger.setMath(math(event.trigger).get());
    if (event.delay) out.createDelay()->setMath(math(*event.delay).get());
    if (event.priority) out.createPriority()->setMath(math(*event.priority).get());
    for (const Event::Assignment& assignment : event.assignments) {
      ::EventAssignment& set = *out.createEventAssignment();
      set.setVariable(names_[assignment.quantity]);
      set.setMath(math(assigned_value(event, assignment)).get());
    }
  }

  // The size is meant as it is after the event's other assignments.
  static Expression assigned_value(const Event& event, const Event::Assignment& assignment) {
    if (!assignment.size) return assignment.value;
    ExpressionMemo memo;
    const auto after = [&](std::uint32_t symbol) {
      for (const Event::Assignment& other : event.assignments) {
        if (other.quantity == symbol && !other.size) return other.value;
      }
      return Expression::symbol(symbol);
    };
    return assignment.value * substitute(*assignment.size, after, memo);
  }

  const Model& model_;
  SBMLDocument document_;
  ::Model& out_;
  Ids ids_;
  std::vector<std::string> names_;
  std::string compartment_;
  std::vector<bool> is_species_, by_reactions_, is_set_, is_rate_;
};

}  // namespace

std::vector<std::string> sbml_ids(const Model& model) {
  Ids ids;
  return claim_quantities(model, ids);
}

void write_sbml(const Model& model, const std::filesystem::path& file) {
  Model completed = model;
  complete_rates(completed);
  SbmlWriter(completed).write(file);
}

}  // namespace cytotwin
