#pragma once

#include <string>
#include <utility>

#include "kinetics/model.h"

namespace cytotwin {

/// A model written by hand.
class ModelWriter {
 public:
  Expression constant(const std::string& id, const Expression& value) {
    return put({id, "", QuantityRole::constant, value, {}});
  }
  Expression state(const std::string& id, const Expression& initial) {
    return put({id, "", QuantityRole::state, initial, {}});
  }
  Expression assigned(const std::string& id, const Expression& rule) {
    return put({id, "", QuantityRole::assigned, {}, rule});
  }
  void rate(const Expression& of, const Expression& rule) {
    model.quantities[of.symbol()].rule = rule;
  }
  Model model;

 private:
  Expression put(Quantity quantity) { return Expression::symbol(model.add(std::move(quantity))); }
};

/// Robertson 1966, stiff over eleven decades.
inline Model robertson() {
  ModelWriter w;
  const Expression a = w.state("a", 1.0), b = w.state("b", 0.0), c = w.state("c", 0.0);
  const Expression first = w.assigned("first", 0.04 * a),
                   second = w.assigned("second", 1e4 * b * c),
                   third = w.assigned("third", 3e7 * b * b);
  w.rate(a, second - first);
  w.rate(b, first - second - third);
  w.rate(c, third);
  return w.model;
}

}  // namespace cytotwin
