#include "agents/cells/growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace cytotwin {
namespace {

bool never_left(const CyclePhase& phase) { return phase.stochastic && phase.exit_rate == 0; }

// Phases of the loop that the graph ends in, in the order they are passed; a phase that is never
// left is a loop by itself.
std::vector<std::uint8_t> loop_of(const CycleModel& cycle) {
  std::uint8_t phase = 0;
  for (std::size_t i = 0; i < cycle.phases.size(); ++i) {
    if (never_left(cycle.phases[phase])) return {phase};
    phase = cycle.phases[phase].next;
  }
  std::vector<std::uint8_t> loop;  // after as many steps as phases any way is inside its loop
  const std::uint8_t first = phase;
  do {
    loop.push_back(phase);
    phase = cycle.phases[phase].next;
  } while (phase != first);
  return loop;
}

// -ln of the Laplace transform of a phase's duration.
double log_transform(const CyclePhase& phase, double s) {
  if (!phase.stochastic) return s * phase.duration;
  return s > 0 ? std::log1p(s / phase.exit_rate) : 0;
}

// Integral of exp(-s a) P(duration > a) over a: the weight of a phase per entry into it.
double survival_integral(const CyclePhase& phase, double s) {
  if (phase.stochastic) return 1 / (phase.exit_rate + s);
  // with early exits nothing divides, so s is 0
  return s > 0 ? -std::expm1(-s * phase.duration) / s : phase.duration / (1 + phase.early_exit);
}

// s = lambda + death rate: root of k ln 2 - sum of log_transform, which falls from k ln 2 at 0.
// Bisection down to neighbouring doubles: about 70 halvings, once a cycle.
double solve_sum(const CycleModel& cycle) {
  const std::vector<std::uint8_t> loop = loop_of(cycle);
  double divisions = 0;
  if (never_left(cycle.phases[loop.front()])) return 0;
  for (const std::uint8_t i : loop) {
    if (cycle.phases[i].divides) ++divisions;
  }
  if (divisions == 0) return 0;
  const auto excess = [&](double s) {
    double value = divisions * std::numbers::ln2;
    for (const std::uint8_t i : loop) value -= log_transform(cycle.phases[i], s);
    return value;
  };
  double low = 0, high = 1;
  while (excess(high) > 0) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const double middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return middle;
    (excess(middle) > 0 ? low : high) = middle;
  }
}

void check(const CycleModel& cycle, double death_rate) {
  validate(cycle);
  if (!(death_rate >= 0 && std::isfinite(death_rate))) {
    throw std::invalid_argument(
        fmt::format("death_rate is {} /min (0 or more allowed)", death_rate));
  }
}

std::vector<double> phase_weights(const CycleModel& cycle, double s) {
  std::vector<double> weights(cycle.phases.size(), 0.0);
  double entry = 1, total = 0;
  for (const std::uint8_t i : loop_of(cycle)) {
    const CyclePhase& phase = cycle.phases[i];
    weights[i] = never_left(phase) ? 1 : entry * survival_integral(phase, s);
    total += weights[i];
    entry *= (phase.divides ? 2 : 1) * std::exp(-log_transform(phase, s));
  }
  for (double& weight : weights) weight /= total;
  return weights;
}

double mean_duration(const CyclePhase& phase) {
  constexpr double longest = 1e9;  // [min]; volumes have settled, and rate 0 stays finite
  if (phase.stochastic) return std::min(longest, 1 / phase.exit_rate);
  return phase.duration / (1 + phase.early_exit);
}

// Where the volume of a cell comes from, on its way from birth to a position.
struct GrowthSince {
  double minutes = -1;    // since the targets were doubled; < 0 if they are not
  bool at_birth = false;  // doubled and shared in the same instant: from half the size to all of it
};

GrowthSince growth_until(const CycleModel& cycle, CyclePosition position) {
  std::uint8_t birth = 0;
  for (const std::uint8_t i : loop_of(cycle)) {
    if (cycle.phases[i].divides) birth = cycle.phases[i].next;
  }
  GrowthSince since;
  std::uint8_t phase = birth;
  for (std::size_t passed = 0; passed < cycle.phases.size(); ++passed) {
    if (cycle.phases[phase].doubles_volume) since = {0, passed == 0};
    if (phase == position.phase) break;
    if (since.minutes >= 0) since.minutes += mean_duration(cycle.phases[phase]);
    if (cycle.phases[phase].divides) since = {};
    phase = cycle.phases[phase].next;
  }
  if (since.minutes >= 0) since.minutes += position.phase_time;
  return since;
}

}  // namespace

double euler_lotka_rate(const CycleModel& cycle, double death_rate) {
  check(cycle, death_rate);
  return solve_sum(cycle) - death_rate;
}

GrowingDistribution::GrowingDistribution(const CycleModel& cycle, double death_rate)
    : cycle_(cycle), death_rate_(death_rate) {
  check(cycle, death_rate);
  sum_ = solve_sum(cycle);
  fractions_ = phase_weights(cycle, sum_);
}

CyclePosition GrowingDistribution::draw(RandomStream& random) const {
  double choice = random.uniform();
  std::size_t last = 0;  // guards against round-off in the sum of the fractions
  for (std::size_t i = 0; i < fractions_.size(); ++i) {
    if (fractions_[i] == 0) continue;
    last = i;
    if (choice < fractions_[i]) break;
    choice -= fractions_[i];
  }
  const CyclePhase& phase = cycle_.phases[last];
  const auto index = static_cast<std::uint8_t>(last);
  const double u = random.uniform();
  if (never_left(phase)) return {index, 0};
  if (phase.stochastic) return {index, -std::log(u) / (phase.exit_rate + sum_)};
  if (sum_ == 0) return {index, u * phase.duration};
  return {index, -std::log1p(u * std::expm1(-sum_ * phase.duration)) / sum_};
}

CyclePosition draw_growing(const CycleModel& cycle, double death_rate, RandomStream& random) {
  return GrowingDistribution(cycle, death_rate).draw(random);
}

void set_cycle_position(Population& population, std::size_t row, const CellType& type,
                        CyclePosition position) {
  const VolumeModel& model = type.volume;
  const double nuclear = model.nuclear_solid(), cytoplasmic = model.cytoplasmic_solid();
  const GrowthSince since = growth_until(type.cycle, position);
  const double target = since.minutes >= 0 && !since.at_birth ? 2 : 1;
  const double start = since.at_birth ? 0.5 : 1;
  CellVolume volume{start * model.total * model.fluid_fraction, start * nuclear,
                    start * cytoplasmic};
  if (since.minutes >= 0) {
    volume = VolumePropagator(model.live, model.fluid_fraction, since.minutes)(
        volume, target * nuclear, target * cytoplasmic);
  }
  population.phase[row] = position.phase;
  population.phase_time[row] = position.phase_time;
  population.nuclear_solid_target[row] = target * nuclear;
  population.set_volume(row, volume);
}

}  // namespace cytotwin
