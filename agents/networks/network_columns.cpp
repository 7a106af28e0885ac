#include "agents/networks/network_columns.h"

#include <fmt/format.h>

#include <stdexcept>

namespace cytotwin {
namespace {

std::size_t add(Population& cells, std::string name, AtDivision at_division, double initial,
                std::size_t types) {
  ExtraColumn column{std::move(name), "", at_division, {}, {}};
  column.initial.assign(types, initial);
  column.values.assign(cells.size(), initial);
  cells.extra.push_back(std::move(column));
  return cells.extra.size() - 1;
}

// A signal that begins anew with a daughter must not look as if it had fallen.
AtDivision with_its_signal(SignalKind kind) {
  const bool anew = kind == SignalKind::damage_delivered || kind == SignalKind::attack_time;
  return anew ? AtDivision::reset : AtDivision::copied;
}

}  // namespace

NetworkColumns add_network_columns(Population& cells, const CellNetwork& network,
                                   std::span<const CellType> types,
                                   std::span<const Variable> variables) {
  NetworkColumns columns;
  const auto add_one = [&](const std::string& what, AtDivision at_division, double initial) {
    return add(cells, fmt::format("network_{}_{}", network.name, what), at_division, initial,
               types.size());
  };
  Network::Start start = network.network->start(0, network.constants);
  for (const auto& [state, value] : network.initial) start.states.at(state) = value;
  for (std::size_t s = 0; s < network.network->states(); ++s) {
    columns.states.push_back(
        add_one(network.network->state_names()[s], network.at_division.at(s), start.states[s]));
  }
  for (const CellNetwork::Varied& varied : network.varied) {
    columns.varied.push_back(add_one(network.network->constant_names().at(varied.constant),
                                     AtDivision::copied, start.constants.at(varied.constant)));
  }
  for (std::size_t j = 0; j < network.jumps.size(); ++j) {
    const SignalKind kind = network.signals.at(network.jumps[j].signal).kind;
    columns.former.push_back(add_one(fmt::format("jump {}", j), with_its_signal(kind), 0));
  }
  for (std::size_t i = 0; network.ramps && i < network.inputs.size(); ++i) {
    const std::string& name = network.network->constant_names().at(network.inputs[i].constant);
    columns.ramped.push_back(
        add_one("last " + name, AtDivision::copied, start.constants[network.inputs[i].constant]));
  }
  for (const CompiledEvent& event : network.network->events()) {
    columns.triggers.push_back(
        add_one("trigger " + event.id, AtDivision::copied, event.initial_value ? 1 : 0));
  }
  columns.last_step = add_one("last step", AtDivision::copied, 0);
  columns.entered = add_one("entered", AtDivision::copied, 0);
  for (const CellNetwork::Output& output : network.outputs) {
    const std::size_t column = cells.find_extra(variable_column(variables[output.variable].name));
    if (column == cells.extra.size()) {
      throw std::invalid_argument(
          fmt::format("add_network_columns: no column of \"{}\"", variables[output.variable].name));
    }
    columns.variables.push_back(column);
  }
  return columns;
}

}  // namespace cytotwin
