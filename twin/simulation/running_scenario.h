#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "core/frame.h"
#include "twin/scenario/scenario.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

class Tissue;

/// What a simulation hands out on its way; any may be empty. Times are on the scenario's own axis.
struct SimulationOutput {
  std::function<void(const std::vector<double>& row)> series;        ///< a row of its series
  std::function<void(const FrameView& frame)> frame;                 ///< valid during the call
  std::function<void(const Checkpoint& checkpoint)> checkpoint;      ///< also at the end
  std::function<void(double minutes, std::size_t agents)> progress;  ///< at every step of agents
  std::function<bool()> stop;  ///< asked after such a step; true: checkpoint and return
};

/// A scenario on its way through time, whatever its agents are.
class RunningScenario {
 public:
  virtual ~RunningScenario() = default;

  virtual double minutes() const = 0;  ///< simulated time reached, on the scenario's axis [min]
  virtual bool finished() const = 0;
  virtual std::size_t agents() const = 0;      ///< now
  virtual const char* agent_word() const = 0;  ///< "cells"

  /// Steps to the end, or to the step at which `stop` says so.
  /// @throws RunError as its processes do
  virtual void run(const SimulationOutput& output) = 0;

  virtual Checkpoint checkpoint() const = 0;
  /// Goes back to a checkpoint of the same scenario; any number of threads.
  /// @throws InputError if the state does not fit
  virtual void restore(const Checkpoint& checkpoint) = 0;

  /// Names and units of its series, "minutes" first.
  virtual SeriesTable empty_series() const = 0;
  /// The tissue, where it is one of cells.
  virtual const Tissue* tissue_of_cells() const { return nullptr; }
};

/// Builds what a scenario describes: a tissue of cells, or a patch of retina.
/// @param threads  >= 1
/// @throws InputError as building does
std::unique_ptr<RunningScenario> start_scenario(const Scenario& scenario, unsigned threads);

}  // namespace cytotwin
