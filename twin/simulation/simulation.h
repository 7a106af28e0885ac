#pragma once

#include <functional>
#include <vector>

#include "agents/tissue.h"
#include "core/frame.h"
#include "core/parallel.h"
#include "twin/scenario/scenario.h"
#include "twin/simulation/clock.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

/// What a simulation hands out on its way; any may be empty. Times are on the scenario's own axis.
struct SimulationOutput {
  std::function<void(const std::vector<double>& row)> series;       ///< a row of observe_tissue()
  std::function<void(const FrameView& frame)> frame;                ///< valid during the call
  std::function<void(const Checkpoint& checkpoint)> checkpoint;     ///< also at the end
  std::function<void(double minutes, std::size_t cells)> progress;  ///< at every phenotype step
  std::function<bool()> stop;  ///< asked after a phenotype step; true: checkpoint and return
};

/// A scenario on its way through time: builds the tissue, steps its processes by the clock.
class Simulation {
 public:
  /// @param threads  >= 1
  /// @throws InputError as build_tissue() does
  Simulation(const Scenario& scenario, unsigned threads);

  const Tissue& tissue() const { return tissue_; }
  double minutes() const;  ///< simulated time reached, on the scenario's axis [min]
  bool finished() const;

  /// Steps to the end, or to the step at which `stop` says so.
  /// @throws RunError as the tissue's processes do
  void run(const SimulationOutput& output);

  Checkpoint checkpoint() const;
  /// Goes back to a checkpoint of the same scenario; any number of threads.
  /// @throws InputError if the state does not fit
  void restore(const Checkpoint& checkpoint);

  /// Lets something else change the tissue where the simulation stands, which goes on from there.
  void change(const std::function<void(Tissue&, const Workers&)>& how);

 private:
  struct Processes {
    std::size_t transient, quasi_steady, mechanics, phenotype, series, frame, checkpoint;
  };
  void step(const Clock::Due& due, Clock::Tick tick, const SimulationOutput& output);
  void step_phenotype(std::uint64_t index, double now);
  double axis_minutes(Clock::Tick tick) const;

  Scenario scenario_;
  TimeSection time_;
  Tissue tissue_;
  Workers workers_;
  Clock clock_;
  Processes processes_{};
  Clock::Tick end_ = 0;
  bool stepped_phenotype_ = false;
};

}  // namespace cytotwin
