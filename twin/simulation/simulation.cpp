#include "twin/simulation/simulation.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "twin/simulation/build.h"
#include "twin/simulation/frame.h"
#include "twin/simulation/series.h"
#include "twin/simulation/state.h"
#include "twin/simulation/treat.h"

namespace cytotwin {

namespace {

bool has(const Scenario& scenario, FieldMethod method) {
  return std::any_of(scenario.substances.begin(), scenario.substances.end(),
                     [&](const Substance& substance) { return substance.method == method; });
}

}  // namespace

Simulation::Simulation(const Scenario& scenario, unsigned threads)

    : scenario_(scenario),
      time_(scenario.time),
      tissue_(build_tissue(scenario)),
      workers_(threads) {
  end_ = Clock::to_ticks(time_.end - time_.start);
  const Clock::Tick never = end_ + 1;
  const auto every = [&](const char* name, double minutes, bool wanted = true) {
    return clock_.add(name, wanted ? Clock::to_ticks(minutes) : never);
  };
  const auto output = [&](const char* name, double minutes) {
    return clock_.add(name, Clock::to_ticks(minutes), 0);
  };
  const bool fast = has(scenario, FieldMethod::quasi_steady);
  processes_.transient =
      every("transient fields", time_.field, has(scenario, FieldMethod::transient));
  // also at the start, so that the first frame and the first step see an equilibrium
  processes_.quasi_steady = fast ? output("quasi-steady fields", time_.quasi_steady)
                                 : clock_.add("quasi-steady fields", never);
  processes_.mechanics = every("mechanics", time_.mechanics);
  processes_.phenotype = every("phenotype", time_.phenotype);
  processes_.series = output("series", scenario.output.series);
  processes_.frame = output("frame", scenario.output.frames);
  processes_.checkpoint = every("checkpoint", scenario.output.checkpoints);
}

double Simulation::axis_minutes(Clock::Tick tick) const {
  return time_.start + Clock::to_minutes(tick);
}

double Simulation::minutes() const { return axis_minutes(std::max<Clock::Tick>(0, clock_.done())); }

bool Simulation::finished() const { return clock_.done() >= end_; }

void Simulation::step_phenotype(std::uint64_t index, double now) {
  tissue_.step_phenotype(index, now, workers_);
  try {
    treat(tissue_, scenario_, now - time_.phenotype, now);
  } catch (const InputError& error) {
    throw RunError(fmt::format("treatment: {}", error.what()), now);
  }
}

void Simulation::step(const Clock::Due& due, Clock::Tick tick, const SimulationOutput& output) {
  const double now = axis_minutes(tick);
  // number of the process's step since the start; the last of `steps` ends at this tick
  const auto index = [&](double period) {
    return static_cast<std::uint64_t>(tick / Clock::to_ticks(period) - due.steps + 1);
  };
  if (due.process == processes_.transient) {
    for (std::int64_t s = 0; s < due.steps; ++s) {
      tissue_.step_transient_fields(index(time_.field) + static_cast<std::uint64_t>(s), now,
                                    workers_);
    }
  } else if (due.process == processes_.quasi_steady) {
    tissue_.step_quasi_steady_fields(index(time_.quasi_steady), now, workers_);
  } else if (due.process == processes_.mechanics) {
    for (std::int64_t s = 0; s < due.steps; ++s) {
      tissue_.step_mechanics(index(time_.mechanics) + static_cast<std::uint64_t>(s), now, workers_);
    }
  } else if (due.process == processes_.phenotype) {
    step_phenotype(index(time_.phenotype), now);
    stepped_phenotype_ = true;
    if (output.progress) output.progress(now, tissue_.cells().size());
  } else if (due.process == processes_.series) {
    if (output.series) output.series(observe_tissue(tissue_, now));
  } else if (due.process == processes_.frame) {
    if (output.frame) output.frame(TissueFrame(tissue_, now).view());
  }
}

void Simulation::run(const SimulationOutput& output) {
  while (const Clock::Moment* moment = clock_.next(end_)) {
    stepped_phenotype_ = false;
    bool save = false;
    for (const Clock::Due& due : moment->due) {
      step(due, moment->tick, output);
      save = save || due.process == processes_.checkpoint;
    }
    const bool stop = stepped_phenotype_ && output.stop && output.stop();
    save = save || stop || moment->tick == end_;
    if (save && output.checkpoint) output.checkpoint(checkpoint());
    if (stop) return;
  }
}

SeriesTable Simulation::empty_series() const { return cytotwin::empty_series(tissue_); }

Checkpoint Simulation::checkpoint() const {
  Checkpoint checkpoint;
  checkpoint.minutes = minutes();
  put_tissue(checkpoint.state, tissue_);
  checkpoint.state.set_value("clock", static_cast<std::uint64_t>(clock_.done()));
  return checkpoint;
}

void Simulation::restore(const Checkpoint& checkpoint) {
  take_tissue(checkpoint.state, tissue_);
  clock_.restore(static_cast<Clock::Tick>(checkpoint.state.get_value<std::uint64_t>("clock")));
}

void Simulation::change(const std::function<void(Tissue&, const Workers&)>& how) {
  how(tissue_, workers_);
  tissue_.renew();
}

}  // namespace cytotwin
