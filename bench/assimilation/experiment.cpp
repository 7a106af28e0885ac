#include "experiment.h"

#include <cmath>
#include <deque>
#include <stdexcept>

#include "../machine.h"
#include "analysis.h"
#include "assimilation/filters/particle_filter.h"
#include "assimilation/smoothers/ensemble_smoother.h"
#include "assimilation/smoothers/iterative_smoother.h"
#include "baselines.h"
#include "truth.h"

namespace cytotwin::bench {
namespace {

// Time of model and filter alone: scores are not part of either.
class Stopwatch {
 public:
  explicit Stopwatch(unsigned threads) : threads_(threads) {}
  template <class Body>
  void time(const Body& body) {
    total_ += seconds(threads_, body);
  }
  double total() const { return total_; }

 private:
  unsigned threads_;
  double total_ = 0;
};

// Scores of one run, and whether the ensemble still follows the truth.
class Record {
 public:
  explicit Record(const Settings& settings) : settings_(settings) {}

  void forecast(int cycle, const Score& score) {
    bad_ = score.rmse > 3 * score.spread ? bad_ + 1 : 0;
    if (bad_ >= 10 && counts(cycle)) {
      if (!result.diverged) result.diverged_at = cycle;
      result.diverged = true;
    }
    if (bad_ == 0) last_good_ = cycle;
    if (counts(cycle)) forecast_.add(score);
  }
  void forecast(int cycle, const Members& members, const Vector& truth,
                const Vector& weights = {}) {
    forecast(cycle, scored(members, truth, weights));
  }

  void analysis(int cycle, const Members& members, const Vector& truth,
                const Vector& weights = {}) {
    if (settings_.model.own_forcing) forcing(cycle, members.row(settings_.model.variables));
    if (counts(cycle)) analysis_.add(scored(members, truth, weights, true));
  }
  void analysis(int cycle, const Score& score) {
    if (counts(cycle)) analysis_.add(score);
  }

  void smoothed(int cycle, const Members& members, const Vector& truth) {
    if (counts(cycle)) smoothed_.add(scored(members, truth));
  }

  void iterations(int count) { iterations_ += count; }

  Result finished(const Stopwatch& watch, int cycles) {
    result.forecast = forecast_.mean();
    result.analysis = analysis_.mean();
    result.smoothed = smoothed_.mean();
    result.seconds = watch.total();
    result.cycles_per_second = cycles / watch.total();
    result.iterations = iterations_ / cycles;
    result.recovered = result.diverged && result.stopped_at < 0 && last_good_ + 10 > cycles;
    const auto forcing = forcing_.mean();
    result.forcing_rmse = forcing.rmse;
    result.forcing_spread = forcing.spread;
    return result;
  }

  Result result;

 private:
  bool counts(int cycle) const {
    return cycle * settings_.steps * settings_.model.step_length >
           settings_.burn_in + 1e-9 * settings_.model.step_length;
  }

  void forcing(int cycle, const Vector& members) {
    const auto score = scored(members.transpose(), Vector::Constant(1, settings_.model.forcing));
    const double error = members.mean() - settings_.model.forcing;
    if (cycle == 50) result.forcing_error_50 = error;
    if (cycle == 200) result.forcing_error_200 = error;
    if (counts(cycle)) forcing_.add(score);
  }

