#include "kinetics/cell_batch.h"

#include <fmt/format.h>

#include <stdexcept>

namespace cytotwin {

void check_batch(const CellBatch& batch, const Network& network, double window,
                 const char* caller) {
  if (!(window > 0)) {
    throw std::invalid_argument(fmt::format("{}: a window of {} (above 0)", caller, window));
  }
  const auto require = [&](std::size_t given, std::size_t wanted, const char* what) {
    if (given == wanted) return;
    throw std::invalid_argument(fmt::format("{}: {} {}, {} wanted", caller, given, what, wanted));
  };
  require(batch.states.size(), network.states(), "states");
  require(batch.constants.size(), network.constants(), "constants");
  for (const auto& column : batch.states) require(column.size(), batch.cells, "values of a state");
  for (const auto& [constant, values] : batch.varied) {
    require(values.size(), batch.cells, "values of a constant");
    if (constant >= network.constants()) {
      throw std::invalid_argument(
          fmt::format("{}: constant {} of {}", caller, constant, network.constants()));
    }
  }
  if (!batch.varied_end.empty()) {
    require(batch.varied_end.size(), batch.varied.size(), "constants at the end");
    for (const auto& column : batch.varied_end) {
      if (!column.empty()) require(column.size(), batch.cells, "values of a constant at the end");
    }
  }
  if (!batch.last_step.empty()) require(batch.last_step.size(), batch.cells, "last steps");
  require(batch.triggers.size(), network.events().size(), "triggers of events");
  for (const auto& column : batch.triggers) {
    require(column.size(), batch.cells, "truths of a trigger");
  }
}

CellInputs inputs_of(const CellBatch& batch, std::size_t cell, double window) {
  CellInputs inputs{{batch.constants.begin(), batch.constants.end()}, {}};
  for (std::size_t v = 0; v < batch.varied.size(); ++v) {
    const auto& [constant, values] = batch.varied[v];
    inputs.constants[constant] = values[cell];
    if (batch.varied_end.empty() || batch.varied_end[v].empty()) continue;
    inputs.slopes.resize(inputs.constants.size(), 0.0);
    inputs.slopes[constant] = (batch.varied_end[v][cell] - values[cell]) / window;
  }
  return inputs;
}

ChosenCells::ChosenCells(const CellBatch& batch, std::span<const std::size_t> cells)
    : from_(batch), cells_(cells) {
  columns_.reserve(batch.states.size() + batch.varied.size() + batch.varied_end.size());
  chosen_.cells = cells.size();
  chosen_.constants = batch.constants;
  for (const auto& column : batch.states) {
    gather(column);
    chosen_.states.emplace_back(columns_.back());
  }
  for (const auto& [constant, values] : batch.varied) {
    chosen_.varied.emplace_back(constant, gather(values));
  }
  for (const auto& column : batch.varied_end) chosen_.varied_end.push_back(gather(column));
  triggers_.reserve(batch.triggers.size());
  for (const auto& column : batch.triggers) {
    std::vector<std::uint8_t>& own = triggers_.emplace_back();
    for (const std::size_t cell : cells) own.push_back(column[cell]);
    chosen_.triggers.emplace_back(own);
  }
  for (const std::size_t cell : cells) {
    last_step_.push_back(batch.last_step.empty() ? 0.0f : batch.last_step[cell]);
  }
  chosen_.last_step = last_step_;
}

std::span<const double> ChosenCells::gather(std::span<const double> column) {
  std::vector<double>& own = columns_.emplace_back();
  if (column.empty()) return {};
  for (const std::size_t cell : cells_) own.push_back(column[cell]);
  return own;
}

void ChosenCells::put_back(std::size_t chosen) const {
  const std::size_t cell = cells_[chosen];
  for (std::size_t s = 0; s < from_.states.size(); ++s) {
    from_.states[s][cell] = chosen_.states[s][chosen];
  }
  for (std::size_t e = 0; e < from_.triggers.size(); ++e) {
    from_.triggers[e][cell] = chosen_.triggers[e][chosen];
  }
  if (!from_.last_step.empty()) from_.last_step[cell] = last_step_[chosen];
}

}  // namespace cytotwin
