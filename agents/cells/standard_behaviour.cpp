#include "agents/cells/standard_behaviour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace cytotwin {
namespace {

std::size_t row_of(const CellType& type, std::span<const std::string> substances) {
  const auto found = std::find(substances.begin(), substances.end(), type.oxygen->substance);
  if (found == substances.end()) {
    throw std::invalid_argument(
        fmt::format("cell type \"{}\" responds to \"{}\", which is not a substance (known: {})",
                    type.name, type.oxygen->substance, fmt::join(substances, ", ")));
  }
  return static_cast<std::size_t>(found - substances.begin());
}

std::vector<Signal> senses_of(const CellType& type, std::span<const Variable> variables) {
  if (type.rate_variable.empty()) return {};
  for (std::size_t v = 0; v < variables.size(); ++v) {
    if (variables[v].name == type.rate_variable) {
      return {{SignalKind::variable, static_cast<std::uint16_t>(v)}};
    }
  }
  throw std::invalid_argument(fmt::format("cell type \"{}\" has no variable \"{}\" for its rates",
                                          type.name, type.rate_variable));
}

void check_shapes(const Signals& signals, const Rates& rates) {
  const std::size_t cells = signals.size();
  for (const std::size_t size :
       {signals.phase.size(), signals.pressure.size(), signals.volume.size(),
        rates.phase_exit.size(), rates.apoptosis.size(), rates.necrosis.size()}) {
    if (size != cells) {
      throw std::invalid_argument(
          fmt::format("Behaviour::evaluate: a span has {} rows, the ids have {}", size, cells));
    }
  }
}

}  // namespace

double oxygen_factor(const OxygenResponse& response, double oxygen) {
  const double range = response.cycle_saturation - response.cycle_threshold;
  return std::clamp((oxygen - response.cycle_threshold) / range, 0.0, 1.0);
}

double necrosis_rate(const OxygenResponse& response, double oxygen) {
  if (response.necrosis_at_once) {
    return oxygen < response.necrosis_threshold ? std::numeric_limits<double>::infinity() : 0;
  }
  const double range = response.necrosis_threshold - response.necrosis_full;
  return response.necrosis_rate *
         std::clamp((response.necrosis_threshold - oxygen) / range, 0.0, 1.0);
}

double pressure_factor(const PressureResponse& response, double pressure) {
  return 1 / (1 + std::pow(pressure / response.half_maximum, response.power));
}

StandardBehaviour::StandardBehaviour(const CellType& type, std::span<const std::string> substances,
                                     std::span<const Variable> variables)
    : phases_(type.cycle.phases),
      apoptosis_(type.death.apoptosis.rate),
      oxygen_(type.oxygen),
      pressure_(type.pressure),
      senses_(senses_of(type, variables)) {
  validate(type.cycle);
  if (oxygen_) oxygen_row_ = row_of(type, substances);
}

double StandardBehaviour::limited(double rate, const Signals& signals, std::size_t cell) const {
  const CyclePhase& phase = phases_[signals.phase[cell]];
  if (phase.oxygen_limited && oxygen_) {
    rate *= oxygen_factor(*oxygen_, signals.substance(oxygen_row_)[cell]);
  }
  if (phase.oxygen_limited && !senses_.empty()) rate *= std::max(0.0, signals.sensed[cell]);
  if (phase.pressure_limited && pressure_) {
    rate *= pressure_factor(*pressure_, signals.pressure[cell]);
  }
  return rate;
}

void StandardBehaviour::evaluate(const Signals& signals, const Rates& rates) const {
  check_shapes(signals, rates);
  if (oxygen_ && signals.concentration.size() < (oxygen_row_ + 1) * signals.size()) {
    throw std::invalid_argument(
        fmt::format("Behaviour::evaluate: {} concentrations of {} cells do not hold substance {}",
                    signals.concentration.size(), signals.size(), oxygen_row_));
  }
  const std::span<const double> oxygen =
      oxygen_ ? signals.substance(oxygen_row_) : std::span<const double>{};
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const double level = oxygen_ ? oxygen[i] : 0;
    const CyclePhase& phase = phases_[signals.phase[i]];
    rates.phase_exit[i] = limited(phase.stochastic ? phase.exit_rate : 1, signals, i);
    rates.apoptosis[i] = apoptosis_;
    rates.necrosis[i] = oxygen_ ? necrosis_rate(*oxygen_, level) : 0;
  }
}

}  // namespace cytotwin
