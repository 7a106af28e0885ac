#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "core/errors.h"
#include "tests/twin/store/store_fixture.h"
#include "twin/store/run_store.h"

namespace cytotwin {
namespace {

constexpr std::uint64_t run_steps = 8;
constexpr std::uint64_t checkpoint_every = 2;

/// The made-up run from where the checkpoint says to its end.
void run_from(RunStore& store, const std::optional<Checkpoint>& checkpoint) {
  std::uint64_t step = 0;
  if (checkpoint) step = checkpoint->state.get_value<std::uint64_t>("clock/tick") / 10000;
  for (; step < run_steps; ++step) write_step(store, step, checkpoint_every);
  store.finish();
}

/// Holds a resumed store against what the made-up run writes before that checkpoint.
void expect_prefix(const std::string& path, const ResumedRun& resumed) {
  std::uint64_t steps = 0;
  if (resumed.checkpoint) {
    steps = static_cast<std::uint64_t>(resumed.checkpoint->minutes / 10);
    EXPECT_EQ(resumed.checkpoint->state.all(), made_up_checkpoint(steps).state.all());
  }
  EXPECT_EQ(resumed.store.frames(), steps);
  EXPECT_EQ(resumed.store.series().rows(), 2 * steps);
  const RunReader run(path);
  ASSERT_EQ(run.frames(), steps);
  for (std::size_t i = 0; i < steps; ++i) {
    EXPECT_EQ(run.frame(i).x, made_up_frame(i).x) << "frame " << i;
    EXPECT_EQ(run.series().columns[1][2 * i], noise(1, i, 8).front()) << "row " << 2 * i;
  }
}

class ResumeTest : public StoreTest {
 protected:
  std::string digest_of_uninterrupted_run() const {
    const std::string whole = (folder() / "whole.h5").string();
    RunStore store = RunStore::create(whole, small_header());
    run_from(store, std::nullopt);
    return digest_of_run(whole);
  }
  void write_steps(std::uint64_t steps) const {
    RunStore store = RunStore::create(path(), small_header());
    for (std::uint64_t step = 0; step < steps; ++step) write_step(store, step, checkpoint_every);
  }
};

void damage(const std::string& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) / 2));
  stream.put('\x5a');
  stream.put('\xa5');
}

TEST_F(ResumeTest, OutputAfterTheCheckpointIsDroppedAndWrittenAgainAlike) {
  const std::string whole = digest_of_uninterrupted_run();
  write_steps(5);  // checkpoint after step 4, then one step more

  ResumedRun resumed = RunStore::open_for_resume(path());

  expect_prefix(path(), resumed);
  EXPECT_EQ(resumed.store.frames(), 4U);
  EXPECT_TRUE(resumed.messages.empty());
  EXPECT_FALSE(std::filesystem::exists(part("frame_000004.h5"))) << "dropped on disk too";
  run_from(resumed.store, resumed.checkpoint);
  EXPECT_EQ(digest_of_run(path()), whole);
}

// A run that was stopped has saved itself once more than one that was not.
TEST_F(ResumeTest, OneMoreCheckpointOnTheWayChangesNoDigest) {
  const std::string whole = digest_of_uninterrupted_run();
  RunStore store = RunStore::create(path(), small_header());
  for (std::uint64_t step = 0; step < 5; ++step) write_step(store, step, checkpoint_every);
  store.write_checkpoint(made_up_checkpoint(5));
  for (std::uint64_t step = 5; step < run_steps; ++step) write_step(store, step, checkpoint_every);
  store.finish();
  EXPECT_EQ(digest_of_run(path()), whole);
}

TEST_F(ResumeTest, DamagedCheckpointFallsBackToTheOneBefore) {
  const std::string whole = digest_of_uninterrupted_run();
  write_steps(7);
  damage(part("checkpoint_000002.h5"));

  ResumedRun resumed = RunStore::open_for_resume(path());

  expect_prefix(path(), resumed);
  EXPECT_EQ(resumed.store.frames(), 4U);
  ASSERT_EQ(resumed.messages.size(), 2U);
  EXPECT_EQ(resumed.messages[0],
            part("checkpoint_000002.h5") + " is damaged: its content does not match its digest");
  EXPECT_EQ(resumed.messages[1], "going on from the intact checkpoint at 40 min");
  run_from(resumed.store, resumed.checkpoint);
  EXPECT_EQ(digest_of_run(path()), whole);
}

TEST_F(ResumeTest, DamagedFrameFallsBackToWhatCanBeWrittenAgain) {
  const std::string whole = digest_of_uninterrupted_run();
  for (const auto& [frame, kept] : {std::pair{"frame_000004.h5", 4U}, {"frame_000001.h5", 0U}}) {
    write_steps(7);
    std::filesystem::resize_file(part(frame), 700);

    ResumedRun resumed = RunStore::open_for_resume(path());

    expect_prefix(path(), resumed);
    EXPECT_EQ(resumed.store.frames(), kept);
    EXPECT_NE(resumed.messages.at(0).find("is cut short: 188 of "), std::string::npos);
    run_from(resumed.store, resumed.checkpoint);
    EXPECT_EQ(digest_of_run(path()), whole);
  }
}

