// kinetics_table [MODEL.xml ...]: what a cell and window of 6 time units costs, and how far from
// the exact solution it ends, for each network and solver; on one thread, in its own processor
// time.
//
// 64 cells a network, every constant with log-normal noise of 20 %, which two of them change by 5 %
// at every window, 20 windows after two that are not counted. Error: worst |y - ref| / (|ref| +
// 1e-3 max|y|) over cells, windows and states, ref being CVODE at a relative tolerance of 1e-10.
// Events are left out. Without arguments the networks of the data folder.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/random.h"
#include "kinetics/cvode_solver.h"
#include "kinetics/kinetics_error.h"
#include "kinetics/network.h"
#include "kinetics/read_network.h"
#include "kinetics/rosenbrock.h"
#include "machine.h"

namespace cytotwin {
namespace {

constexpr std::size_t cell_count = 64;
constexpr int windows = 22, not_counted = 2;
constexpr double window = 6;

using Columns = std::vector<std::vector<double>>;  // by state, then cell

/// Noisy constants of every cell, and the states that they start from.
struct Cells {
  Columns constants, states;

  explicit Cells(const Network& network) {
    constants.assign(network.constants(), std::vector<double>(cell_count));
    states.assign(network.states(), std::vector<double>(cell_count));
    for (std::size_t i = 0; i < cell_count; ++i) {
      std::vector<double> own = network.default_constants();
      RandomStream random(1, i, 0, Purpose::variables);
      for (double& value : own) value *= std::exp(0.2 * random.normal());
      const Network::Start start = network.start(0, own);
      for (std::size_t c = 0; c < own.size(); ++c) constants[c][i] = start.constants[c];
      for (std::size_t s = 0; s < states.size(); ++s) states[s][i] = start.states[s];
    }
  }

  // Two constants jump at every window.
  void jump(int w) {
    for (const std::size_t c :
         {static_cast<std::size_t>(2 * w), static_cast<std::size_t>(2 * w + 1)}) {
      for (double& value : constants[c % constants.size()]) value *= w % 2 == 0 ? 1.05 : 1 / 1.05;
    }
  }

