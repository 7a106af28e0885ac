// kinetics_accuracy MODEL HORIZON [MODEL HORIZON ...]: how far each solver of cells ends from CVODE
// at a relative tolerance of 1e-10, at 100 times up to the horizon, over its relative tolerance:
// worst |y - ref| / (|ref| + 1e-3 max|y|), and the processor's time for 100 windows of one cell.
#include <fmt/format.h>

#include <cstdlib>

#include "kinetics/read_network.h"
#include "machine.h"
#include "tests/kinetics/windows.h"

namespace cytotwin {
namespace {

void table_of(const std::string& file, double horizon) {
  Model model = read_network(file);
  hold_event_targets(model);
  const Network network(model);
  constexpr int times = 100;
  const Path reference = reference_path(network, horizon, times, 1e-10);
  fmt::print("{} to {} ({} states)\n", file.substr(file.rfind('/') + 1), horizon, network.states());
  for (const std::string& name : solver_names()) {
    fmt::print("    {:12}", name);
    for (const double relative : {1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9}) {
      const SolverChoice choice{
          name, scaled_tolerances(network, plan_to(network, horizon, times), relative)};
      try {
        const double begun = bench::now(true);
        const Path path = windowed_path(network, choice, horizon, times);
        fmt::print("  {:8.1e} {:7.0f} us", path_error(path, reference),
                   1e6 * (bench::now(true) - begun));
      } catch (const std::exception& error) {
        fmt::print("  {:.18}", error.what());
      }
    }
    fmt::print("\n");
  }
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i += 2) cytotwin::table_of(argv[i], std::atof(argv[i + 1]));
  return argc > 2 ? EXIT_SUCCESS : EXIT_FAILURE;
}
