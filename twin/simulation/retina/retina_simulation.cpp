#include "twin/simulation/retina/retina_simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/errors.h"
#include "kinetics/kinetics_error.h"
#include "twin/simulation/retina/build_retina.h"
#include "twin/simulation/retina/retina_frame.h"
#include "twin/simulation/retina/retina_series.h"
#include "twin/simulation/retina/retina_state.h"

namespace cytotwin {

namespace {

constexpr double minutes_in_a_day = 1440;

RetinaPatch healthy_patch(const Scenario& scenario, unsigned threads) {
  try {
    return RetinaPatch(build_retina(scenario), threads);
  } catch (const VesselGraphError& error) {
    std::vector<InputProblem> problems;
    for (const std::string& problem : error.problems()) {
      InputProblem& one = problems.emplace_back();
      one.place.file =
          scenario.retina->vessels.mask.empty() ? "retina.vessels" : scenario.retina->vessels.mask;
      one.message = problem;
    }
    throw InputError(std::move(problems));
  } catch (const FlowNotSettled& error) {
    throw RunError(error.what(), scenario.time.start);
  } catch (const OxygenNotSettled& error) {
    throw RunError(error.what(), scenario.time.start);
  }
}

}  // namespace

RetinaSimulation::RetinaSimulation(const Scenario& scenario, unsigned threads)
    : time_(scenario.time),
      step_minutes_(scenario.retina->step),
      hba1c_(hba1c_of(scenario)),
      patch_(healthy_patch(scenario, threads)) {
  if (scenario.model) start_eye(scenario);
  const OutputSection& output = scenario.output;
  end_ = Clock::to_ticks(time_.end - time_.start);
  stepping_ = clock_.add("retina", Clock::to_ticks(step_minutes_));
  series_ = clock_.add("series", Clock::to_ticks(output.series), 0);
  frame_ = clock_.add("frame", Clock::to_ticks(output.frames), 0);
  checkpoint_ = clock_.add("checkpoint", Clock::to_ticks(output.checkpoints));
}

void RetinaSimulation::start_eye(const Scenario& scenario) {
  try {
    eye_.emplace(scenario);
  } catch (const KineticsError& error) {
    throw InputError({scenario.model->network, 0, 0, {}},
                     fmt::format("cannot be simulated: {}", error.what()),
                     "`twin simulate` runs the network alone");
  }
  for (const std::string& name : scenario.retina->eye.show) {
    const auto& quantities = scenario.model->model->quantities;
    const auto found = std::find_if(quantities.begin(), quantities.end(),
                                    [&](const auto& quantity) { return quantity.id == name; });
    shown_.emplace_back("eye_" + name, found == quantities.end() ? "" : found->unit);
  }
}

double RetinaSimulation::minutes() const {
  return time_.start + Clock::to_minutes(std::max<Clock::Tick>(0, clock_.done()));
}

// One step from `minutes` on. The eye answers to what the patch secretes at its start, the patch to
// what the eye leaves free at its end.
void RetinaSimulation::advance(double minutes) {
  const double a1c = hba1c_.at(patch_.state().day);
  double free = 1;
  if (eye_) {
    eye_->step(minutes, step_minutes_, patch_.secretion(), a1c);
    free = eye_->free_share();
  }
  patch_.step(step_minutes_ / minutes_in_a_day, a1c, free);
}

void RetinaSimulation::step(const Clock::Due& due, double now, const SimulationOutput& output) {
  const double day = patch_.state().day;
  if (due.process == stepping_) {
    for (std::int64_t k = due.steps - 1; k >= 0; --k)
      advance(now - static_cast<double>(k + 1) * step_minutes_);
    if (output.progress) output.progress(now, agents());
  } else if (due.process == series_) {
    if (!output.series) return;
    std::vector<double> row = retina_row(patch_.measure(), now, hba1c_.at(day));
    if (eye_) {
      for (const double value : eye_->shown()) row.push_back(value);
    }
    output.series(row);
  } else if (due.process == frame_) {
    if (output.frame) output.frame(RetinaFrame(patch_, now).view());
  }
}

void RetinaSimulation::run(const SimulationOutput& output) {
  while (const Clock::Moment* moment = clock_.next(end_)) {
    const double now = time_.start + Clock::to_minutes(moment->tick);
    bool save = false, stepped = false;
    try {
      for (const Clock::Due& due : moment->due) {
        step(due, now, output);
        save = save || due.process == checkpoint_;
        stepped = stepped || due.process == stepping_;
      }
    } catch (const FlowNotSettled& error) {
      throw RunError(error.what(), now);
    } catch (const OxygenNotSettled& error) {
      throw RunError(error.what(), now);
    } catch (const KineticsError& error) {
      throw RunError(fmt::format("the eye: {}", error.what()), now);
    }
    const bool stop = stepped && output.stop && output.stop();
    save = save || stop || moment->tick == end_;
    if (save && output.checkpoint) output.checkpoint(checkpoint());
    if (stop) return;
  }
}

SeriesTable RetinaSimulation::empty_series() const { return empty_retina_series(shown_); }

Checkpoint RetinaSimulation::checkpoint() const {
  Checkpoint checkpoint;
  checkpoint.minutes = minutes();
  put_retina(checkpoint.state, patch_.state());
  if (eye_) {
    checkpoint.state.set("eye/states", eye_->states());
    checkpoint.state.set("eye/values", eye_->values());
    checkpoint.state.set_value("eye/secretion", eye_->secreted());
  }
  checkpoint.state.set_value("clock", static_cast<std::uint64_t>(clock_.done()));
  return checkpoint;
}

void RetinaSimulation::restore(const Checkpoint& checkpoint) {
  try {
    patch_.restore(take_retina(checkpoint.state));
    if (eye_)
      eye_->restore(checkpoint.state.get<double>("eye/states"),
                    checkpoint.state.get<double>("eye/values"),
                    checkpoint.state.get_value<double>("eye/secretion"));
  } catch (const std::invalid_argument& error) {
    throw InputError({checkpoint.state.origin(), 0, 0, {}}, error.what(),
                     "the scenario must be the one that the checkpoint is of");
  }
  clock_.restore(static_cast<Clock::Tick>(checkpoint.state.get_value<std::uint64_t>("clock")));
}

}  // namespace cytotwin
