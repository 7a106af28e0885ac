#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "kinetics/model.h"
#include "kinetics/sbml/internal_math.h"

// libSBML's, which stand in the global namespace
class KineticLaw;
class Reaction;
class Species;
class SpeciesReference;

namespace cytotwin::sbml {

/// Builds a Model from libSBML's, element by element. What cannot be read is listed, so that all of
/// it is reported at once.
class ModelBuilder {
 public:
  explicit ModelBuilder(const ::Model& source) : source_(source), math_(source) {}

  Model build();
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  /// A species with its two forms; `symbol` is what formulas mean by its id.
  struct SpeciesQuantities {
    std::uint32_t amount, concentration, symbol, compartment;
    bool is_concentration() const { return symbol == concentration; }
  };

  void set_time_unit();
  void add_compartments();
  void add_parameters();
  void add_species();
  void add_species(const ::Species& species);
  void add_references();
  void add_reference(const ::SpeciesReference& reference);
  void add_reactions();
  void set_rate_laws();
  void set_initial_assignments();
  void set_rules();
  void set_changes();
  void set_events();

  void set_initial(const std::string& id, const Expression& value);
  void set_assignment_rule(const std::string& id, const Expression& value);
  void set_rate_rule(const std::string& id, const Expression& value);
  void set_rate_law(const ::Reaction& reaction, const ::KineticLaw& law);
  void set_changes(const ::Reaction& reaction, Reaction& out);
  void add_change(const ::SpeciesReference& reference, double sign, Reaction& out);
  void set_event(unsigned index);

  Expression lookup(const std::string& id) const;
  Expression symbol(std::uint32_t quantity) const { return Expression::symbol(quantity); }
  Expression formula(const ::ASTNode& math) const;
  std::uint32_t add(const std::string& id, Quantity quantity);
  /// Lists what the body finds unsupported as a problem of the element.
  void guarded(const std::string& element, const std::function<void()>& body);

  const ::Model& source_;
  MathReader math_;
  Model model_;
  std::map<std::string, std::uint32_t> quantity_of_;
  std::map<std::string, SpeciesQuantities> species_of_;
  std::vector<std::string> problems_;
};

}  // namespace cytotwin::sbml
