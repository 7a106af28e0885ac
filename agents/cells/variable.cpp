#include "agents/cells/variable.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

double one_value(const VariableDistribution& from, RandomStream& random) {
  switch (from.kind) {
    case VariableDistribution::Kind::constant:
      return from.mean;
    case VariableDistribution::Kind::normal:
      return from.mean + from.sd * random.normal();
    case VariableDistribution::Kind::lognormal:
      return from.mean * std::exp(from.sd * random.normal());
    case VariableDistribution::Kind::uniform:
      return from.lower + (from.upper - from.lower) * random.uniform();
  }
  return from.mean;
}

}  // namespace

double VariableDistribution::draw(RandomStream& random) const {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const double value = one_value(*this, random);
    if (!has_bounds || (value >= lower && value <= upper)) return value;
  }
  throw std::invalid_argument(fmt::format(
      "VariableDistribution: no value of mean {} and sd {} between {} and {} in 1000 draws", mean,
      sd, lower, upper));
}

}  // namespace cytotwin