  std::vector<double> row(const Columns& columns, std::size_t cell) const {
    std::vector<double> values;
    for (const auto& column : columns) values.push_back(column[cell]);
    return values;
  }
};

struct Outcome {
  std::vector<Columns> ends;  // after each window that counts
  double seconds = 0;
  std::uint64_t steps = 0;
  std::size_t failed = 0;
};

using Advance = std::function<void(Cells& cells, double time, Outcome& outcome)>;

Outcome run(const Network& network, const Advance& advance) {
  Outcome outcome;
  Cells cells(network);
  for (int w = 0; w < windows; ++w) {
    cells.jump(w);
    Outcome of_window;
    const double begun = bench::now(true);
    advance(cells, w * window, of_window);
    if (w < not_counted) continue;
    outcome.seconds += bench::now(true) - begun;
    outcome.steps += of_window.steps;
    outcome.failed += of_window.failed;
    outcome.ends.push_back(cells.states);
  }
  return outcome;
}

Advance by_cvode(const Network& network, const Tolerances& tolerances, LinearAlgebra algebra) {
  return [&network, tolerances, algebra](Cells& cells, double time, Outcome& outcome) {
    CvodeSolver solver(network, tolerances, algebra);
    std::vector<double> end(network.states());
    for (std::size_t i = 0; i < cell_count; ++i) {
      try {
        solver.start(time, cells.row(cells.constants, i), cells.row(cells.states, i));
        while (solver.step(time + window, 0) < time + window) continue;
        solver.states_at(time + window, end);
        for (std::size_t s = 0; s < end.size(); ++s) cells.states[s][i] = end[s];
      } catch (const KineticsError&) {
        ++outcome.failed;
      }
    }
    outcome.steps += solver.steps();
  };
}

Advance by_rosenbrock(RosenbrockKinetics& solver, std::vector<float>& last_step) {
  return [&solver, &last_step](Cells& cells, double time, Outcome& outcome) {
    const std::vector<double> shared(cells.constants.size(), 0.0);
    CellBatch batch;
    batch.cells = cell_count;
    for (auto& column : cells.states) batch.states.emplace_back(column);
    batch.constants = shared;
    for (std::uint32_t c = 0; c < cells.constants.size(); ++c) {
      batch.varied.emplace_back(c, cells.constants[c]);
    }
    batch.last_step = last_step;
    const KineticsReport report = solver.advance(batch, time, window, Workers(1));
    outcome.steps += report.steps;
    outcome.failed += report.failures.size();
  };
}

std::vector<double> largest(const Outcome& outcome, std::size_t states) {
  std::vector<double> most(states, 0);
  for (const Columns& end : outcome.ends) {
    for (std::size_t s = 0; s < states; ++s) {
      for (const double value : end[s]) most[s] = std::max(most[s], std::abs(value));
    }
  }
  return most;
}

double error_of(const Outcome& outcome, const Outcome& reference, const std::vector<double>& most) {
  double worst = 0;
  for (std::size_t w = 0; w < reference.ends.size(); ++w) {
    for (std::size_t s = 0; s < most.size(); ++s) {
      for (std::size_t i = 0; i < cell_count; ++i) {
        const double wanted = reference.ends[w][s][i];
        const double scale = std::abs(wanted) + 1e-3 * most[s];
        if (scale > 0) worst = std::max(worst, std::abs(outcome.ends[w][s][i] - wanted) / scale);
      }
    }
  }
  return worst;
}

Tolerances tolerances_of(double relative, const std::vector<double>& most, double share) {
  Tolerances tolerances{relative, {}};
  for (const double value : most) tolerances.absolute.push_back(std::max(share * value, 1e-30));
  return tolerances;
}

void print(const char* solver, const Outcome& outcome, double error, double slowest) {
  const double count = static_cast<double>(cell_count * (windows - not_counted));
  fmt::print("    {:22} {:9.2f} us {:7.1f} steps  error {:8.1e}  {:6.1f} x{}\n", solver,
             1e6 * outcome.seconds / count, static_cast<double>(outcome.steps) / count, error,
             slowest / outcome.seconds,
             outcome.failed > 0 ? fmt::format("  {} failed", outcome.failed) : "");
}

// Inputs that rest at 0 are set to what makes a shipped network work, 0.5 in its unit.
void wake(Model& model) {
  for (const std::uint32_t input : model.inputs) {
    Expression& value = model.quantities[input].initial;
    if (value.is_number(0)) value = Expression(0.5);
  }
}

void table_of(const std::filesystem::path& file) {
  Model model = read_network(file);
  model.events.clear();
  wake(model);
  const Network network(model);
  fmt::print("{} ({} states)\n", file.stem().string(), network.states());
  const std::vector<double> ones(network.states(), 1.0);
  const Outcome rough =
      run(network, by_cvode(network, tolerances_of(1e-6, ones, 1e-12), LinearAlgebra::sparse));
  const std::vector<double> most = largest(rough, network.states());
  const Outcome exact =
      run(network, by_cvode(network, tolerances_of(1e-10, most, 1e-13), LinearAlgebra::sparse));
  const auto cvode = [&](LinearAlgebra algebra) {
    return run(network, by_cvode(network, tolerances_of(1e-6, most, 1e-8), algebra));
  };
  const Outcome dense = cvode(LinearAlgebra::dense);
  print("CVODE dense 1e-6", dense, error_of(dense, exact, most), dense.seconds);
  const Outcome sparse = cvode(LinearAlgebra::sparse);
  print("CVODE KLU 1e-6", sparse, error_of(sparse, exact, most), dense.seconds);
  for (const double relative : {1e-4, 1e-5, 1e-6}) {
    RosenbrockKinetics solver(network, tolerances_of(relative, most, 1e-2 * relative));
    std::vector<float> last_step(cell_count, 0.0f);
    const Outcome lanes = run(network, by_rosenbrock(solver, last_step));
    print(fmt::format("Rodas4 lanes {:.0e}", relative).c_str(), lanes, error_of(lanes, exact, most),
          dense.seconds);
  }
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files(argv + 1, argv + argc);
  const std::filesystem::path folder = std::filesystem::path(CYTOTWIN_DATA) / "biomodels";
  if (files.empty() && std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".xml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
  }
  if (files.empty()) fmt::print("no models: give their files, or set CYTOTWIN_DATA\n");
  for (const auto& file : files) cytotwin::table_of(file);
  return files.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}
