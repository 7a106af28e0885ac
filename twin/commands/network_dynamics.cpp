#include "twin/commands/network_dynamics.h"

#include <fmt/format.h>

#include <iostream>

#include "kinetics/steady_state.h"

namespace cytotwin {
namespace {

std::string time_in_words(double time, const Model& model) {
  return fmt::format("{:g} {}", time, model.time_unit.empty() ? "units of time" : model.time_unit);
}

void print_steady_state(const Model& model, const Network& network,
                        const SteadyStateSearch& search) {
  std::cout << "\n## steady state\n";
  if (!model.events.empty()) std::cout << "(events left out)\n";
  if (search.found) {
    std::cout << fmt::format("after {}\n", time_in_words(search.time, model));
    for (std::size_t i = 0; i < network.states(); ++i) {
      std::cout << fmt::format("{} = {:.10g}\n", network.state_names()[i], search.states[i]);
    }
    return;
  }
  std::cout << fmt::format("none found in {}", time_in_words(search.time, model));
  if (!search.obstacle.empty()) {
    std::cout << fmt::format(": {}\n", search.obstacle);
    return;
  }
  std::vector<std::string> moving;
  for (const std::uint32_t state : search.moving) moving.push_back(network.state_names()[state]);
  std::cout << (moving.empty() ? "; states hardly move, but rates do not vanish nearby\n"
                               : fmt::format("; still moving: {}\n", fmt::join(moving, ", ")));
}

void print_scales(const char* where, const TimeScales& scales, const Model& model) {
  if (!scales.known) {
    std::cout << fmt::format("{}: the Jacobian has entries that are no numbers\n", where);
  } else if (scales.fastest == 0) {
    std::cout << fmt::format("{}: nothing moves by itself\n", where);
  } else {
    std::cout << fmt::format(
        "{}: rates from {:.4g} to {:.4g} a {}, ratio {:.3g}{}{}\n", where, scales.slowest,
        scales.fastest, model.time_unit.empty() ? "unit of time" : model.time_unit,
        scales.fastest / scales.slowest,
        scales.zeros == 0 ? "" : fmt::format("; {} of 0", scales.zeros),
        scales.growth > 1e-9 * scales.fastest ? fmt::format("; grows at {:.3g}", scales.growth)
                                              : "");
  }
}

}  // namespace

void print_dynamics(const Model& model, const Network& network, std::span<const double> constants) {
  const Network::Start start = network.start(0, constants);
  const std::vector<FixedSum> sums = fixed_sums(model);
  const SteadyStateSearch search = find_steady_state(network, sums, start.constants, start.states);
  print_steady_state(model, network, search);
  std::cout << "\n## stiffness\n";
  print_scales("at the start", time_scales(network, sums.size(), 0, start.constants, start.states),
               model);
  if (!search.found) return;
  print_scales("at the steady state",
               time_scales(network, sums.size(), search.time, start.constants, search.states),
               model);
}

}  // namespace cytotwin
