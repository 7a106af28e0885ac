#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.h"
#include "core/toml/parse.h"
#include "core/toml/suggest.h"
#include "kinetics/replay.h"

namespace cytotwin {
namespace {

const std::vector<std::string> keys = {"replay",
                                       "network",
                                       "fingerprint",
                                       "cell",
                                       "error",
                                       "time",
                                       "window",
                                       "last_step",
                                       "solver",
                                       "most_steps",
                                       "relative_tolerance",
                                       "triggers",
                                       "states",
                                       "absolute_tolerances",
                                       "constants",
                                       "constants_end"};

/// Reads key by key and lists what is wrong.
class ReplayReader {
 public:
  explicit ReplayReader(const Node& root) : root_(root) {}

  Replay read() {
    Replay replay;
    for (const NodeEntry& entry : root_.entries) {
      if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
      add(entry.key_mark, fmt::format("unknown key \"{}\"", entry.key),
          suggestion(entry.key, keys, "keys"));
    }
    replay.network = text("network");
    replay.fingerprint = text("fingerprint");
    replay.error = text("error");
    replay.cell = static_cast<std::uint64_t>(whole("cell", 0));
    replay.time = real("time");
    replay.window = real("window");
    if (!(replay.window > 0)) {
      add(mark_of("window"), "window is not above 0", "give its length in the network's time");
    }
    replay.last_step = static_cast<float>(real("last_step"));
    replay.solver.name = text("solver");
    const auto& solvers = solver_names();
    if (std::find(solvers.begin(), solvers.end(), replay.solver.name) == solvers.end()) {
      add(mark_of("solver"), fmt::format("unknown solver \"{}\"", replay.solver.name),
          suggestion(replay.solver.name, solvers, "solvers"));
    }
    constexpr std::int64_t many = std::numeric_limits<std::uint32_t>::max();
    replay.solver.most_steps = static_cast<std::uint32_t>(std::min(whole("most_steps", 1), many));
    replay.solver.tolerances.relative =
        positive(mark_of("relative_tolerance"), real("relative_tolerance"));
    replay.states = table("states", true);
    read_absolute(replay);
    replay.constants = table("constants", false);
    replay.constants_end = table("constants_end", false);
    read_triggers(replay);
    return replay;
  }

  const std::vector<InputProblem>& problems() const { return problems_; }

 private:
  void add(const Mark& mark, std::string message, std::string hint) {
    problems_.push_back({mark.place(), std::move(message), std::move(hint)});
  }
  Mark mark_of(const char* key) const {
    const Node* node = root_.find(key);
    return node != nullptr ? node->mark : root_.mark;
  }
  const Node* required(const char* key) {
    const Node* node = root_.find(key);
    if (node == nullptr) add(root_.mark, fmt::format("{} is missing", key), "every replay has it");
    return node;
  }
  double positive(const Mark& mark, double value) {
    if (!(value > 0)) add(mark, "a tolerance is not above 0", "give a number above 0");
    return value;
  }

  std::string text(const char* key) {
    const Node* node = required(key);
    if (node == nullptr) return {};
    if (node->kind == Node::Kind::string) return node->text;
    add(node->mark, fmt::format("{} is {}", key, describe(*node)), "write a text in quotes");
    return {};
  }

  std::int64_t whole(const char* key, std::int64_t least) {
    const Node* node = required(key);
    if (node == nullptr) return least;
    if (node->kind == Node::Kind::integer && node->integer >= least) return node->integer;
    add(node->mark, fmt::format("{} is {}", key, describe(*node)),
        fmt::format("write a whole number, {} or more", least));
    return least;
  }

  double real(const char* key) {
    const Node* node = required(key);
    return node != nullptr ? value_of(*node, key) : std::nan("");
  }

  double value_of(const Node& node, const std::string& name) {
    if (node.kind == Node::Kind::real) return node.real;
    if (node.kind == Node::Kind::integer) return static_cast<double>(node.integer);
    if (node.kind == Node::Kind::string) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      if (node.text == "inf") return infinity;
      if (node.text == "-inf") return -infinity;
      if (node.text == "nan" || node.text == "-nan") return std::nan("");
    }
    add(node.mark, fmt::format("{} is {}", name, describe(node)), "write a number");
    return std::nan("");
  }

  Replay::Named table(const char* key, bool must_be) {
    const Node* node = must_be ? required(key) : root_.find(key);
    Replay::Named values;
    if (node == nullptr) return values;
    if (node->kind != Node::Kind::table) {
      add(node->mark, fmt::format("{} is {}", key, describe(*node)),
          fmt::format("write [{}] and a number for each name", key));
      return values;
    }
    for (const NodeEntry& entry : node->entries) {
      values.emplace_back(entry.key, value_of(entry.value, entry.key));
    }
    return values;
  }

  // In the order of the states, whichever the file's is.
  void read_absolute(Replay& replay) {
    const Replay::Named given = table("absolute_tolerances", true);
    for (const auto& [state, value] : replay.states) {
      const auto found = std::find_if(given.begin(), given.end(),
                                      [&](const auto& entry) { return entry.first == state; });
      if (found == given.end()) {
        add(mark_of("absolute_tolerances"), fmt::format("\"{}\" has no absolute tolerance", state),
            "one a state");
        continue;
      }
      replay.solver.tolerances.absolute.push_back(
          positive(mark_of("absolute_tolerances"), found->second));
    }
  }

  void read_triggers(Replay& replay) {
    const Node* node = root_.find("triggers");
    if (node == nullptr) return;
    if (node->kind != Node::Kind::list) {
      add(node->mark, fmt::format("triggers is {}", describe(*node)), "write [true, false]");
      return;
    }
    for (const Node& item : node->items) {
      if (item.kind != Node::Kind::boolean) {
        add(item.mark, fmt::format("a trigger is {}", describe(item)), "write true or false");
      }
      replay.triggers.push_back(item.boolean ? 1 : 0);
    }
  }

  const Node& root_;
  std::vector<InputProblem> problems_;
};

}  // namespace

Replay read_replay(const std::filesystem::path& file) {
  const Node root = parse_toml(read_source(file));
  ReplayReader reader(root);
  Replay replay = reader.read();
  if (!reader.problems().empty()) throw InputError(reader.problems());
  if (replay.network.is_relative()) replay.network = file.parent_path() / replay.network;
  return replay;
}

}  // namespace cytotwin
