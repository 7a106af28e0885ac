#include "kinetics/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "core/errors.h"
#include "core/random.h"
#include "kinetics/fingerprint.h"
#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

/// x' = -k / sqrt(x), which ends within the window for the second cell; an event that does nothing.
Model ending() {
  ModelWriter w;
  const Expression k = w.constant("k", 1.0), x = w.state("x", 1.0), y = w.state("y", 0.1);
  w.rate(x, -k / Expression::of(Operation::sqrt, {x}));
  w.rate(y, 1.0 / 3 * y);
  Event event;
  event.id = "never";
  event.trigger = Expression::of(Operation::less, {y, 0.0});
  event.assignments = {{y.symbol(), 0.0, {}}};
  w.model.events = {event};
  return w.model;
}

struct Written {
  std::filesystem::path file;
  explicit Written(const std::string& name)
      : file(std::filesystem::path(testing::TempDir()) / name) {}
  ~Written() { std::filesystem::remove(file); }
};

Replay failed_replay(const Network& network, KineticsReport& report) {
  Cells cells(network, 2);
  cells.varied = {{0.1, 2.0 / 3}};
  cells.varied_end = {{0.1, 0.7}};
  const SolverChoice choice{"ladder", {1e-6, {1e-9, 1e-7}}, 5000};
  const auto solver = make_cell_kinetics(network, choice);
  report = solver->advance(cells.batch(), 7.1, 6, Workers(1));
  Replay replay = replay_of(network, cells.batch(), 1, 7.1, 6, choice);
  replay.network = "no/network \"quoted\".xml";
  replay.fingerprint = "0123";
  replay.cell = 987654321012345;
  replay.error = report.failures.at(0).what;
  return replay;
}

TEST(Replay, FailsAgainWithTheSameWordsAfterItWasWrittenAndRead) {
  const Network network(ending());
  KineticsReport report;
  const Replay replay = failed_replay(network, report);
  const Written written("failed.replay.toml");
  write_replay(written.file, replay);
  const Replay read = read_replay(written.file);

  EXPECT_EQ(read.cell, replay.cell);
  EXPECT_EQ(read.error, replay.error);
  EXPECT_EQ(read.fingerprint, replay.fingerprint);
  EXPECT_EQ(std::filesystem::absolute(read.network).lexically_normal(),
            std::filesystem::absolute(replay.network).lexically_normal());
  EXPECT_EQ(read.constants, replay.constants);
  EXPECT_EQ(read.constants_end, replay.constants_end);
  EXPECT_EQ(read.states, replay.states);
  EXPECT_EQ(read.triggers, replay.triggers);
  EXPECT_EQ(read.solver.tolerances.absolute, replay.solver.tolerances.absolute);
  EXPECT_EQ(read.solver.most_steps, 5000u);
  const Replayed again = run_replay(read, network);
  ASSERT_EQ(again.report.failures.size(), 1u);
  EXPECT_EQ(again.report.failures[0].what, replay.error);
}

TEST(Replay, GivesTheBytesOfTheCellThatWasSolved) {
  const Network network(ending());
  Cells cells(network, 1);
  cells.varied = {{0.01}};
  cells.last_step = {0.3f};
  const SolverChoice choice{"rosenbrock", {1e-6, {1e-9, 1e-9}}, 5000};
  const Replay replay = replay_of(network, cells.batch(), 0, 7.1, 6, choice);
  const Written written("solved.replay.toml");
  write_replay(written.file, replay);
  make_cell_kinetics(network, choice)->advance(cells.batch(), 7.1, 6, Workers(1));
  const Replayed again = run_replay(read_replay(written.file), network);
  EXPECT_EQ(again.states, std::vector<double>({cells.states[0][0], cells.states[1][0]}));
}

TEST(Replay, KeepsNumbersThatAreNone) {
  Replay replay;
  replay.window = 1;
  replay.solver.tolerances = {1e-6, {1e-9}};
  replay.states = {{"x", std::numeric_limits<double>::infinity()}};
  replay.constants = {{"r.k", std::nan("")}, {"l", -0.0}, {"m", 5e-324}};
  const Written written("numbers.replay.toml");
  write_replay(written.file, replay);
  const Replay read = read_replay(written.file);
  EXPECT_EQ(read.states, replay.states);
  EXPECT_TRUE(std::isnan(read.constants[0].second));
  EXPECT_TRUE(std::signbit(read.constants[1].second));
  EXPECT_EQ(read.constants[2].second, 5e-324);
}