TEST_F(ResumeTest, WithoutCheckpointTheRunStartsAnew) {
  write_steps(1);
  const ResumedRun resumed = RunStore::open_for_resume(path());
  EXPECT_FALSE(resumed.checkpoint);
  EXPECT_EQ(resumed.store.frames(), 0U);
  EXPECT_EQ(resumed.store.series().rows(), 0U);
}

TEST_F(ResumeTest, FinishedRunIsLeftAlone) {
  const std::string whole = digest_of_uninterrupted_run();
  const ResumedRun resumed = RunStore::open_for_resume((folder() / "whole.h5").string());
  EXPECT_TRUE(resumed.store.complete());
  EXPECT_EQ(resumed.store.frames(), run_steps);
  EXPECT_EQ(digest_of_run((folder() / "whole.h5").string()), whole);
}

/// Starts or resumes the run, as a user would after a kill; never returns.
[[noreturn]] void run_in_child(const std::string& path) {
  if (std::filesystem::exists(path)) {
    ResumedRun resumed = RunStore::open_for_resume(path);
    if (!resumed.store.complete()) run_from(resumed.store, resumed.checkpoint);
  } else {
    RunStore store = RunStore::create(path, small_header());
    run_from(store, std::nullopt);
  }
  _exit(0);
}

std::chrono::microseconds time_of_one_run(const std::string& path) {
  const auto start = std::chrono::steady_clock::now();
  RunStore store = RunStore::create(path, small_header());
  run_from(store, std::nullopt);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

// Kills at 20 moments spread over a run, each followed by a look at what is left; resumed after
// every kill, the run must end with the bytes of one that nobody touched.
TEST_F(ResumeTest, SurvivesKillsAtAnyMoment) {
  const std::string whole = digest_of_uninterrupted_run();
  const auto full = time_of_one_run((folder() / "timed.h5").string());
  std::mt19937 random(20);
  int killed = 0;
  for (int trial = 0; trial < 20; ++trial) {
    const auto delay = full * (random() % 1000) / 1000;
    const pid_t child = fork();
    if (child == 0) run_in_child(path());
    std::this_thread::sleep_for(delay);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    if (!std::filesystem::exists(path())) continue;  // killed before the store was there
    const ResumedRun resumed = RunStore::open_for_resume(path());
    if (resumed.store.complete()) {
      EXPECT_EQ(digest_of_run(path()), whole);
      std::filesystem::remove(path());
      continue;
    }
    EXPECT_TRUE(resumed.messages.empty()) << resumed.messages.front();
    expect_prefix(path(), resumed);
  }
  EXPECT_GE(killed, 10) << "too few kills hit the run";
  if (!std::filesystem::exists(path())) RunStore::create(path(), small_header());
  ResumedRun resumed = RunStore::open_for_resume(path());
  if (!resumed.store.complete()) run_from(resumed.store, resumed.checkpoint);
  EXPECT_EQ(digest_of_run(path()), whole);
}

TEST_F(ResumeTest, KillBetweenFinishingAndRemovingTheParts) {
  const std::string whole = digest_of_uninterrupted_run();
  std::filesystem::copy(folder() / "whole.h5", path());
  std::filesystem::create_directory(path() + ".parts");
  std::ofstream(part("frame_000000.h5")) << "left over";

  EXPECT_TRUE(RunStore::open_for_resume(path()).store.complete());
  EXPECT_FALSE(std::filesystem::exists(path() + ".parts"));
  EXPECT_EQ(digest_of_run(path()), whole);
}

/// Files of at most `bytes` while alive; more fails with EFBIG, as a full disk does with ENOSPC.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

TEST_F(ResumeTest, FullDiskLeavesTheStoreAsItWas) {
  const std::string whole = digest_of_uninterrupted_run();
  RunStore store = RunStore::create(path(), small_header());
  for (std::uint64_t step = 0; step < 6; ++step) write_step(store, step, checkpoint_every);
  const std::string before = digest_of_run(path());
  {
    const FileSizeLimit limit(2000);
    try {
      store.write_frame(6, made_up_frame(6).view());
      FAIL() << "wrote to a full disk";
    } catch (const RunError& error) {
      EXPECT_EQ(error.what(), "at 60 min: cannot write " + part("frame_000006.h5") +
                                  ": File too large; what was stored before is intact: make room "
                                  "or repair access, then continue with --resume");
    }
    EXPECT_THROW(store.write_checkpoint(made_up_checkpoint(7)), RunError);
    EXPECT_THROW(store.finish(), RunError);
  }
  EXPECT_EQ(digest_of_run(path()), before);
  for (std::uint64_t step = 6; step < run_steps; ++step) write_step(store, step, checkpoint_every);
  store.finish();
  EXPECT_EQ(digest_of_run(path()), whole) << "the same store goes on once there is room";
}

}  // namespace
}  // namespace cytotwin
