#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kinetics/expression.h"

// libSBML's, which stands in the global namespace
class ASTNode;
class Model;

namespace cytotwin::sbml {

/// A construct that this program does not read; the message names it without its place.
struct Unsupported {
  std::string what;
};

/// Turns MathML into expressions, functions of the user's own written out.
class MathReader {
 public:
  using Lookup = std::function<Expression(const std::string& id)>;

  explicit MathReader(const ::Model& model) : model_(model) {}

  /// @param lookup  what an identifier stands for; throws Unsupported if nothing
  /// @throws Unsupported
  Expression read(const ::ASTNode& node, const Lookup& lookup) const;

 private:
  std::vector<Expression> children(const ::ASTNode& node, const Lookup& lookup) const;
  Expression call(const ::ASTNode& node, const Lookup& lookup) const;
  Expression piecewise(const ::ASTNode& node, const Lookup& lookup) const;
  const ::Model& model_;
};

/// An expression as libSBML's tree; `names` by symbol. Symbol 0 is time.
std::unique_ptr<::ASTNode> math_of(const Expression& expression,
                                   std::span<const std::string> names);

}  // namespace cytotwin::sbml
