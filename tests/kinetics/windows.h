#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "kinetics/scaled_tolerances.h"
#include "kinetics/solver_choice.h"

namespace cytotwin {

/// States of one cell at evenly spaced times, shape (times, states).
using Path = std::vector<std::vector<double>>;

/// A plan of `times` outputs up to `end`, without its first.
inline SimulationPlan plan_to(const Network& network, double end, int times) {
  SimulationPlan plan;
  plan.constants = network.default_constants();
  for (int k = 0; k <= times; ++k) plan.output_times.push_back(end * k / times);
  return plan;
}

/// What CVODE gives in one run.
inline Path reference_path(const Network& network, double end, int times, double relative) {
  SimulationPlan plan = plan_to(network, end, times);
  plan.tolerances = scaled_tolerances(network, plan, relative);
  const Trajectory trajectory = simulate(network, plan);
  const std::vector<std::string>& names = network.quantity_names();
  Path path(static_cast<std::size_t>(times));
  for (std::size_t s = 0, q = 0; s < network.states(); ++s) {
    while (names[q] != network.state_names()[s]) ++q;
    for (std::size_t k = 0; k < path.size(); ++k) path[k].push_back(trajectory.values[k + 1][q]);
  }
  return path;
}

/// What a solver of cells gives window by window; every `stride`-th is put out.
inline Path windowed_path(const Network& network, const SolverChoice& choice, double end,
                          int windows, int stride = 1) {
  const Network::Start start = network.start(0, network.default_constants());
  std::vector<double> states = start.states;
  std::vector<std::uint8_t> triggers;
  for (const CompiledEvent& event : network.events()) triggers.push_back(event.initial_value);
  float last_step = 0;
  CellBatch batch;
  batch.cells = 1;
  batch.constants = start.constants;
  for (double& state : states) batch.states.emplace_back(&state, 1);
  for (std::uint8_t& truth : triggers) batch.triggers.emplace_back(&truth, 1);
  batch.last_step = {&last_step, 1};
  const auto solver = make_cell_kinetics(network, choice);
  Path path;
  for (int w = 0; w < windows; ++w) {
    const double from = end * w / windows;
    const KineticsReport report =
        solver->advance(batch, from, end * (w + 1) / windows - from, Workers(1));
    if (!report.failures.empty()) throw std::runtime_error(report.failures[0].what);
    if ((w + 1) % stride == 0) path.push_back(states);
  }
  return path;
}

/// Worst |y - ref| / (|ref| + 1e-3 max|y|), where the maximum is over the times. States that stay
/// below 1e-15 of the network's largest one are 0 but for rounding, and are left out.
inline double path_error(const Path& path, const Path& reference) {
  double worst = 0, largest = 0;
  for (const auto& row : reference) {
    for (const double value : row) largest = std::max(largest, std::abs(value));
  }
  for (std::size_t s = 0; s < reference[0].size(); ++s) {
    double most = 0;
    for (const auto& row : reference) most = std::max(most, std::abs(row[s]));
    if (most < 1e-15 * largest) continue;
    for (std::size_t k = 0; k < reference.size(); ++k) {
      const double scale = std::abs(reference[k][s]) + 1e-3 * most;
      const double error = std::abs(path[k][s] - reference[k][s]);
      if (error > 0) worst = std::max(worst, error / scale);
      if (!std::isfinite(path[k][s])) return path[k][s];
    }
  }
  return worst;
}

}  // namespace cytotwin
