#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "core/toml/node.h"
#include "kinetics/model.h"
#include "kinetics/toml/internal_functions.h"
#include "kinetics/toml/internal_values.h"

namespace cytotwin::network_toml {

/// Builds a Model from a TOML file, section by section. What is wrong is listed, so that all of it
/// is reported at once; the model is of use only if nothing is.
class NetworkReader {
 public:
  explicit NetworkReader(const Node& root) : root_(root) {}

  Model read();
  std::vector<InputProblem> problems() const { return problems_.all(); }

 private:
  /// Names that hide the network's own, within one reaction.
  using Locals = std::map<std::string, std::uint32_t>;

  // settings.cpp: names, units, constants
  void read_head();
  void read_inputs();
  void read_parameters();
  std::optional<Measured> constant_value(const Node& node);
  void read_distribution(const Node& table, std::uint32_t constant, double conversion);
  void check_distribution(const Node& table, const Distribution& distribution, const Node& spread);
  double bound(const Node& table, const char* key, const std::string& unit, double conversion,
               double otherwise);

  // species.cpp: states and what is worked out from them
  void declare_species();
  void declare_species(const NodeEntry& entry);
  void declare_assigned();
  void declare_functions();
  void read_initial_values();
  void read_initial_value(const NodeEntry& entry);
  void read_assigned();
  void read_rates();
  void find_idle_species();
  void find_loops();
  void find_deep_formulas();

  // reactions.cpp
  void declare_reactions();
  void read_reactions();
  void read_reaction(const Node& table, std::size_t index);
  Locals read_locals(const Node& table, const std::string& reaction);
  std::map<std::uint32_t, double> read_equation(const Node& equation);
  void read_side(const Node& equation, std::size_t begin, std::size_t end, double sign,
                 std::map<std::uint32_t, double>& changes);
  void change(std::uint32_t species, double coefficient, const Reaction& reaction);

  // events.cpp
  void read_events();
  void read_event(const Node& table, std::size_t index);
  std::optional<Expression> read_delay(const Node& node);
  void read_assignments(const Node& table, Event& event);

  // reader.cpp: what all sections need
  const Node* section(const char* key);
  std::vector<const Node*> list_of_tables(const char* key);
  void allow(const Node& table, std::initializer_list<const char*> keys);
  std::string text(const Node& table, const char* key);
  bool truth(const Node& table, const char* key, bool otherwise);
  std::optional<std::uint32_t> declare(const std::string& name, const Mark& mark,
                                       Quantity quantity);
  bool is_free_name(const std::string& name, const Mark& mark);
  std::optional<Expression> formula(const Node& node, const Locals* locals = nullptr);
  Expression named(const std::string& name, const Locals* locals) const;
  std::optional<std::uint32_t> species_named(const std::string& name, const Mark& mark,
                                             const char* wanted);

  const Node& root_;
  Problems problems_;
  Units units_;
  Functions functions_{problems_};
  Depths depths_;
  Model model_;
  std::map<std::string, std::uint32_t> quantity_of_;
  std::map<std::string, Mark> mark_of_;
  std::map<std::uint32_t, bool> has_rate_, has_reaction_;  // of species
  std::vector<std::string> reaction_names_;
};

}  // namespace cytotwin::network_toml
