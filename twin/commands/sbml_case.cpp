#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <map>
#include <set>

#include "core/errors.h"
#include "kinetics/network.h"
#include "kinetics/sbml/read_sbml.h"
#include "kinetics/simulate.h"
#include "twin/commands/commands.h"

namespace cytotwin {
namespace {

/// The settings file of a case of the SBML Test Suite.
struct CaseSettings {
  double start = 0, duration = 0, absolute = 0, relative = 0;
  int steps = 0;
  std::vector<std::string> variables;
  std::set<std::string> amount, concentration;  ///< species to be reported as such
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string word = trimmed(text.substr(at, end - at));
    if (!word.empty()) all.push_back(word);
    at = end + 1;
  }
  return all;
}

std::set<std::string> as_set(const std::vector<std::string>& all) {
  return {all.begin(), all.end()};
}

CaseSettings read_settings(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw InputError({file.string(), 0, 0, {}}, "no such file");
  std::map<std::string, std::pair<std::string, std::size_t>> entries;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    entries[trimmed(line.substr(0, colon))] = {trimmed(line.substr(colon + 1)), number};
  }
  std::vector<InputProblem> problems;
  const auto number = [&](const char* key) {
    const auto& [text, at] = entries[key];
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
      problems.push_back(
          {{file.string(), at, 0, {}}, fmt::format("{}: \"{}\" is no number", key, text), ""});
    }
    return value;
  };
  CaseSettings settings;
  settings.start = number("start");
  settings.duration = number("duration");
  settings.absolute = number("absolute");
  settings.relative = number("relative");
  settings.steps = static_cast<int>(number("steps"));
  if (!problems.empty()) throw InputError(std::move(problems));
  settings.variables = words(entries["variables"].first);
  settings.amount = as_set(words(entries["amount"].first));
  settings.concentration = as_set(words(entries["concentration"].first));
  return settings;
}

std::size_t column_of(const Network& network, const CaseSettings& settings,
                      const std::string& variable, const std::filesystem::path& file) {
  for (const SpeciesForms& species : network.species()) {
    if (species.id != variable) continue;
    if (settings.amount.contains(variable)) return species.amount;
    if (settings.concentration.contains(variable)) return species.concentration;
  }
  const auto& names = network.quantity_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == variable) return i;
  }
  throw InputError({file.string(), 0, 0, {}},
                   fmt::format("variables: \"{}\" is none of the model's", variable));
}

Trajectory simulate_case(const Network& network, const CaseSettings& settings) {
  // 1e4 times tighter than what is asked, so that nothing of the difference is the solver's
  constexpr double tighter = 1e-4;
  SimulationPlan plan;
  for (int k = 0; k <= settings.steps; ++k) {
    plan.output_times.push_back(settings.start + settings.duration * k / settings.steps);
  }
  plan.tolerances = {std::min(1e-9, tighter * settings.relative),
                     std::vector<double>(network.states(), tighter * settings.absolute)};
  plan.constants = network.default_constants();
  return simulate(network, plan);
}

}  // namespace

int sbml_case_command(const SbmlCaseOptions& options) {
  const CaseSettings settings = read_settings(options.settings);
  const Network network(read_sbml(options.model));
  std::vector<std::size_t> columns;
  for (const std::string& variable : settings.variables) {
    columns.push_back(column_of(network, settings, variable, options.settings));
  }
  const Trajectory trajectory = simulate_case(network, settings);
  std::ofstream out(options.out);
  out << "time";
  for (const std::string& variable : settings.variables) out << ',' << variable;
  out << '\n';
  for (const std::vector<double>& row : trajectory.values) {
    out << fmt::format("{:.17g}", row[0]);
    for (const std::size_t column : columns) out << fmt::format(",{:.17g}", row[column]);
    out << '\n';
  }
  out.flush();
  if (!out) throw std::runtime_error(fmt::format("{}: cannot be written", options.out.string()));
  return 0;
}

}  // namespace cytotwin
