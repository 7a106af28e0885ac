#include "twin/ensemble/run_ensemble.h"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "toy_forward.h"
#include "twin/ensemble/task.h"

namespace cytotwin {
namespace {

using namespace testing_support;

class RunEnsemble : public testing::Test {
 protected:
  RunEnsemble() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    file_ = std::filesystem::temp_directory_path() /
            (std::string("cytotwin_run_") + info->name() + std::to_string(getpid()) + ".h5");
  }
  ~RunEnsemble() override { std::filesystem::remove(file_); }
  EnsembleStore fresh(std::vector<double> rates) const {
    return EnsembleStore::create(file_, toy_header(std::move(rates)));
  }
  const ToyForward forward_;
  std::filesystem::path file_;
};

const std::vector<double> rates = {.1, .2, -1, .4, .5, .6, .7};

TEST_F(RunEnsemble, RecordsFailuresAndGoesOn) {
  auto store = fresh(rates);
  const EnsembleState state = run_ensemble(forward_, store, {.threads = 2});
  EXPECT_EQ(state.tasks, 14u);
  EXPECT_EQ(state.ended, 14u);
  EXPECT_EQ(state.failed, 2u);
  EXPECT_EQ(store.reason(2, 1), "the rate is negative");
  EXPECT_TRUE(store.is_done(3));
  const std::vector<double> again = forward_.run({std::span(rates).subspan(3, 1), 1, 7 + 3});
  EXPECT_EQ(store.series(3, 1), again);  // a stored member is run again from its seed
}

TEST_F(RunEnsemble, GivesTheSameBytesForAnyThreadsAndAfterAStop) {
  std::string digest;
  for (const unsigned threads : {1u, 2u, 4u}) {
    auto store = fresh(rates);
    run_ensemble(forward_, store, {.threads = threads});
    if (digest.empty()) digest = store.digest();
    EXPECT_EQ(store.digest(), digest) << threads;
  }
  auto store = fresh(rates);
  std::size_t ended = 0;
  EnsembleOptions options{.threads = 2};
  options.progress = [&](const EnsembleState& state) { ended = state.ended; };
  options.stop = [&] { return ended >= 5; };
  EXPECT_LT(run_ensemble(forward_, store, options).ended, 14u);
  run_ensemble(forward_, store, {.threads = 1});
  EXPECT_EQ(store.digest(), digest);
}

TEST_F(RunEnsemble, EndsWhatTakesTooLong) {
  auto store = fresh({.1, 10});
  EnsembleOptions options{.threads = 2};
  options.time_limit = 0.05;
  EXPECT_EQ(run_ensemble(forward_, store, options).failed, 2u);
  EXPECT_EQ(store.reason(1, 0), "took longer than ensemble.time_limit: stopped");
}

/// Ranks that are threads of this process.
struct Mail {
  std::mutex mutex;
  std::vector<std::deque<RankMessage>> boxes;
};

class ThreadRanks final : public Ranks {
 public:
  ThreadRanks(Mail& mail, int rank) : mail_(mail), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(mail_.boxes.size()); }
  void send(int to, const std::vector<std::byte>& bytes) override {
    const std::lock_guard lock(mail_.mutex);
    mail_.boxes[static_cast<std::size_t>(to)].push_back({rank_, bytes});
  }
  std::optional<RankMessage> poll() override {
    const std::lock_guard lock(mail_.mutex);
    auto& box = mail_.boxes[static_cast<std::size_t>(rank_)];
    if (box.empty()) return std::nullopt;
    RankMessage message = std::move(box.front());
    box.pop_front();
    return message;
  }

 private:
  Mail& mail_;
  int rank_;
};

TEST_F(RunEnsemble, GivesTheSameBytesForAnyNumberOfRanks) {
  auto alone = fresh(rates);
  run_ensemble(forward_, alone, {.threads = 1});
  const std::string digest = alone.digest();
  for (const std::size_t ranks : {2u, 3u}) {
    Mail mail;
    mail.boxes.resize(ranks);
    std::vector<std::jthread> others;
    for (std::size_t r = 1; r < ranks; ++r) {
      others.emplace_back([&, r] {
        ThreadRanks mine(mail, static_cast<int>(r));
        serve_tasks(forward_, {.threads = 1}, mine);
      });
    }
    ThreadRanks first(mail, 0);
    auto store = fresh(rates);
    EXPECT_EQ(run_ensemble(forward_, store, {.threads = 1}, &first).failed, 2u);
    dismiss(first);
    EXPECT_EQ(store.digest(), digest) << ranks;
  }
}

TEST(EnsembleTask, SurvivesTheJourneyAsBytes) {
  const EnsembleTask task{3, 1, 99, {.5, 2}};
  const EnsembleTask back = task_from(bytes_of(task));
  EXPECT_EQ(back.member, 3u);
  EXPECT_EQ(back.condition, 1u);
  EXPECT_EQ(back.seed, 99u);
  EXPECT_EQ(back.parameters, task.parameters);
  TaskOutcome outcome;
  outcome.member = 4;
  outcome.reason = "no \n luck";
  outcome.series = {1, 2};
  const TaskOutcome returned = outcome_from(bytes_of(outcome));
  EXPECT_EQ(returned.member, 4u);
  EXPECT_FALSE(returned.done);
  EXPECT_EQ(returned.reason, outcome.reason);
  EXPECT_EQ(returned.series, outcome.series);
}

}  // namespace
}  // namespace cytotwin
