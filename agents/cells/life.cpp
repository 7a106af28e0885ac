#include "agents/cells/life.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

// Waiting time of an event of this rate. Rate 0 draws nothing: streams belong to one decision of
// one cell and step, so nobody sees the number that is left out.
double waiting_time(double rate, RandomStream& random) {
  if (rate == 0) return never;
  return std::isinf(rate) ? 0 : random.exponential() / rate;
}

bool legal(const LifeRates& rates) {
  return rates.phase_exit >= 0 && rates.apoptosis >= 0 && rates.necrosis >= 0 &&
         rates.transformation >= 0;
}

bool legal(const CellVolume& volume) {
  return volume.fluid >= 0 && volume.nuclear_solid >= 0 && volume.cytoplasmic_solid >= 0 &&
         std::isfinite(volume.total());
}

}  // namespace

Life::Life(const Population& population, std::size_t row, const CellType& type, double step,
           std::uint64_t seed, std::uint32_t step_index)
    : type_(&type),
      row_(row),
      volume_(population.volume(row)),
      nuclear_solid_target_(population.nuclear_solid_target[row]),
      rupture_volume_(population.rupture_volume[row]),
      calcified_fraction_(population.calcified_fraction[row]),
      phase_time_(population.phase_time[row]),
      left_(step + population.lag[row]),
      exits_(seed, population.id[row], step_index, Purpose::phase_exit),
      deaths_(seed, population.id[row], step_index, Purpose::death),
      transformations_(seed, population.id[row], step_index, Purpose::transformation),
      phase_(population.phase[row]),
      state_(population.state[row]) {}

bool Life::live_on(const LifeRates& rates, const LiveStep& whole) {
  if (!legal(rates)) record(LifeEvent::illegal_rate);
  if (transitions_ > most_transitions) record(LifeEvent::endless_phases);
  if (failed(events_)) return false;
  const double exit = time_to_exit(rates.phase_exit);
  const double death = waiting_time(rates.apoptosis + rates.necrosis, deaths_);
  const double transformation = waiting_time(rates.transformation, transformations_);
  const double span = std::min({left_, exit, death, transformation});
  grow(span, whole);
  const CyclePhase& phase = type_->cycle.phases[phase_];
  phase_time_ += phase.stochastic || phase.present_pace ? span : rates.phase_exit * span;
  const double window = left_;
  left_ -= span;
  if (death <= window && death <= exit && death <= transformation) {
    die(dies_necrotic(rates));
    decay();
    return false;
  }
  if (transformation <= window && transformation <= exit) {
    record(LifeEvent::transformed);
    return false;
  }
  if (exit > window) return false;
  if (phase.dies) {
    die(false);
    decay();
    return false;
  }
  if (phase.divides) {
    record(LifeEvent::divided);
    return false;
  }
  leave_phase();
  return left_ > 0;
}

double Life::time_to_exit(double rate) {
  const CyclePhase& phase = type_->cycle.phases[phase_];
  if (phase.stochastic) return waiting_time(rate, exits_);
  if (!(rate > 0)) return never;
  if (phase.present_pace) return std::max(0.0, phase.duration / rate - phase_time_);
  double rest = std::max(0.0, phase.duration - phase_time_);
  // (1 - t / duration)^p, given that the cell is still there: drawn anew each time it is asked
  if (phase.early_exit > 0) rest *= 1 - std::pow(exits_.uniform(), 1 / phase.early_exit);
  return rest / rate;
}

void Life::leave_phase() {
  phase_ = draw_next(type_->cycle.phases[phase_], exits_);
  phase_time_ = 0;
  ++transitions_;
  if (type_->cycle.phases[phase_].doubles_volume) {
    nuclear_solid_target_ = 2 * type_->volume.nuclear_solid();
  }
}

