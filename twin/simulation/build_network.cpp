#include "twin/simulation/build_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "kinetics/kinetics_error.h"
#include "kinetics/scaled_tolerances.h"
#include "kinetics/simulate.h"
#include "kinetics/steady_state.h"

namespace cytotwin {

namespace {

std::vector<double> constants_of(const KineticsSection& section) {
  std::vector<double> constants = section.compiled->default_constants();
  const std::vector<std::string>& names = section.compiled->constant_names();
  for (const auto& [name, value] : section.parameters) {
    const auto found = std::find(names.begin(), names.end(), name);
    constants.at(static_cast<std::size_t>(found - names.begin())) = value;
  }
  return section.compiled->start(0, constants).constants;
}

Tolerances tolerances_of(const KineticsSection& section, const std::vector<double>& constants,
                         double until) {
  constexpr int outputs = 500;
  if (section.absolute_tolerance) {
    return {section.relative_tolerance,
            std::vector<double>(section.compiled->states(), *section.absolute_tolerance)};
  }
  try {
    SimulationPlan plan;
    plan.constants = constants;
    for (int k = 0; k <= outputs; ++k) plan.output_times.push_back(until * k / outputs);
    return scaled_tolerances(*section.compiled, plan, section.relative_tolerance);
  } catch (const KineticsError& error) {
    throw InputError(
        {section.network, 0, 0, {}},
        fmt::format("kinetics \"{}\": its first run fails: {}", section.name, error.what()),
        "`twin simulate` shows it; absolute_tolerance does without this run");
  }
}

std::vector<std::pair<std::uint32_t, double>> steady_state_of(
    const KineticsSection& section, const std::vector<double>& constants) {
  const Network::Start start = section.compiled->start(0, constants);
  const SteadyStateSearch search = find_steady_state(*section.compiled, fixed_sums(*section.model),
                                                     start.constants, start.states);
  if (!search.found) {
    throw InputError(
        {section.network, 0, 0, {}},
        fmt::format("kinetics \"{}\": the network does not come to rest in {:g} of its "
                    "units of time",
                    section.name, search.time),
        "write start = \"initial\"; `twin network` says which states still move");
  }
  std::vector<std::pair<std::uint32_t, double>> states;
  for (std::uint32_t s = 0; s < search.states.size(); ++s) states.emplace_back(s, search.states[s]);
  return states;
}

}  // namespace

CellNetwork build_network(const KineticsSection& section, const Scenario& scenario) {
  CellNetwork network;
  network.name = section.name;
  network.of_type.assign(scenario.cell_types.size(), 0);
  network.of_type.at(section.cell_type) = 1;
  network.network = section.compiled;
  network.time_unit = section.time_unit;
  network.constants = constants_of(section);
  network.at_division = section.at_division;
  if (section.starts_at_rest) network.initial = steady_state_of(section, network.constants);
  // later ones win
  network.initial.insert(network.initial.end(), section.initial.begin(), section.initial.end());
  network.ramps = section.ramps;
  network.varied = section.varied;
  network.signals = section.signals;
  network.inputs = section.inputs;
  network.jumps = section.jumps;
  network.outputs = section.outputs;
  const double until = (scenario.time.end - scenario.time.start) / section.time_unit;
  network.file = section.network;
  network.fingerprint = section.fingerprint;
  network.solver.name = section.solver;
  network.solver.tolerances = tolerances_of(section, network.constants, until);
  network.kinetics = make_cell_kinetics(*section.compiled, network.solver);
  return network;
}

}  // namespace cytotwin
