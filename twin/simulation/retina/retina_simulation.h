#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agents/retina/retina_patch.h"
#include "twin/scenario/scenario.h"
#include "twin/simulation/clock.h"
#include "twin/simulation/retina/eye_model.h"
#include "twin/simulation/running_scenario.h"

namespace cytotwin {

/// A patch of retina on its way through years.
class RetinaSimulation final : public RunningScenario {
 public:
  /// @param threads  >= 1
  /// @throws InputError as build_retina(), or if blood or oxygen of the healthy patch do not settle
  RetinaSimulation(const Scenario& scenario, unsigned threads);

  const RetinaPatch& patch() const { return patch_; }

  double minutes() const override;
  bool finished() const override { return clock_.done() >= end_; }
  std::size_t agents() const override { return patch_.state().capillaries.size(); }
  const char* agent_word() const override { return "segments"; }
  void run(const SimulationOutput& output) override;
  Checkpoint checkpoint() const override;
  void restore(const Checkpoint& checkpoint) override;
  SeriesTable empty_series() const override;

 private:
  void start_eye(const Scenario& scenario);
  void advance(double minutes);
  void step(const Clock::Due& due, double now, const SimulationOutput& output);

  TimeSection time_;
  double step_minutes_;
  HbA1cHistory hba1c_;
  std::vector<std::pair<std::string, std::string>> shown_;  ///< of the eye: names and units
  std::optional<EyeModel> eye_;
  RetinaPatch patch_;
  Clock clock_;
  std::size_t stepping_ = 0, series_ = 0, frame_ = 0, checkpoint_ = 0;
  Clock::Tick end_ = 0;
};

}  // namespace cytotwin
