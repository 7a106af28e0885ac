#include "agents/cells/variable_change.h"

#include <algorithm>
#include <cmath>

#include "agents/cells/controlled.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 1024;

VariableDistribution of(const CellType& type, std::size_t variable) {
  return variable < type.variables.size() ? type.variables[variable] : VariableDistribution{};
}

// (1 - exp(-decay step)) / decay: what a rate of 1 adds up to.
double gathered(double decay, double step) {
  return decay > 0 ? -std::expm1(-decay * step) / decay : step;
}

bool is_constant(const Controlled& rate, std::span<const CellType> types, std::size_t variable) {
  if (rate.varies()) return false;
  for (std::size_t t = 0; t < types.size(); ++t) {
    const VariableDistribution own = of(types[t], variable);
    if (rate.base(t) != 0 || own.decay != 0 || own.dead_decay != 0) return false;
  }
  return true;
}

}  // namespace

void change_variables(Population& cells, std::span<const CellType> types,
                      std::span<const Variable> variables, double step, const Workers& workers) {
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const Controlled rate(cells, types,
                          {ControlKind::variable_rate, static_cast<std::uint16_t>(v)});
    if (is_constant(rate, types, v)) continue;
    std::vector<double> kept, kept_dead, gain;  // by type
    for (const CellType& type : types) {
      const VariableDistribution own = of(type, v);
      kept.push_back(std::exp(-own.decay * step));
      kept_dead.push_back(std::exp(-own.dead_decay * step));
      gain.push_back(gathered(own.decay, step));
    }
    std::vector<double>& values =
        cells.extra[cells.find_extra(variable_column(variables[v].name))].values;
    workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t t = cells.type[i];
        values[i] = cells.state[i] == CellState::live ? kept[t] * values[i] + gain[t] * rate(i)
                                                      : kept_dead[t] * values[i];
      }
    });
  }
}

}  // namespace cytotwin
