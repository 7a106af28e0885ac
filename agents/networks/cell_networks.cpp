#include "agents/networks/cell_networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "agents/networks/network_columns.h"
#include "core/random.h"

namespace cytotwin {

struct CellNetworks::Compiled {
  NetworkColumns columns;
  Tape inputs;  // of the signals
};

namespace {

constexpr std::size_t cells_a_block = 64 * tape_lanes;

bool known_without_gathering(SignalKind kind) {
  return kind == SignalKind::concentration || kind == SignalKind::pressure ||
         kind == SignalKind::volume;
}

Tape tape_of_inputs(const CellNetwork& network) {
  std::vector<Expression> values;
  for (const CellNetwork::Input& input : network.inputs) values.push_back(input.value);
  return {values, network.signals.size()};
}

// A cell's constants before anything varies, its own in their places.
std::vector<double> constants_of(const CellNetwork& network, const NetworkColumns& columns,
                                 const Population& cells, std::size_t row) {
  std::vector<double> constants = network.constants;
  for (std::size_t v = 0; v < network.varied.size(); ++v) {
    constants[network.varied[v].constant] = cells.extra[columns.varied[v]].values[row];
  }
  return constants;
}

/// One network's window over all cells that carry it; columns are written at its end only.
class Window {
 public:
  Window(const CellNetwork& network, const NetworkColumns& columns, const Tape& inputs,
         Population& cells, const NetworkStep& step)
      : network_(network), columns_(columns), inputs_(inputs), cells_(cells), step_(step) {
    const std::vector<double>& entered = cells.extra[columns.entered].values;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      if (cells.state[i] == CellState::live && entered[i] != 0) rows_.push_back(i);
    }
    gather(columns.states, states_);
    for (std::size_t v = 0; v < network.varied.size(); ++v) {
      gather_one(columns.varied[v], varied_.emplace_back());
    }
    for (const std::size_t column : columns.triggers) {
      std::vector<std::uint8_t>& of_event = triggers_.emplace_back();
      for (const std::uint32_t row : rows_) {
        of_event.push_back(cells_.extra[column].values[row] != 0);
      }
    }
    const std::vector<double>& steps = cells_.extra[columns.last_step].values;
    for (const std::uint32_t row : rows_) last_step_.push_back(static_cast<float>(steps[row]));
    for (const Signal signal : network.signals) levels_.push_back(level_of(signal));
  }

  bool empty() const { return rows_.empty(); }

  void jump() {
    for (std::size_t j = 0; j < network_.jumps.size(); ++j) {
      const CellNetwork::Jump& jump = network_.jumps[j];
      const std::vector<double>& former = cells_.extra[columns_.former[j]].values;
      const bool amount = network_.network->is_amount()[jump.state] != 0;
      for (std::size_t k = 0; k < rows_.size(); ++k) {
        const double increase = levels_[jump.signal][k] - former[rows_[k]];
        double& state = states_[jump.state][k];
        if (increase > 0) state += jump.factor * increase;
        if (increase > 0 && amount) state = std::max(state, 0.0);  // no more than is there
      }
    }
  }

  void set_inputs(const Workers& workers) {
    const std::size_t count = network_.inputs.size(), signals = network_.signals.size();
    input_values_.assign(count, std::vector<double>(rows_.size()));
    workers.for_blocks(rows_.size(), cells_a_block, [&](std::size_t begin, std::size_t end) {
      Tape::Workspace workspace(inputs_, tape_lanes);
      std::vector<double> in(signals * tape_lanes), out(count * tape_lanes);
      for (std::size_t first = begin; first < end; first += tape_lanes) {
        for (std::size_t lane = 0; lane < tape_lanes; ++lane) {
          const std::size_t k = std::min(first + lane, end - 1);
          for (std::size_t s = 0; s < signals; ++s) in[s * tape_lanes + lane] = levels_[s][k];
        }
        inputs_.evaluate(in.data(), out.data(), workspace);
        for (std::size_t k = first; k < std::min(first + tape_lanes, end); ++k) {
          for (std::size_t i = 0; i < count; ++i) {
            input_values_[i][k] = out[i * tape_lanes + k - first];
          }
        }
      }
    });
    gather(columns_.ramped, former_inputs_);
    require_finite_inputs();
  }

