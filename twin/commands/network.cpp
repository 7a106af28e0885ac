#include "kinetics/network.h"

#include <fmt/format.h>

#include <iostream>

#include "kinetics/conserved_sums.h"
#include "kinetics/infix.h"
#include "kinetics/read_network.h"
#include "twin/commands/commands.h"

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

  void print_states() const {
    std::cout << "\n## states\n";
    for (const Quantity& quantity : model_.quantities) {
      if (quantity.role != QuantityRole::state) continue;
      std::cout << fmt::format("{}' = {}\n    {}(0) = {}\n", quantity.id, text(quantity.rule),
                               quantity.id, text(quantity.initial));
    }
  }

  void print_role(QuantityRole role, const char* title, const char* sign) const {
    std::cout << fmt::format("\n## {}\n", title);
    for (std::size_t i = 1; i < model_.quantities.size(); ++i) {
      const Quantity& quantity = model_.quantities[i];
      if (quantity.role != role) continue;
      const Expression& value = role == QuantityRole::assigned ? quantity.rule : quantity.initial;
      std::cout << fmt::format("{}{}{}{}{}\n", quantity.id, sign, text(value),
                               quantity.unit.empty() ? "" : "  # ", quantity.unit);
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
  NetworkPrinter(model).print();
  std::cout << fmt::format(
      "\n## size\n{} states, {} constants, {} reactions, {} events; {} of {} entries of the "
      "Jacobian; {} operations a rate, {} a Jacobian\n",
      compiled.states(), compiled.constants(), model.reactions.size(), model.events.size(),
      compiled.pattern().row.size(), compiled.states() * compiled.states(),
      compiled.rates().instructions(), compiled.jacobian().instructions());
  for (const std::string& warning : model.warnings) {
    std::cerr << fmt::format("{}: warning: {}\n", options.file.string(), warning);
  }
  return 0;
}

}  // namespace cytotwin
