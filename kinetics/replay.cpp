#include "kinetics/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "core/errors.h"
#include "core/toml/suggest.h"

namespace cytotwin {
namespace {

constexpr std::size_t longest_error = 4000;  // of a text that files may hold in one line

// TOML's own nan and inf are refused by readers of settings: such numbers are written as text.
std::string number(double value) {
  if (!std::isfinite(value)) return fmt::format("\"{}\"", value);
  std::string text = fmt::format("{:.17g}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, longest_error)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out + '"';
}

void add_table(std::string& text, std::string_view name, const Replay::Named& values) {
  if (values.empty()) return;
  text += fmt::format("\n[{}]\n", name);
  for (const auto& [key, value] : values) {
    text += fmt::format("{} = {}\n", toml_text(key), number(value));
  }
}

Replay::Named named(const std::vector<std::string>& names, std::span<const double> values) {
  Replay::Named out;
  for (std::size_t i = 0; i < names.size(); ++i) out.emplace_back(names[i], values[i]);
  return out;
}

/// The values in the order of `names`; what is missing or too many goes to `problems`.
std::vector<double> arranged(const Replay::Named& values, const std::vector<std::string>& names,
                             const char* what, std::vector<InputProblem>& problems) {
  std::vector<double> out(names.size(), std::nan(""));
  std::vector<std::uint8_t> found(names.size(), 0);
  for (const auto& [name, value] : values) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      problems.push_back({{"replay", 0, 0, {}},
                          fmt::format("\"{}\" is none of the network's {}", name, what),
                          suggestion(name, names, what)});
      continue;
    }
    out[static_cast<std::size_t>(at - names.begin())] = value;
    found[static_cast<std::size_t>(at - names.begin())] = 1;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (found[i] != 0) continue;
    problems.push_back({{"replay", 0, 0, {}},
                        fmt::format("\"{}\" of the network's {} is missing", names[i], what),
                        "give its value"});
  }
  return out;
}

}  // namespace

Replay replay_of(const Network& network, const CellBatch& batch, std::size_t cell, double time,
                 double window, const SolverChoice& solver) {
  Replay replay;
  replay.time = time;
  replay.window = window;
  replay.solver = solver;
  replay.last_step = batch.last_step.empty() ? 0 : batch.last_step[cell];
  replay.constants = named(network.constant_names(), inputs_of(batch, cell, window).constants);
  for (std::size_t v = 0; v < batch.varied_end.size(); ++v) {
    if (batch.varied_end[v].empty()) continue;
    replay.constants_end.emplace_back(network.constant_names()[batch.varied[v].first],
                                      batch.varied_end[v][cell]);
  }
  for (std::size_t s = 0; s < network.states(); ++s) {
    replay.states.emplace_back(network.state_names()[s], batch.states[s][cell]);
  }
  for (const auto& column : batch.triggers) replay.triggers.push_back(column[cell]);
  return replay;
}

void write_replay(const std::filesystem::path& file, const Replay& replay) {
  std::filesystem::path network = replay.network;
  if (network.is_relative() && !network.empty()) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    network = std::filesystem::absolute(network).lexically_proximate(folder);
  }
  std::string text = "# A cell's window that could not be solved: twin simulate THIS_FILE\n";
  text += fmt::format(
      "replay = 1\nnetwork = {}\nfingerprint = {}\ncell = {}\nerror = {}\ntime = {}\nwindow = {}\n"
      "last_step = {}\nsolver = {}\nmost_steps = {}\nrelative_tolerance = {}\n",
      toml_text(network.generic_string()), toml_text(replay.fingerprint), replay.cell,
      toml_text(replay.error), number(replay.time), number(replay.window),
      number(static_cast<double>(replay.last_step)), toml_text(replay.solver.name),
      replay.solver.most_steps, number(replay.solver.tolerances.relative));
  if (!replay.triggers.empty()) {
    std::vector<std::string> truths;
    for (const std::uint8_t truth : replay.triggers)
      truths.push_back(truth != 0 ? "true" : "false");
    text += fmt::format("triggers = [{}]\n", joined(truths));
  }
  std::vector<std::string> states;
  for (const auto& [name, value] : replay.states) states.push_back(name);
  add_table(text, "states", replay.states);
  add_table(text, "absolute_tolerances", named(states, replay.solver.tolerances.absolute));
  add_table(text, "constants", replay.constants);
  add_table(text, "constants_end", replay.constants_end);
  std::ofstream out(file);
  out << text;
  out.flush();
  if (!out) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

Replayed run_replay(const Replay& replay, const Network& network) {
  std::vector<InputProblem> problems;
  Replay::Named absolute;  // in the order of the file
  for (std::size_t s = 0; s < replay.solver.tolerances.absolute.size(); ++s) {
    absolute.emplace_back(replay.states.at(s).first, replay.solver.tolerances.absolute[s]);
  }
  const std::vector<double> constants =
      arranged(replay.constants, network.constant_names(), "constants", problems);
  Replayed result{{}, arranged(replay.states, network.state_names(), "states", problems)};
  if (replay.triggers.size() != network.events().size()) {
    problems.push_back(
        {{},
         fmt::format("triggers: {} of {} events", replay.triggers.size(), network.events().size()),
         "one truth an event"});
  }
  CellBatch batch;
  batch.cells = 1;
  batch.constants = constants;
  for (double& state : result.states) batch.states.emplace_back(&state, 1);
  const std::vector<std::string>& names = network.constant_names();
  for (const auto& [name, value] : replay.constants_end) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      problems.push_back({{"replay", 0, 0, {}},
                          fmt::format("\"{}\" is none of the network's constants", name),
                          suggestion(name, names, "constants")});
      continue;
    }
    const auto constant = static_cast<std::size_t>(at - names.begin());
    batch.varied.emplace_back(constant, std::span(&constants[constant], 1));
    batch.varied_end.emplace_back(&value, 1);
  }
  if (!problems.empty()) throw InputError(problems);
  std::vector<std::uint8_t> triggers = replay.triggers;
  for (std::uint8_t& truth : triggers) batch.triggers.emplace_back(&truth, 1);
  float last_step = replay.last_step;
  batch.last_step = {&last_step, 1};
  SolverChoice choice = replay.solver;
  choice.tolerances.absolute = arranged(absolute, network.state_names(), "states", problems);
  result.report =
      make_cell_kinetics(network, choice)->advance(batch, replay.time, replay.window, Workers(1));
  return result;
}

}  // namespace cytotwin