  CellBatch batch() {
    CellBatch batch;
    batch.cells = rows_.size();
    for (std::vector<double>& state : states_) batch.states.emplace_back(state);
    batch.constants = network_.constants;
    for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
      batch.varied.emplace_back(network_.inputs[i].constant,
                                network_.ramps ? former_inputs_[i] : input_values_[i]);
      if (network_.ramps) batch.varied_end.emplace_back(input_values_[i]);
    }
    for (std::size_t v = 0; v < network_.varied.size(); ++v) {
      batch.varied.emplace_back(network_.varied[v].constant, varied_[v]);
      if (network_.ramps) batch.varied_end.emplace_back();
    }
    for (std::vector<std::uint8_t>& of_event : triggers_) batch.triggers.emplace_back(of_event);
    batch.last_step = last_step_;
    return batch;
  }

  NetworkWork advance(const Workers& workers) {
    const KineticsReport report = network_.kinetics->advance(batch(), time(), window(), workers);
    if (!report.failures.empty()) throw_first(report);
    return {rows_.size(),
            report.steps,
            report.rejected,
            report.rescued.by_small_step,
            report.rescued.by_cvode,
            report.rescued.by_tight_cvode};
  }

  void write(const Workers& workers) {
    for (std::size_t s = 0; s < states_.size(); ++s) scatter(states_[s], columns_.states[s]);
    std::vector<double>& steps = cells_.extra[columns_.last_step].values;
    for (std::size_t k = 0; k < rows_.size(); ++k) steps[rows_[k]] = last_step_[k];
    for (std::size_t e = 0; e < triggers_.size(); ++e) {
      std::vector<double>& truth = cells_.extra[columns_.triggers[e]].values;
      for (std::size_t k = 0; k < rows_.size(); ++k) truth[rows_[k]] = triggers_[e][k];
    }
    for (std::size_t j = 0; j < network_.jumps.size(); ++j) {
      scatter(levels_[network_.jumps[j].signal], columns_.former[j]);
    }
    for (std::size_t i = 0; i < columns_.ramped.size(); ++i) {
      scatter(input_values_[i], columns_.ramped[i]);
    }
    show(workers);
  }

 private:
  double time() const { return (step_.minutes - step_.step) / network_.time_unit; }
  double window() const { return step_.step / network_.time_unit; }

  void gather(const std::vector<std::size_t>& columns, std::vector<std::vector<double>>& into) {
    for (const std::size_t column : columns) gather_one(column, into.emplace_back());
  }

  void gather_one(std::size_t column, std::vector<double>& into) {
    const std::vector<double>& values = cells_.extra[column].values;
    into.reserve(rows_.size());
    for (const std::uint32_t row : rows_) into.push_back(values[row]);
  }

  void scatter(const std::vector<double>& from, std::size_t column) {
    std::vector<double>& values = cells_.extra[column].values;
    for (std::size_t k = 0; k < rows_.size(); ++k) values[rows_[k]] = from[k];
  }

  std::vector<double> level_of(Signal signal) const {
    std::vector<double> level;
    level.reserve(rows_.size());
    const auto read = [&](std::span<const double> values) {
      for (const std::uint32_t row : rows_) level.push_back(values[row]);
    };
    if (signal.kind == SignalKind::concentration) {
      read(step_.concentration.subspan(signal.index * cells_.size(), cells_.size()));
    } else if (signal.kind == SignalKind::pressure) {
      read(cells_.pressure);
    } else if (signal.kind == SignalKind::volume) {
      for (const std::uint32_t row : rows_) level.push_back(cells_.volume(row).total());
    } else {
      const auto found = std::find(step_.signals.begin(), step_.signals.end(), signal);
      if (found == step_.signals.end()) {
        throw std::invalid_argument("CellNetworks: a signal was not gathered");
      }
      const auto at = static_cast<std::size_t>(found - step_.signals.begin());
      read(step_.sensed.subspan(at * cells_.size(), cells_.size()));
    }
    return level;
  }

  void require_finite_inputs() {
    for (std::size_t i = 0; i < input_values_.size(); ++i) {
      const std::vector<double>& values = input_values_[i];
      const std::size_t bad = smallest_id([&](std::size_t k) { return !std::isfinite(values[k]); });
      if (bad == rows_.size()) continue;
      fail(bad, fmt::format("input \"{}\" is {}",
                            network_.network->constant_names()[network_.inputs[i].constant],
                            values[bad]));
    }
  }

