// kinetics_scale [MODEL [CELLS [THREADS]]]: wall time and memory of many cells of one network over
// a day in 240 windows of 6 time units, by the ladder. Without arguments 100,000 cells of BIOMD 347
// on two threads.
//
// Four constants differ between cells (log-normal, 20 %), of which two change by 5 % at every
// window. Relative tolerance 1e-4, which on this network ends nearer to the exact solution than
// CVODE at 1e-6 (kinetics_table). Times: the clock's, and the processor's over all threads. Bytes:
// what the columns hold, and what the process has grown by.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/random.h"
#include "kinetics/ladder.h"
#include "kinetics/read_network.h"
#include "kinetics/scaled_tolerances.h"

namespace cytotwin {
namespace {

constexpr int windows = 240;
constexpr double window = 6, relative = 1e-4;
constexpr std::size_t varied_constants = 4;

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& of) {
    return static_cast<double>(of.tv_sec) + 1e-6 * static_cast<double>(of.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Columns of the cells.
struct Cells {
  std::vector<double> constants;
  std::vector<std::vector<double>> states, varied;
  std::vector<float> last_step;

  Cells(const Network& network, std::size_t count) : last_step(count, 0.0f) {
    const Network::Start start = network.start(0, network.default_constants());
    constants = start.constants;
    for (const double value : start.states) states.emplace_back(count, value);
    for (std::size_t v = 0; v < std::min(varied_constants, constants.size()); ++v) {
      varied.emplace_back(count);
      for (std::size_t i = 0; i < count; ++i) {
        RandomStream random(1, i, static_cast<std::uint32_t>(v), Purpose::variables);
        varied[v][i] = constants[v] * std::exp(0.2 * random.normal());
      }
    }
  }
  CellBatch batch() {
    CellBatch batch;
    batch.cells = last_step.size();
    batch.constants = constants;
    for (auto& column : states) batch.states.emplace_back(column);
    for (std::uint32_t v = 0; v < varied.size(); ++v) batch.varied.emplace_back(v, varied[v]);
    batch.last_step = last_step;
    return batch;
  }
  void jump(int w) {
    for (std::size_t v = 0; v < std::min<std::size_t>(2, varied.size()); ++v) {
      for (double& value : varied[v]) value *= w % 2 == 0 ? 1.05 : 1 / 1.05;
    }
  }
  double bytes_per_cell() const {
    return 8.0 * static_cast<double>(states.size() + varied.size()) + 4;
  }
};

void measure(const std::filesystem::path& file, std::size_t count, unsigned threads) {
  Model model = read_network(file);
  model.events.clear();
  const Network network(model);
  SimulationPlan plan;
  plan.constants = network.default_constants();
  for (int w = 0; w <= windows; ++w) plan.output_times.push_back(w * window);
  Tolerances tolerances = scaled_tolerances(network, plan, relative);
  for (double& value : tolerances.absolute) value *= 10;
  LadderKinetics ladder(network, tolerances);
  const double before = resident_bytes();
  Cells cells(network, count);
  const Workers workers(threads);
  KineticsReport total;
  const double processor = processor_seconds();
  const auto begun = std::chrono::steady_clock::now();
  for (int w = 0; w < windows; ++w) {
    cells.jump(w);
    total.add(ladder.advance(cells.batch(), w * window, window, workers));
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begun;
  const double used = processor_seconds() - processor;
  const double cell_windows = static_cast<double>(count) * windows;
  fmt::print("{}: {} states, {} cells, {} windows, {} threads\n", file.stem().string(),
             network.states(), count, windows, threads);
  fmt::print(
      "  {:.1f} s, processor {:.1f} s, {:.2f} us a cell and window, {:.1f} steps; {} failures, "
      "rescued {} {} {}\n",
      wall.count(), used, 1e6 * used / cell_windows,
      static_cast<double>(total.steps) / cell_windows, total.failures.size(),
      total.rescued.by_small_step, total.rescued.by_cvode, total.rescued.by_tight_cvode);
  fmt::print("  {:.0f} bytes a cell in columns, {:.0f} in all (at most {:.0f})\n",
             cells.bytes_per_cell(), (resident_bytes() - before) / static_cast<double>(count),
             8.0 * static_cast<double>(cells.states.size() + cells.varied.size()) + 64);
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  const std::filesystem::path usual =
      std::filesystem::path(CYTOTWIN_DATA) / "biomodels" / "BIOMD0000000347.xml";
  cytotwin::measure(argc > 1 ? std::filesystem::path(argv[1]) : usual,
                    argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100000,
                    argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 2);
  return EXIT_SUCCESS;
}
