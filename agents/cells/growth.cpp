#include "agents/cells/growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "agents/cells/phase_flow.h"

namespace cytotwin {
namespace {

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

// A graph whose growth is that of one loop, which has a closed form.
bool is_one_loop(const CycleModel& cycle) {
  bool divides = false, dies = false;
  for (const CyclePhase& phase : cycle.phases) {
    if (!phase.branches.empty()) return false;
    divides = divides || phase.divides;
    dies = dies || phase.dies;
  }
  return !(divides && dies);
}

// s = lambda + death rate: root of k ln 2 - sum of log_transform, which falls from k ln 2 at 0.
// Bisection down to neighbouring doubles: about 70 halvings, once a cycle.
double solve_sum(const CycleModel& cycle) {
  if (!is_one_loop(cycle)) return PhaseFlow(cycle).growth();
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
  if (!is_one_loop(cycle)) return PhaseFlow(cycle).fractions(s);
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

// Shortest way to a phase, both ends included: from a birth without another division, else from
// phase 0; empty if there is none.
std::vector<std::uint8_t> way_to(const CycleModel& cycle, std::uint8_t phase) {
  const std::size_t size = cycle.phases.size();
  const auto search = [&](std::vector<std::uint8_t> open) {
    std::vector<std::size_t> from(size, size);  // size: not reached; itself: a start
    for (const std::uint8_t start : open) from[start] = start;
    for (std::size_t at = 0; at < open.size() && from[phase] == size; ++at) {
      const CyclePhase& left = cycle.phases[open[at]];
      if (left.divides) continue;
      for (const std::uint8_t next : successors(left)) {
        if (from[next] != size) continue;
        from[next] = open[at];
        open.push_back(next);
      }
    }
    std::vector<std::uint8_t> way;
    if (from[phase] == size) return way;
    for (std::size_t at = phase;; at = from[at]) {
      way.insert(way.begin(), static_cast<std::uint8_t>(at));
      if (from[at] == at) return way;
    }
  };
  std::vector<std::uint8_t> births;
  for (const CyclePhase& mother : cycle.phases) {
    if (!mother.divides) continue;
    for (const std::uint8_t birth : successors(mother)) births.push_back(birth);
  }
  const std::vector<std::uint8_t> way = search(births);
  return way.empty() ? search({0}) : way;
}

GrowthSince growth_until(const CycleModel& cycle, CyclePosition position) {
  const std::vector<std::uint8_t> way = way_to(cycle, position.phase);
  GrowthSince since;
  for (std::size_t passed = 0; passed < way.size(); ++passed) {
    const CyclePhase& phase = cycle.phases[way[passed]];
    if (phase.doubles_volume) since = {0, passed == 0};
    if (passed + 1 < way.size() && since.minutes >= 0) since.minutes += mean_duration(phase);
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
