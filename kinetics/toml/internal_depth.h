#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "kinetics/expression.h"

namespace cytotwin::network_toml {

/// How deep formulas are nested: what follows walks over them by recursion, which a file of
/// thousands of brackets, or of functions that build on each other, would overflow.
class Depths {
 public:
  static constexpr std::uint32_t most = 2000;

  std::uint32_t of(const Expression& expression);
  /// From now on the symbol counts as this deep.
  void set(std::uint32_t symbol, std::uint32_t depth) { of_symbol_[symbol] = depth; }

 private:
  std::unordered_map<const Expression::Node*, std::uint32_t> of_node_;
  std::unordered_map<std::uint32_t, std::uint32_t> of_symbol_;
  std::vector<Expression> kept_;  // so that no address is used again
};

}  // namespace cytotwin::network_toml
