#include "kinetics/replay.h"

#include <fmt/format.h>

#include <iostream>

#include "core/errors.h"
#include "kinetics/fingerprint.h"
#include "kinetics/read_network.h"
#include "twin/commands/commands.h"

namespace cytotwin {

bool is_replay(const std::filesystem::path& file) {
  return file.extension() == ".toml" && file.stem().extension() == ".replay";
}

int replay_command(const std::filesystem::path& file) {
  const Replay replay = read_replay(file);
  Model model = read_network(replay.network);
  hold_event_targets(model);
  if (const std::string now = fingerprint(model); now != replay.fingerprint) {
    throw InputError({file.string(), 0, 0, {}},
                     fmt::format("{} is another network than at the failure: {} now, {} then",
                                 replay.network.string(), now, replay.fingerprint),
                     "bring that version of the network back, or write its fingerprint here");
  }
  const Network network(model);
  const Replayed result = run_replay(replay, network);
  std::cerr << fmt::format("cell {}, network \"{}\", from t = {} to {}, solver {}: {} steps\n",
                           replay.cell, network.id(), replay.time, replay.time + replay.window,
                           replay.solver.name, result.report.steps);
  if (!result.report.failures.empty()) {
    std::cerr << fmt::format("twin: failed: {}\n", result.report.failures.front().what);
    return 1;
  }
  std::cout << "state,start,end\n";
  for (std::size_t s = 0; s < network.states(); ++s) {
    std::cout << fmt::format("{},{},{}\n", network.state_names()[s], replay.states[s].second,
                             result.states[s]);
  }
  return 0;
}

}  // namespace cytotwin