TEST(Replay, TellsAllThatIsWrongWithAFile) {
  const Written written("wrong.replay.toml");
  std::ofstream(written.file) << "replay = 1\nnetwork = 3\nfingerprint = \"a\"\ncell = -1\n"
                                 "error = \"\"\ntime = 0\nwindow = 0.0\nlast_step = \"long\"\n"
                                 "solver = \"ladde\"\nmost_steps = 10\nrelative_tolerance = 1e-6\n"
                                 "trigers = [true]\n[states]\nx = 1\n[absolute_tolerances]\n";
  try {
    read_replay(written.file);
    FAIL() << "taken";
  } catch (const InputError& error) {
    const std::string what = error.what();
    for (const char* part :
         {":2:", "network is the number 3", ":4:", "cell is", ":7:", "window is not above 0",
          "last_step is the text", "did you mean \"ladder\"", "did you mean \"triggers\"",
          "\"x\" has no absolute tolerance"}) {
      EXPECT_NE(what.find(part), std::string::npos) << part << " in\n" << what;
    }
  }
}

TEST(Replay, NamesWhatTheNetworkDoesNotHave) {
  const Network network(ending());
  KineticsReport report;
  Replay replay = failed_replay(network, report);
  replay.states[0].first = "z";
  replay.triggers.clear();
  try {
    run_replay(replay, network);
    FAIL() << "taken";
  } catch (const InputError& error) {
    const std::string what = error.what();
    for (const char* part : {"\"z\" is none of the network's states", "\"x\" of the network's",
                             "triggers: 0 of 1 events"}) {
      EXPECT_NE(what.find(part), std::string::npos) << what;
    }
  }
}

// Tolerances go with their states: a file's own order does not matter.
TEST(Replay, TakesStatesInAnyOrder) {
  const Network network(ending());
  const SolverChoice choice{"rosenbrock", {1e-6, {1e-9, 1e-3}}, 5000};
  Cells cells(network, 1);
  cells.varied = {{0.01}};
  Replay replay = replay_of(network, cells.batch(), 0, 0, 6, choice);
  const Replayed usual = run_replay(replay, network);
  std::reverse(replay.states.begin(), replay.states.end());
  std::reverse(replay.solver.tolerances.absolute.begin(), replay.solver.tolerances.absolute.end());
  EXPECT_EQ(run_replay(replay, network).states, usual.states);
  EXPECT_EQ(run_replay(replay, network).report.steps, usual.report.steps);
}

// Bytes changed at random: a file is read or refused, and what was read runs or is refused.
TEST(Replay, SurvivesMutation) {
  const Network network(ending());
  KineticsReport report;
  Replay replay = failed_replay(network, report);
  const Written written("mutated.replay.toml");
  write_replay(written.file, replay);
  std::ifstream in(written.file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  in.close();
  int read = 0;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    RandomStream random(13, n, 0, Purpose::placement);
    std::string other = text;
    for (int change = 0; change < 3; ++change) {
      const auto at = static_cast<std::size_t>(random.uniform() * double(other.size()));
      const auto with = static_cast<std::size_t>(random.uniform() * double(text.size()));
      other[at] = change == 2 ? static_cast<char>(256 * random.uniform()) : text[with];
    }
    std::ofstream(written.file) << other;
    try {
      Replay mutated = read_replay(written.file);
      ++read;
      mutated.solver.most_steps = std::min(mutated.solver.most_steps, 200u);
      run_replay(mutated, network);
    } catch (const InputError&) {
    }
  }
  EXPECT_GT(read, 0);
}

TEST(Fingerprint, ChangesWithWhatMovesTheModel) {
  const std::string before = fingerprint(ending());
  EXPECT_EQ(fingerprint(ending()), before);
  EXPECT_EQ(before.size(), 32u);
  Model model = ending();
  model.quantities[1].initial = 1.5;
  EXPECT_NE(fingerprint(model), before);
  model = ending();
  model.events[0].initial_value = false;
  EXPECT_NE(fingerprint(model), before);
  model = ending();
  model.quantities[2].rule = 2.0 * model.quantities[2].rule;
  EXPECT_NE(fingerprint(model), before);
}

}  // namespace
}  // namespace cytotwin
