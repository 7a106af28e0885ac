#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kinetics/cell_kinetics.h"
#include "kinetics/network.h"
#include "kinetics/solver_choice.h"

namespace cytotwin {

/// Cells of a network with their columns, all at the network's start.
struct Cells {
  std::vector<std::vector<double>> states, varied;  ///< the latter of constants 0, 1, ...
  std::vector<std::vector<double>> varied_end;
  std::vector<double> constants;
  std::vector<float> last_step;
  std::vector<std::vector<std::uint8_t>> triggers;

  Cells(const Network& network, std::size_t count) : last_step(count, 0.0f) {
    const Network::Start start = network.start(0, network.default_constants());
    constants = start.constants;
    for (const double value : start.states) states.emplace_back(count, value);
    for (const CompiledEvent& event : network.events()) {
      triggers.emplace_back(count, static_cast<std::uint8_t>(event.initial_value));
    }
  }
  CellBatch batch() {
    CellBatch batch;
    batch.cells = last_step.size();
    for (auto& column : states) batch.states.emplace_back(column);
    batch.constants = constants;
    for (std::uint32_t v = 0; v < varied.size(); ++v) batch.varied.emplace_back(v, varied[v]);
    for (const auto& column : varied_end) batch.varied_end.emplace_back(column);
    batch.last_step = last_step;
    for (auto& column : triggers) batch.triggers.emplace_back(column);
    return batch;
  }
  /// Changes nothing but the order: cell k is what cell order[k] was.
  Cells in_order(const std::vector<std::size_t>& order) const {
    Cells other = *this;
    const auto arrange = [&](auto& columns) {
      for (auto& column : columns) {
        auto arranged = column;
        arranged.clear();
        for (const std::size_t i : order) arranged.push_back(column[i]);
        column = arranged;
      }
    };
    arrange(other.states);
    arrange(other.varied);
    arrange(other.varied_end);
    arrange(other.triggers);
    other.last_step.clear();
    for (const std::size_t i : order) other.last_step.push_back(last_step[i]);
    return other;
  }
};

inline Tolerances tolerances_of(const Network& network, double relative, double absolute) {
  return {relative, std::vector<double>(network.states(), absolute)};
}

inline std::unique_ptr<CellKinetics> make_solver(const std::string& name, const Network& network,
                                                 const Tolerances& tolerances,
                                                 std::uint32_t most_steps = default_most_steps) {
  return make_cell_kinetics(network, {name, tolerances, most_steps});
}

}  // namespace cytotwin