  template <class Holds>
  std::size_t smallest_id(Holds&& holds) const {
    std::size_t first = rows_.size();
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      if (!holds(k)) continue;
      if (first == rows_.size() || cells_.id[rows_[k]] < cells_.id[rows_[first]]) first = k;
    }
    return first;
  }

  void throw_first(const KineticsReport& report) {
    const auto first = std::min_element(
        report.failures.begin(), report.failures.end(), [&](const auto& a, const auto& b) {
          return cells_.id[rows_[a.cell]] < cells_.id[rows_[b.cell]];
        });
    fail(first->cell, first->what);
  }

  // Columns of a cell that failed are as they were at the start.
  [[noreturn]] void fail(std::size_t k, const std::string& what) {
    Replay replay = replay_of(*network_.network, batch(), k, time(), window(), network_.solver);
    replay.network = network_.file;
    replay.fingerprint = network_.fingerprint;
    replay.cell = cells_.id[rows_[k]];
    replay.error = what;
    std::vector<std::string> states;
    for (const auto& [name, value] : replay.states) {
      states.push_back(fmt::format("{} = {:.6g}", name, value));
    }
    throw CellNetworkError(fmt::format("network \"{}\": {}", network_.name, what), step_.minutes,
                           fmt::format("{}", fmt::join(states, ", ")), std::move(replay));
  }

  // What the cell's variables show of the network.
  void show(const Workers& workers) {
    if (network_.outputs.empty()) return;
    const Network& network = *network_.network;
    const Tape& tape = network.values();
    const std::size_t constants = network.constants();
    const double now = time() + window();
    workers.for_blocks(rows_.size(), cells_a_block, [&](std::size_t begin, std::size_t end) {
      Tape::Workspace workspace(tape, tape_lanes);
      std::vector<double> in(network.inputs() * tape_lanes), out(tape.outputs() * tape_lanes);
      for (std::size_t first = begin; first < end; first += tape_lanes) {
        for (std::size_t lane = 0; lane < tape_lanes; ++lane) {
          const std::size_t k = std::min(first + lane, end - 1);
          in[lane] = now;
          fill_constants(in, lane, k);
          for (std::size_t s = 0; s < states_.size(); ++s) {
            in[(1 + constants + s) * tape_lanes + lane] = states_[s][k];
          }
        }
        tape.evaluate(in.data(), out.data(), workspace);
        for (std::size_t k = first; k < std::min(first + tape_lanes, end); ++k) {
          for (std::size_t o = 0; o < network_.outputs.size(); ++o) {
            cells_.extra[columns_.variables[o]].values[rows_[k]] =
                out[network_.outputs[o].quantity * tape_lanes + k - first];
          }
        }
      }
    });
  }

  void fill_constants(std::vector<double>& in, std::size_t lane, std::size_t k) const {
    const auto set = [&](std::size_t constant, double value) {
      in[(1 + constant) * tape_lanes + lane] = value;
    };
    for (std::size_t c = 0; c < network_.constants.size(); ++c) set(c, network_.constants[c]);
    for (std::size_t v = 0; v < network_.varied.size(); ++v) {
      set(network_.varied[v].constant, varied_[v][k]);
    }
    for (std::size_t i = 0; i < network_.inputs.size() && !input_values_.empty(); ++i) {
      set(network_.inputs[i].constant, input_values_[i][k]);
    }
  }

  const CellNetwork& network_;
  const NetworkColumns& columns_;
  const Tape& inputs_;
  Population& cells_;
  const NetworkStep& step_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::vector<double>> states_;                 // by state
  std::vector<std::vector<double>> varied_, input_values_;  // by varied constant, by input
  std::vector<std::vector<double>> levels_;                 // by signal
  std::vector<std::vector<double>> former_inputs_;          // by input, where they ramp
  std::vector<std::vector<std::uint8_t>> triggers_;         // by event
  std::vector<float> last_step_;
};