  const Settings& settings_;
  MeanScore forecast_, analysis_, smoothed_, forcing_;
  double iterations_ = 0;
  int bad_ = 0, last_good_ = 0;
};

AnalysisKey key_of(const Settings& settings, int cycle) {
  return {settings.seed, static_cast<std::uint32_t>(cycle)};
}

Members first_members(const Settings& s) {
  const Members state = s.model.start(s.members, {s.seed, 0}, Purpose::initial_members);
  if (!s.model.own_forcing) return state;
  Members members(s.model.rows(), s.members);
  const Matrix guesses = normal_matrix(1, s.members, {s.seed, 1}, Purpose::initial_members);
  members << state, (s.forcing_prior->mean + s.forcing_prior->deviation * guesses.array()).matrix();
  return members;
}

struct Kept {
  int cycle;
  Members members;
  Vector truth;
};

void run_baseline(const Settings& s, Record& record, Stopwatch& watch) {
  Truth truth(s);
  Baseline baseline(s, truth.observed());
  for (int cycle = 1; cycle <= s.cycles; ++cycle) {
    truth.advance();
    record.result.stopped_at = cycle;
    GaussianCycle gaussian;
    watch.time([&] { gaussian = baseline.cycle(truth.observations()); });
    record.forecast(cycle, gaussian_score(gaussian.forecast,
                                          gaussian.forecast_covariance.diagonal(), truth.state()));
    record.analysis(cycle, gaussian_score(gaussian.analysis,
                                          gaussian.analysis_covariance.diagonal(), truth.state()));
  }
}

// Filters, and the smoothers that pass over their analyses.
void run_filter(const Settings& s, Record& record, Stopwatch& watch) {
  const Workers workers(s.threads);
  Truth truth(s);
  const auto local = localisation(s, truth.observed());
  Members members = first_members(s);
  AdaptiveInflation belief;
  std::deque<Kept> lagged;
  std::vector<Members> analyses, forecasts;
  std::vector<Vector> truths;
  const auto leave = [&](const Kept& kept) {
    record.smoothed(kept.cycle, kept.members, kept.truth);
  };
  for (int cycle = 1; cycle <= s.cycles; ++cycle) {
    truth.advance();
    record.result.stopped_at = cycle;
    Members forecast = members;
    watch.time([&] { s.model.advance(forecast, s.steps); });
    record.result.member_steps += static_cast<double>(s.members * s.steps);
    record.forecast(cycle, forecast, truth.state());
    watch.time([&] {
      auto space = ensemble_space(forecast(truth.observed(), Eigen::all), truth.observations());
      if (s.adaptive) {
        belief = updated(belief, space);
        forecast = inflated(forecast, std::sqrt(belief.mean), kept_rows(s));
        space.anomalies *= std::sqrt(belief.mean);
      }
      auto analysis = analyse(forecast, space, s, local, workers, key_of(s, cycle));
      if (s.method == Method::enks)
        for (auto& kept : lagged) kept.members = analysed(kept.members, *analysis.transform);
      members = finished(analysis.members, forecast, s, key_of(s, cycle));
    });
    record.analysis(cycle, members, truth.state());
    if (s.method == Method::enks) {
      lagged.push_back({cycle, members, truth.state()});
      if (static_cast<int>(lagged.size()) > s.lag) {
        leave(lagged.front());
        lagged.pop_front();
      }
    } else if (s.method == Method::enrts) {
      if (cycle > 1) forecasts.push_back(forecast);
      analyses.push_back(members);
      truths.push_back(truth.state());
    }
  }
  for (const auto& kept : lagged) leave(kept);
  if (s.method == Method::enrts) {
    watch.time([&] { analyses = rts_smoothed(analyses, forecasts); });
    for (std::size_t k = 0; k < analyses.size(); ++k)
      record.smoothed(static_cast<int>(k) + 1, analyses[k], truths[k]);
  }
}

void run_particles(const Settings& s, Record& record, Stopwatch& watch) {
  Truth truth(s);
  WeightedMembers particles{first_members(s),
                            Vector::Constant(s.members, 1 / static_cast<double>(s.members))};
  for (int cycle = 1; cycle <= s.cycles; ++cycle) {
    truth.advance();
    record.result.stopped_at = cycle;
    watch.time([&] { s.model.advance(particles.members, s.steps); });
    record.result.member_steps += static_cast<double>(s.members * s.steps);
    record.forecast(cycle, particles.members, truth.state(), particles.weights);
    watch.time([&] {
      const Members predicted = particles.members(truth.observed(), Eigen::all);
      particles.weights =
          reweighted(particles.weights, ensemble_space(predicted, truth.observations()));
    });
    record.analysis(cycle, particles.members, truth.state(), particles.weights);
    watch.time([&] {
      const double effective = effective_members(particles.weights);
      if (effective <= s.resample_below * static_cast<double>(s.members))
        particles = resampled(particles, s.bandwidth, key_of(s, cycle));
    });
  }
}

// The window starts `lag` analyses before the observations of its end; there are none in between
// that were not used already.
void run_iterative(const Settings& s, Record& record, Stopwatch& watch) {
  Truth truth(s);
  std::deque<Vector> truths;  // from the window's start on
  Members start = first_members(s);
  if (s.lag == 0) s.model.advance(start, s.steps);
  IterativeSmootherOptions options{
      s.update == Update::perturbed ? SmootherUpdate::perturbed : SmootherUpdate::square_root,
      s.iterations, s.tolerance, s.method == Method::es_mda, s.certainty};
  for (int cycle = 1; cycle <= s.cycles; ++cycle) {
    truth.advance();
    truths.push_back(truth.state());
    record.result.stopped_at = cycle;
    const int window = std::min(cycle, s.lag);
    const auto model = [&](const Members& members) {
      WindowForecast forecast{members, {}};
      s.model.advance(forecast.end, window * s.steps);
      record.result.member_steps += static_cast<double>(s.members * window * s.steps);
      forecast.predicted = forecast.end(truth.observed(), Eigen::all);
      return forecast;
    };
    IterativeAnalysis analysis;
    watch.time([&] {
      analysis = iterative_smoother(start, truth.observations(), model, options, key_of(s, cycle));
      start = finished(analysis.start, start, s, key_of(s, cycle));
    });
    record.forecast(cycle, analysis.forecast, truth.state());
    record.analysis(cycle, analysis.end, truth.state());
    record.iterations(analysis.iterations);
    if (cycle < s.lag) continue;
    if (cycle > s.lag) {
      record.smoothed(cycle - s.lag, start, truths.front());
      truths.pop_front();
    }
    watch.time([&] { s.model.advance(start, s.steps); });
    record.result.member_steps += static_cast<double>(s.members * s.steps);
  }
  int cycle = s.cycles - s.lag;
  for (const auto& state : truths) {  // no further observations: what is left of the last window
    record.smoothed(++cycle, start, state);
    s.model.advance(start, s.steps);
  }
}

}  // namespace

Result run(const Settings& settings) {
  Record record(settings);
  Stopwatch watch(settings.threads);
  int cycles = settings.cycles;
  try {
    if (without_ensemble(settings.method))
      run_baseline(settings, record, watch);
    else if (settings.method == Method::pf)
      run_particles(settings, record, watch);
    else if (settings.method == Method::ienks || settings.method == Method::es_mda)
      run_iterative(settings, record, watch);
    else
      run_filter(settings, record, watch);
    record.result.stopped_at = -1;
  } catch (const std::invalid_argument& error) {  // members that are no numbers any more
    cycles = record.result.stopped_at;
    record.result.diverged = true;
    if (record.result.diverged_at < 0) record.result.diverged_at = cycles;
  }
  return record.finished(watch, cycles);
}

}  // namespace cytotwin::bench
