#include "twin/ensemble/run_ensemble.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "twin/ensemble/task.h"

namespace cytotwin {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto idle = std::chrono::milliseconds(2);  // between looks at what has ended

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

TaskOutcome run_task(const Forward& forward, const EnsembleTask& task,
                     const EnsembleOptions& options, const std::atomic<bool>& interrupted) {
  TaskOutcome outcome;
  outcome.member = task.member;
  outcome.condition = task.condition;
  const Clock::time_point start = Clock::now();
  bool late = false;
  ForwardInput input{task.parameters, task.condition, task.seed, [&] {
                       late = options.time_limit && seconds_since(start) > *options.time_limit;
                       return late || interrupted.load();
                     }};
  try {
    outcome.series = forward.run(input);
    outcome.done = true;
  } catch (const std::exception& error) {
    outcome.reason = error.what();
  }
  if (!outcome.done && late)
    outcome.reason = "took longer than ensemble.time_limit: " + outcome.reason;
  outcome.interrupted = !outcome.done && !late && interrupted.load();
  outcome.seconds = seconds_since(start);
  return outcome;
}

/// Threads that run tasks one after another; tasks and outcomes pass through queues.
class Crew {
 public:
  Crew(const Forward& forward, const EnsembleOptions& options)
      : forward_(forward), options_(options) {
    for (unsigned t = 0; t < options.threads; ++t) threads_.emplace_back([this] { work(); });
  }
  ~Crew() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      interrupted_ = true;
    }
    wake_.notify_all();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Tasks that it may be given so that no thread waits.
  std::size_t room() {
    const std::lock_guard lock(mutex_);
    const std::size_t held = tasks_.size() + running_;
    return held < threads_.size() ? threads_.size() - held : 0;
  }
  void give(EnsembleTask task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }
  std::optional<TaskOutcome> take() {
    const std::lock_guard lock(mutex_);
    if (outcomes_.empty()) return std::nullopt;
    TaskOutcome outcome = std::move(outcomes_.front());
    outcomes_.pop_front();
    return outcome;
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
      if (closed_) return;
      const EnsembleTask task = std::move(tasks_.front());
      tasks_.pop_front();
      ++running_;
      lock.unlock();
      TaskOutcome outcome = run_task(forward_, task, options_, interrupted_);
      lock.lock();
      --running_;
      outcomes_.push_back(std::move(outcome));
    }
  }

  const Forward& forward_;
  const EnsembleOptions& options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<EnsembleTask> tasks_;
  std::deque<TaskOutcome> outcomes_;
  std::size_t running_ = 0;
  bool closed_ = false;
  std::atomic<bool> interrupted_ = false;
  std::vector<std::jthread> threads_;  // last: they end before the rest goes
};

/// Hands out what is pending in a store and writes what comes back.
class Dispatcher {
 public:
  Dispatcher(const Forward& forward, EnsembleStore& store, const EnsembleOptions& options,
             Ranks* ranks)
      : store_(store), options_(options), ranks_(ranks), crew_(forward, options) {
    std::vector<std::size_t> conditions = options.conditions;
    for (std::size_t c = 0; options.conditions.empty() && c < store.header().conditions.size(); ++c)
      conditions.push_back(c);
    state_.tasks = store.header().members() * conditions.size();
    for (std::size_t m = 0; m < store.header().members(); ++m) {
      for (const std::size_t c : conditions) note(m, c);
    }
    if (ranks_ != nullptr) loads_.resize(static_cast<std::size_t>(ranks_->size()));
  }

  EnsembleState run() {
    while (state_.ended < state_.tasks) {
      if (options_.stop && options_.stop()) break;
      hand_out();
      if (!collect()) std::this_thread::sleep_for(idle);
      if (options_.progress) options_.progress(state_);
    }
    return state_;
  }

 private:
  void note(std::size_t member, std::size_t condition) {
    const MemberStatus status = store_.status(member, condition);
    if (status == MemberStatus::pending) pending_.emplace_back(member, condition);
    if (status != MemberStatus::pending) ++state_.ended;
    if (status == MemberStatus::failed) ++state_.failed;
  }

  EnsembleTask next() {
    const auto [member, condition] = pending_.front();
    pending_.pop_front();
    const EnsembleHeader& header = store_.header();
    const std::size_t n = header.parameter_names.size();
    const auto first = header.parameters.begin() + static_cast<std::ptrdiff_t>(member * n);
    return {member, condition, header.seed + member,
            std::vector<double>(first, first + static_cast<std::ptrdiff_t>(n))};
  }

  // Other ranks have one task running and one waiting, so that they need not wait for a message.
  void hand_out() {
    for (int r = 1; ranks_ != nullptr && r < ranks_->size(); ++r) {
      std::size_t& load = loads_[static_cast<std::size_t>(r)];
      for (; load < 2 && !pending_.empty(); ++load) ranks_->send(r, bytes_of(next()));
    }
    for (std::size_t room = crew_.room(); room > 0 && !pending_.empty(); --room) crew_.give(next());
  }

  bool collect() {
    bool any = false;
    while (auto outcome = crew_.take()) {
      record(*outcome);
      any = true;
    }
    while (ranks_ != nullptr) {
      const auto message = ranks_->poll();
      if (!message) break;
      --loads_[static_cast<std::size_t>(message->from)];
      record(outcome_from(message->bytes));
      any = true;
    }
    return any;
  }

  void record(const TaskOutcome& outcome) {
    if (outcome.interrupted) return;
    if (outcome.done) {
      store_.write_done(outcome.member, outcome.condition, outcome.series);
    } else {
      store_.write_failed(outcome.member, outcome.condition, outcome.reason);
      ++state_.failed;
    }
    ++state_.ended;
    ++here_;
    state_.seconds += (outcome.seconds - state_.seconds) / static_cast<double>(here_);
  }

  EnsembleStore& store_;
  const EnsembleOptions& options_;
  Ranks* ranks_;
  EnsembleState state_;
  std::size_t here_ = 0;  // ended in this call
  std::deque<std::pair<std::size_t, std::size_t>> pending_;
  std::vector<std::size_t> loads_;  // tasks at each rank
  Crew crew_;
};

}  // namespace

EnsembleState run_ensemble(const Forward& forward, EnsembleStore& store,
                           const EnsembleOptions& options, Ranks* ranks) {
  return Dispatcher(forward, store, options, ranks).run();
}

void serve_tasks(const Forward& forward, const EnsembleOptions& options, Ranks& ranks) {
  Crew crew(forward, options);
  while (true) {
    bool any = false;
    if (const auto message = ranks.poll()) {
      if (message->bytes.empty()) return;
      crew.give(task_from(message->bytes));
      any = true;
    }
    while (const auto outcome = crew.take()) {
      ranks.send(0, bytes_of(*outcome));
      any = true;
    }
    if (!any) std::this_thread::sleep_for(idle);
  }
}

void dismiss(Ranks& ranks) {
  for (int r = 1; r < ranks.size(); ++r) ranks.send(r, {});
}

}  // namespace cytotwin
