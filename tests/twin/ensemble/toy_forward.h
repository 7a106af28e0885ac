#pragma once

#include <cmath>

#include "core/forward.h"
#include "core/random.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin::testing_support {

/// Exponential growth with noise of its own; negative rates fail, rates above 9 never end.
class ToyForward final : public Forward {
 public:
  const SeriesShape& shape() const override { return shape_; }
  std::vector<double> run(const ForwardInput& input) const override {
    const double rate = input.parameters[0];
    if (rate < 0) throw ForwardFailure("the rate is negative");
    while (rate > 9) {
      if (input.stop && input.stop()) throw ForwardFailure("stopped");
    }
    RandomStream noise(input.seed, input.condition, 0, Purpose::placement);
    std::vector<double> out;
    for (const double t : shape_.minutes) {
      out.push_back(std::exp(rate * t) * static_cast<double>(1 + input.condition));
      out.push_back(noise.normal());
    }
    return out;
  }

 private:
  SeriesShape shape_{{0, 1, 2}, {"size", "noise"}, {"um", ""}};
};

inline EnsembleHeader toy_header(std::vector<double> rates) {
  EnsembleHeader header;
  header.scenario = "schema = 1\n";
  header.code_version = "test";
  header.seed = 7;
  header.design = "given";
  header.parameter_names = {"rate"};
  header.parameter_units = {"1/min"};
  header.conditions = {"low", "high"};
  header.shape = ToyForward().shape();
  header.parameters = std::move(rates);
  return header;
}

}  // namespace cytotwin::testing_support