void Life::grow(double span, const LiveStep& whole) {
  const VolumeModel& model = type_->volume;
  const double cytoplasmic_target = model.cytoplasm_to_nucleus() * nuclear_solid_target_;
  if (span == whole.step && model.scheme == VolumeScheme::exact) {
    volume_ = whole.propagator(volume_, nuclear_solid_target_, cytoplasmic_target);
  } else {
    volume_ =
        advance_volume(volume_, {model.fluid_fraction, nuclear_solid_target_, cytoplasmic_target},
                       model.live, span, model.scheme);
  }
  calcified_fraction_ += (1 - calcified_fraction_) * -std::expm1(-model.live.calcification * span);
}

// The smaller of two exponential times is the one of rate a with probability a / (a + n).
bool Life::dies_necrotic(const LifeRates& rates) {
  return std::isinf(rates.necrosis) ||
         (rates.necrosis > 0 &&
          deaths_.uniform() * (rates.apoptosis + rates.necrosis) < rates.necrosis);
}

void Life::die(bool necrotic) {
  record(necrotic ? LifeEvent::necrosis : LifeEvent::apoptosis);
  state_ = necrotic ? CellState::necrotic_swelling : CellState::apoptotic;
  if (necrotic) rupture_volume_ = type_->death.necrosis.rupture_ratio * volume_.total();
  nuclear_solid_target_ = 0;
  phase_time_ = 0;
}

void Life::decay() {
  const DeathModel& death = type_->death;
  if (state_ == CellState::apoptotic) {
    stage_until(death.apoptosis.duration, death.apoptosis.volume);
  }
  if (state_ == CellState::necrotic_swelling) swell();
  if (state_ == CellState::necrotic_lysed) {
    stage_until(death.necrosis.duration, death.necrosis.lysis);
  }
}

void Life::shrink(double span, const VolumeRates& rates, double fluid_fraction) {
  volume_ = advance_volume(volume_, {fluid_fraction, 0, 0}, rates, span, type_->volume.scheme);
  calcified_fraction_ += (1 - calcified_fraction_) * -std::expm1(-rates.calcification * span);
  phase_time_ += span;
  left_ -= span;
}

void Life::stage_until(double duration, const VolumeRates& rates) {
  const double rest = std::max(0.0, duration - phase_time_);
  if (rest <= left_) record(LifeEvent::removed);
  shrink(std::min(rest, left_), rates, 0);
}

void Life::swell() {
  const VolumeRates& rates = type_->death.necrosis.swelling;
  const double rupture = time_to_rupture(rates);
  shrink(std::min(rupture, left_), rates, 1);
  if (rupture == never) return;
  record(LifeEvent::ruptured);
  state_ = CellState::necrotic_lysed;
  phase_time_ = 0;
}

// Swelling takes in water faster than solids are lost, so the volume rises and one bracket holds
// the only instant of rupture; bisection to 1e-13 of the window, rare enough not to matter.
double Life::time_to_rupture(const VolumeRates& rates) const {
  const auto swollen = [&](double span) {
    return advance_volume(volume_, {1, 0, 0}, rates, span, type_->volume.scheme).total() >=
           rupture_volume_;
  };
  if (!swollen(left_)) return never;
  if (swollen(0)) return 0;
  double low = 0, high = left_;
  for (unsigned halving = 0; halving < 44; ++halving) {
    const double middle = 0.5 * (low + high);
    (swollen(middle) ? high : low) = middle;
  }
  return high;
}

LifeEvents Life::store(Population& population) {
  if (!legal(volume_)) record(LifeEvent::illegal_volume);
  if (failed(events_)) return events_;
  population.set_volume(row_, volume_);
  population.nuclear_solid_target[row_] = nuclear_solid_target_;
  population.rupture_volume[row_] = rupture_volume_;
  population.calcified_fraction[row_] = calcified_fraction_;
  population.phase_time[row_] = phase_time_;
  const bool unlived = has(events_, LifeEvent::divided) || has(events_, LifeEvent::transformed);
  population.lag[row_] = unlived ? left_ : 0;
  population.phase[row_] = phase_;
  population.state[row_] = state_;
  return events_;
}

}  // namespace cytotwin
