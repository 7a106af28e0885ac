#include "kinetics/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "kinetics/conserved_sums.h"
#include "kinetics/infix.h"
#include "kinetics/read_network.h"
#include "kinetics/sbml/write_sbml.h"
#include "twin/commands/commands.h"
#include "twin/commands/network_constants.h"
#include "twin/commands/network_dynamics.h"

namespace cytotwin {
namespace {

/// What a network says, quantity by quantity, in formulas.
class NetworkPrinter {
 public:
  explicit NetworkPrinter(const Model& model) : model_(model) {
    for (const Quantity& quantity : model.quantities) names_.push_back(quantity.id);
  }

  void print() const {
    std::cout << fmt::format("# {}, time in {}\n", model_.id.empty() ? "network" : model_.id,
                             model_.time_unit.empty() ? "units of its own" : model_.time_unit);
    print_states();
    print_role(QuantityRole::assigned, "assigned", " = ");
    print_role(QuantityRole::constant, "constants", " = ");
    print_events();
    print_sums();
  }

 private:
  std::string text(const Expression& expression) const { return to_formula(expression, names_); }

  // What a formula does not say: "  # 1/min, lognormal from cell to cell with a cv of 0.25".
  std::string remark(const Quantity& quantity) const {
    std::vector<std::string> parts;
    if (!quantity.unit.empty()) parts.push_back(quantity.unit);
    const auto symbol = static_cast<std::uint32_t>(&quantity - model_.quantities.data());
    if (std::count(model_.inputs.begin(), model_.inputs.end(), symbol) > 0) {
      parts.emplace_back("input");
    }
    for (const Distribution& distribution : model_.distributions) {
      if (distribution.constant == symbol) parts.push_back(words_of(distribution));
    }
    if (quantity.at_division == AtDivision::halved) parts.emplace_back("halved at division");
    if (quantity.at_division == AtDivision::reset) parts.emplace_back("reset at division");
    if (!quantity.description.empty()) parts.push_back(quantity.description);
    return parts.empty() ? "" : fmt::format("  # {}", fmt::join(parts, ", "));
  }

  static std::string words_of(const Distribution& of) {
    std::string words;
    if (of.kind == Distribution::Kind::normal) words = fmt::format("normal, sd {}", of.spread);
    if (of.kind == Distribution::Kind::lognormal)
      words = fmt::format("lognormal, cv {}", of.spread);
    if (of.kind == Distribution::Kind::uniform) words = "uniform";
    const bool has_bounds = std::isfinite(of.lower) || std::isfinite(of.upper);
    return fmt::format("from cell to cell {}{}", words,
                       has_bounds ? fmt::format(", {} to {}", of.lower, of.upper) : "");
  }

  void print_states() const {
    std::cout << "\n## states\n";
    for (const Quantity& quantity : model_.quantities) {
      if (quantity.role != QuantityRole::state) continue;
      std::cout << fmt::format("{}' = {}\n    {}(0) = {}{}\n", quantity.id, text(quantity.rule),
                               quantity.id, text(quantity.initial), remark(quantity));
    }
  }

  void print_role(QuantityRole role, const char* title, const char* sign) const {
    std::cout << fmt::format("\n## {}\n", title);
    for (std::size_t i = 1; i < model_.quantities.size(); ++i) {
      const Quantity& quantity = model_.quantities[i];
      if (quantity.role != role) continue;
      const Expression& value = role == QuantityRole::assigned ? quantity.rule : quantity.initial;
      std::cout << fmt::format("{}{}{}{}\n", quantity.id, sign, text(value), remark(quantity));
    }
  }

  void print_events() const {
    if (model_.events.empty()) return;
    std::cout << "\n## events\n";
    for (const Event& event : model_.events) {
      std::cout << fmt::format("{}: at {}", event.id, text(event.trigger));
      if (event.delay) std::cout << fmt::format(", after {}", text(*event.delay));
      if (event.priority) std::cout << fmt::format(", priority {}", text(*event.priority));
      std::cout << '\n';
      for (const Event::Assignment& assignment : event.assignments) {
        std::cout << fmt::format("    {} := {}", names_[assignment.quantity],
                                 text(assignment.value));
        if (assignment.size) std::cout << fmt::format(" times {} then", text(*assignment.size));
        std::cout << '\n';
      }
    }
  }

  void print_sums() const {
    const std::vector<ConservedSum> sums = conserved_sums(model_);
    std::cout << fmt::format("\n## conserved sums: {}\n", sums.size());
    for (const ConservedSum& sum : sums) {
      std::string line;
      for (const auto& [state, weight] : sum.terms) {
        const std::string factor =
            std::abs(weight) == 1 ? "" : fmt::format("{:g} ", std::abs(weight));
        line += fmt::format("{}{}{}",
                            line.empty() ? (weight < 0 ? "-" : "") : (weight < 0 ? " - " : " + "),
                            factor, names_[state]);
      }
      std::cout << line << '\n';
    }
  }

  const Model& model_;
  std::vector<std::string> names_;
};

}  // namespace

int network_command(const NetworkOptions& options) {
  Model model = read_network(options.file);
  complete_rates(model);
  const Network compiled(model);  // so that loops are found
  const std::vector<double> constants = constants_of(compiled, options.settings, "--set");
  NetworkPrinter(model).print();
  std::cout << fmt::format(
      "\n## size\n{} states, {} constants, {} reactions, {} events; {} of {} entries of the "
      "Jacobian; {} operations a rate, {} a Jacobian\n",
      compiled.states(), compiled.constants(), model.reactions.size(), model.events.size(),
      compiled.pattern().row.size(), compiled.states() * compiled.states(),
      compiled.rates().instructions(), compiled.jacobian().instructions());
  print_dynamics(model, compiled, constants);
  if (options.sbml) write_sbml(model, *options.sbml);
  for (const std::string& warning : model.warnings) {
    std::cerr << fmt::format("{}: warning: {}\n", options.file.string(), warning);
  }
  return 0;
}

}  // namespace cytotwin
