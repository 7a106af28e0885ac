#include <algorithm>

#include "kinetics/toml/internal_depth.h"

namespace cytotwin::network_toml {

std::uint32_t Depths::of(const Expression& expression) {
  if (expression.operation() == Operation::symbol) {
    const auto found = of_symbol_.find(expression.symbol());
    return found == of_symbol_.end() ? 0 : found->second;
  }
  if (expression.arguments().empty()) return 0;
  const auto known = of_node_.find(expression.node());
  if (known != of_node_.end()) return known->second;
  std::uint32_t deepest = 0;
  for (const Expression& argument : expression.arguments()) {
    deepest = std::max(deepest, of(argument));
  }
  kept_.push_back(expression);
  of_node_.emplace(expression.node(), deepest + 1);
  return deepest + 1;
}

}  // namespace cytotwin::network_toml