void check(const CellNetwork& network, std::size_t types) {
  const auto refuse = [&](const std::string& what) {
    throw std::invalid_argument(fmt::format("CellNetworks: \"{}\": {}", network.name, what));
  };
  if (network.network == nullptr || network.kinetics == nullptr) refuse("no network or no solver");
  if (network.of_type.size() != types) {
    refuse(fmt::format("{} marks for {} cell types", network.of_type.size(), types));
  }
  if (network.constants.size() != network.network->constants()) {
    refuse(fmt::format("{} values for {} constants", network.constants.size(),
                       network.network->constants()));
  }
  if (network.at_division.size() != network.network->states()) {
    refuse(fmt::format("{} rules of division for {} states", network.at_division.size(),
                       network.network->states()));
  }
  if (!(network.time_unit > 0)) refuse(fmt::format("time unit {} min", network.time_unit));
}

// What a new cell's variables show.
void show_start(const CellNetwork& network, const NetworkColumns& columns,
                const Network::Start& start, Population& cells, std::size_t row) {
  const Tape& tape = network.network->values();
  Tape::Workspace workspace(tape, 1);
  std::vector<double> in = {0}, out(tape.outputs());
  in.insert(in.end(), start.constants.begin(), start.constants.end());
  in.insert(in.end(), start.states.begin(), start.states.end());
  tape.evaluate(in.data(), out.data(), workspace);
  for (std::size_t o = 0; o < network.outputs.size(); ++o) {
    cells.extra[columns.variables[o]].values[row] = out[network.outputs[o].quantity];
  }
}

void start_cell(const CellNetwork& network, std::size_t index, const NetworkColumns& columns,
                Population& cells, std::size_t row, std::uint64_t seed) {
  if (network.of_type[cells.type[row]] == 0) return;
  RandomStream random(seed, cells.id[row], static_cast<std::uint32_t>(index),
                      Purpose::network_constants);
  for (std::size_t v = 0; v < network.varied.size(); ++v) {
    cells.extra[columns.varied[v]].values[row] = network.varied[v].distribution.draw(random);
  }
  Network::Start start = network.network->start(0, constants_of(network, columns, cells, row));
  for (const auto& [state, value] : network.initial) start.states[state] = value;
  for (std::size_t s = 0; s < columns.states.size(); ++s) {
    cells.extra[columns.states[s]].values[row] = start.states[s];
  }
  for (std::size_t e = 0; e < columns.triggers.size(); ++e) {
    cells.extra[columns.triggers[e]].values[row] = network.network->events()[e].initial_value;
  }
  cells.extra[columns.last_step].values[row] = 0;
  cells.extra[columns.entered].values[row] = 1;
  show_start(network, columns, start, cells, row);
}

}  // namespace

CellNetworks::CellNetworks(std::vector<CellNetwork> networks, Population& cells,
                           std::span<const CellType> types, std::span<const Variable> variables)
    : networks_(std::move(networks)), work_(networks_.size()) {
  for (const CellNetwork& network : networks_) {
    check(network, types.size());
    compiled_.push_back(
        {add_network_columns(cells, network, types, variables), tape_of_inputs(network)});
    for (const Signal signal : network.signals) {
      if (!known_without_gathering(signal.kind)) senses_.push_back(signal);
    }
  }
}

NetworkWork& NetworkWork::operator+=(const NetworkWork& other) {
  windows += other.windows;
  steps += other.steps;
  rejected += other.rejected;
  by_small_step += other.by_small_step;
  by_cvode += other.by_cvode;
  by_tight_cvode += other.by_tight_cvode;
  return *this;
}

CellNetworks::~CellNetworks() = default;
CellNetworks::CellNetworks(CellNetworks&&) noexcept = default;

void CellNetworks::enter(Population& cells, std::size_t row, std::uint64_t seed) const {
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    start_cell(networks_[n], n, compiled_[n].columns, cells, row, seed);
  }
}

void CellNetworks::advance(Population& cells, const NetworkStep& step, const Workers& workers) {
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    const std::vector<double>& entered = cells.extra[compiled_[n].columns.entered].values;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells.state[i] != CellState::live || entered[i] != 0) continue;
      start_cell(networks_[n], n, compiled_[n].columns, cells, i, step.seed);
    }
  }
  std::vector<Window> windows;
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    windows.emplace_back(networks_[n], compiled_[n].columns, compiled_[n].inputs, cells, step);
  }
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    if (windows[n].empty()) continue;
    windows[n].jump();
    windows[n].set_inputs(workers);
    work_[n] += windows[n].advance(workers);
  }
  for (Window& window : windows) {
    if (!window.empty()) window.write(workers);
  }
}

}  // namespace cytotwin
