#pragma once

#include <cstddef>

#include "agents/tissue.h"
#include "core/parallel.h"
#include "twin/scenario/scenario.h"
#include "twin/simulation/clock.h"
#include "twin/simulation/running_scenario.h"

namespace cytotwin {

/// A tissue of cells on its way through time: builds it, steps its processes by the clock.
class Simulation final : public RunningScenario {
 public:
  /// @param threads  >= 1
  /// @throws InputError as build_tissue() does
  Simulation(const Scenario& scenario, unsigned threads);

  const Tissue& tissue() const { return tissue_; }
  double minutes() const override;
  bool finished() const override;
  std::size_t agents() const override { return tissue_.cells().size(); }
  const char* agent_word() const override { return "cells"; }
  void run(const SimulationOutput& output) override;
  Checkpoint checkpoint() const override;
  void restore(const Checkpoint& checkpoint) override;
  SeriesTable empty_series() const override;
  const Tissue* tissue_of_cells() const override { return &tissue_; }

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
