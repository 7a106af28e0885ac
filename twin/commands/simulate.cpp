#include "kinetics/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

#include "core/errors.h"
#include "core/toml/suggest.h"
#include "kinetics/network.h"
#include "kinetics/read_network.h"
#include "kinetics/scaled_tolerances.h"
#include "kinetics/sensitivities.h"
#include "kinetics/steady_state.h"
#include "twin/commands/commands.h"
#include "twin/commands/network_constants.h"
#include "viz/loader.h"

namespace cytotwin {
namespace {

InputError wrong(const std::string& where, const std::string& what, const std::string& hint) {
  return {{where, 0, 0, {}}, what, hint};
}

/// Columns of the quantities asked for; without a wish, of all species and all other states.
std::vector<std::size_t> columns_of(const Network& network,
                                    const std::vector<std::string>& wanted) {
  const std::vector<std::string>& names = network.quantity_names();
  const auto column = [&](const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      throw wrong("--species", fmt::format("\"{}\" is none of the network's", name),
                  suggestion(name, names, "known here"));
    }
    return static_cast<std::size_t>(found - names.begin());
  };
  std::vector<std::size_t> columns;
  for (const std::string& name : wanted) columns.push_back(column(name));
  if (!wanted.empty()) return columns;
  for (const SpeciesForms& species : network.species()) columns.push_back(column(species.id));
  for (std::size_t i = 0; i < network.states(); ++i) {
    if (network.is_amount()[i] == 0) columns.push_back(column(network.state_names()[i]));
  }
  return columns;
}

/// Where the network rests under the constants of `before`.
std::vector<double> steady_state_of(const Model& model, const Network& network,
                                    const std::vector<std::string>& before) {
  const Network::Start start = network.start(0, constants_of(network, before, "--before"));
  const SteadyStateSearch search =
      find_steady_state(network, fixed_sums(model), start.constants, start.states);
  if (search.found) return search.states;
  throw wrong("--steady-state",
              fmt::format("the network does not come to rest in {:g} {}", search.time,
                          model.time_unit.empty() ? "units of time" : model.time_unit),
              "twin network says which states still move");
}

/// Constants asked for by --sensitivity.
std::vector<std::size_t> followed_constants(const Network& network,
                                            const SimulateOptions& options) {
  std::vector<std::size_t> constants;
  std::vector<std::string> names;  // of those that do not follow from others
  for (std::size_t c = 0; c < network.constants(); ++c) {
    if (!std::isnan(network.default_constants()[c])) names.push_back(network.constant_names()[c]);
  }
  for (const std::string& name : options.sensitivity) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw wrong("--sensitivity", fmt::format("\"{}\" is no constant that can be set", name),
                  suggestion(name, names, "constants"));
    }
    const auto& all = network.constant_names();
    constants.push_back(
        static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin()));
  }
  if (constants.empty()) return constants;
  if (!network.events().empty()) {
    throw wrong("--sensitivity",
                fmt::format("the network has events (\"{}\" ...), at which sensitivities jump",
                            network.events().front().id),
                "take differences of two runs with --set");
  }
  if (options.steady_state) {
    throw wrong("--sensitivity", "does not go with --steady-state",
                "a steady state changes with the constants in ways that are not followed");
  }
  return constants;
}

/// @param slopes  as Sensitivities::slopes; empty: none were asked for
void write_csv(std::ostream& out, const Network& network, const std::vector<std::size_t>& columns,
               const std::vector<std::string>& followed, const Sensitivities& results) {
  out << "time";
  for (const std::size_t column : columns) out << ',' << network.quantity_names()[column];
  for (const std::string& constant : followed) {
    for (const std::size_t column : columns) {
      out << fmt::format(",d({})/d({})", network.quantity_names()[column], constant);
    }
  }
  out << '\n';
  for (std::size_t k = 0; k < results.trajectory.values.size(); ++k) {
    const std::vector<double>& row = results.trajectory.values[k];
    out << fmt::format("{}", row[0]);
    for (const std::size_t column : columns) out << fmt::format(",{}", row[column]);
    for (std::size_t c = 0; c < followed.size(); ++c) {
      for (const double slope : results.slopes[k][c]) out << fmt::format(",{}", slope);
    }
    out << '\n';
  }
}

void draw(const SimulateOptions& options, const Model& model, const Network& network,
          const std::vector<std::size_t>& columns, const Trajectory& trajectory) {
  Chart chart;
  chart.title = model.id;
  chart.x_title = fmt::format("time [{}]", model.time_unit);
  for (const std::size_t column : columns) {
    ChartLine line{network.quantity_names()[column], {}, {}};
    for (const std::vector<double>& row : trajectory.values) {
      line.x.push_back(row[0]);
      line.y.push_back(row[column]);
    }
    chart.lines.push_back(std::move(line));
  }
  load_viz()->draw_chart(chart, options.chart->string());
}

}  // namespace

int simulate_command(const SimulateOptions& options) {
  if (is_replay(options.file)) return replay_command(options.file);
  Model model = read_network(options.file);
  complete_rates(model);
  const Network network(model);
  const std::vector<std::size_t> columns = columns_of(network, options.species);
  const std::vector<std::size_t> followed = followed_constants(network, options);
  SimulationPlan plan;
  plan.constants = constants_of(network, options.settings, "--set");
  for (int k = 0; k <= options.steps; ++k) {
    plan.output_times.push_back(options.until * k / options.steps);
  }
  if (!options.steady_state && !options.before.empty()) {
    throw wrong("--before", "of use with --steady-state only", "add --steady-state");
  }
  if (options.steady_state) plan.states = steady_state_of(model, network, options.before);
  if (!(options.until > 0)) throw wrong("--until", "not above 0", "give the end of the run");
  plan.tolerances = scaled_tolerances(network, plan, options.relative_tolerance);
  const Sensitivities results = followed.empty()
                                    ? Sensitivities{simulate(network, plan), {}}
                                    : simulate_sensitivities(network, plan, followed, columns);
  if (options.out) {
    std::ofstream out(*options.out);
    write_csv(out, network, columns, options.sensitivity, results);
    out.flush();
    if (!out) throw std::runtime_error(fmt::format("{}: cannot be written", options.out->string()));
  } else {
    write_csv(std::cout, network, columns, options.sensitivity, results);
  }
  if (options.chart) draw(options, model, network, columns, results.trajectory);
  for (const std::string& warning : model.warnings) {
    std::cerr << fmt::format("{}: warning: {}\n", options.file.string(), warning);
  }
  return 0;
}

}  // namespace cytotwin
