#include "kinetics/cvode_kinetics.h"

#include <fmt/format.h>

#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kinetics/kinetics_error.h"
#include "kinetics/watched_run.h"

namespace cytotwin {
namespace {

constexpr std::size_t cells_a_block = 16;
constexpr double watched_steps = 10;    // a window, at the least, where there are events
constexpr double allowed_below = 1000;  // absolute tolerances that an amount may be below 0

/// Solvers that no thread has taken. CVODE starts anew with every cell, so that it does not matter
/// who had a solver before.
class FreeRuns {
 public:
  FreeRuns(const Network& network, const Tolerances& tolerances)
      : network_(network), tolerances_(tolerances) {}

  std::unique_ptr<WatchedRun> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<WatchedRun> run = std::move(free_.back());
        free_.pop_back();
        return run;
      }
    }
    return std::make_unique<WatchedRun>(network_, tolerances_);
  }
  void give_back(std::unique_ptr<WatchedRun> run) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(run));
  }

 private:
  const Network& network_;
  const Tolerances& tolerances_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<WatchedRun>> free_;
};

}  // namespace

struct CvodeKinetics::Parts {
  Parts(const Network& of, Tolerances given, std::uint32_t most)
      : network(of), tolerances(std::move(given)), most_steps(most), free(of, tolerances) {}
  void advance_cell(const CellBatch& batch, std::size_t cell, double time, double window,
                    WatchedRun& run) const;
  void check_point(const CellPoint& point, std::uint64_t steps) const;

  const Network& network;
  const Tolerances tolerances;
  std::uint32_t most_steps;
  FreeRuns free;
};

// Writes to the batch when all has gone well.
void CvodeKinetics::Parts::advance_cell(const CellBatch& batch, std::size_t cell, double time,
                                        double window, WatchedRun& run) const {
  CellInputs inputs = inputs_of(batch, cell, window);
  CellPoint start{time, std::move(inputs.constants), {}};
  for (const auto& column : batch.states) start.states.push_back(column[cell]);
  std::vector<std::uint8_t> triggers;
  for (const auto& column : batch.triggers) triggers.push_back(column[cell]);
  const std::uint64_t before = run.steps();
  const double end = time + window;
  run.begin(std::move(start), triggers, inputs.slopes,
            batch.triggers.empty() ? 0 : window / watched_steps);
  while (run.point().time < end) {
    run.step(end);
    run.arrive();
    check_point(run.point(), run.point().time < end ? run.steps() - before : 0);
  }
  for (std::size_t s = 0; s < batch.states.size(); ++s) {
    batch.states[s][cell] = run.point().states[s];
  }
  for (std::size_t e = 0; e < batch.triggers.size(); ++e) {
    batch.triggers[e][cell] = run.triggers()[e];
  }
}

// Beyond 0 rate laws such as x / (K + x) have poles, behind which nothing means anything.
void CvodeKinetics::Parts::check_point(const CellPoint& point, std::uint64_t steps) const {
  const auto stop = [&](const std::string& what) {
    throw KineticsError(fmt::format("{} at t = {:.9g}: {}", what, point.time,
                                    state_text(network.state_names(), point.states)),
                        point.time);
  };
  if (steps >= most_steps) stop(fmt::format("CVODE needs more than {} steps,", most_steps));
  for (std::size_t s = 0; s < point.states.size(); ++s) {
    if (network.is_amount()[s] == 0 || point.states[s] >= -allowed_below * tolerances.absolute[s]) {
      continue;
    }
    stop(fmt::format("CVODE takes the amount {} below 0", network.state_names()[s]));
  }
}

CvodeKinetics::CvodeKinetics(const Network& network, Tolerances tolerances,
                             std::uint32_t most_steps) {
  check_tolerances(tolerances, network, "CvodeKinetics");
  check_cell_events(network, "CvodeKinetics");
  if (network.states() == 0) {
    throw std::invalid_argument("CvodeKinetics: the network has no states");
  }
  parts_ = std::make_unique<Parts>(network, std::move(tolerances), most_steps);
}

CvodeKinetics::~CvodeKinetics() = default;

KineticsReport CvodeKinetics::advance(const CellBatch& batch, double time, double window,
                                      const Workers& workers) {
  check_batch(batch, parts_->network, window, "CellKinetics::advance");
  std::vector<KineticsReport> reports((batch.cells + cells_a_block - 1) / cells_a_block);
  workers.for_blocks(batch.cells, cells_a_block, [&](std::size_t begin, std::size_t end) {
    KineticsReport& report = reports[begin / cells_a_block];
    std::unique_ptr<WatchedRun> run = parts_->free.take();
    const std::uint64_t before = run->steps();
    for (std::size_t cell = begin; cell < end; ++cell) {
      try {
        parts_->advance_cell(batch, cell, time, window, *run);
      } catch (const KineticsError& error) {
        report.failures.push_back({cell, error.what()});
      }
    }
    report.steps = run->steps() - before;
    parts_->free.give_back(std::move(run));
  });
  KineticsReport total;
  for (KineticsReport& report : reports) total.add(std::move(report));
  return total;
}

}  // namespace cytotwin
