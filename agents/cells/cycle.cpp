#include "agents/cells/cycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "core/random.h"

namespace cytotwin {
namespace {

constexpr double hour = 60;              // [min]
constexpr double share_rounding = 1e-9;  // in the sum of shares that are meant to be 1

struct NamedCycle {
  const char* name;
  CycleModel (*make)();
};

constexpr std::array<NamedCycle, 6> known_cycles = {
    {{"live", live_cycle},
     {"ki67_basic", ki67_basic_cycle},
     {"ki67_advanced", ki67_advanced_cycle},
     {"flow", flow_cycle},
     {"flow_separated", flow_separated_cycle},
     {"cycling_quiescent", cycling_quiescent_cycle}}};

// Phase waiting for growth conditions: left at a rate, slowed by lack of oxygen and by pressure.
CyclePhase entry_phase(const char* name, double exit_rate) {
  CyclePhase phase;
  phase.name = name;
  phase.exit_rate = exit_rate;
  phase.next = 1;
  phase.oxygen_limited = true;
  phase.pressure_limited = true;
  return phase;
}

CyclePhase cycling_phase(const char* name, std::uint8_t next) {
  CyclePhase phase;
  phase.name = name;
  phase.next = next;
  phase.cycling = true;
  return phase;
}

CyclePhase stochastic_phase(const char* name, double exit_rate, std::uint8_t next) {
  CyclePhase phase = cycling_phase(name, next);
  phase.exit_rate = exit_rate;
  return phase;
}

CyclePhase fixed_phase(const char* name, double duration, std::uint8_t next) {
  CyclePhase phase = cycling_phase(name, next);
  phase.stochastic = false;
  phase.duration = duration;
  return phase;
}

[[noreturn]] void refuse(const CycleModel& cycle, std::size_t phase, const std::string& problem) {
  throw std::invalid_argument(fmt::format("cycle \"{}\", phase {} \"{}\": {}", cycle.name, phase,
                                          cycle.phases[phase].name, problem));
}

void validate_phase(const CycleModel& cycle, std::size_t index) {
  const CyclePhase& phase = cycle.phases[index];
  if (phase.next >= cycle.phases.size()) {
    refuse(cycle, index,
           fmt::format("next is {} (0 to {} allowed)", phase.next, cycle.phases.size() - 1));
  }
  double shares = 0;
  for (const PhaseBranch& branch : phase.branches) {
    if (branch.next >= cycle.phases.size()) {
      refuse(cycle, index,
             fmt::format("a branch goes to {} (0 to {} allowed)", branch.next,
                         cycle.phases.size() - 1));
    }
    if (!(branch.share > 0 && branch.share <= 1)) {
      refuse(cycle, index,
             fmt::format("a branch takes a share of {} (above 0 to 1 allowed)", branch.share));
    }
    shares += branch.share;
  }
  if (shares > 1 + share_rounding) {
    refuse(cycle, index, fmt::format("its branches share {} (at most 1 allowed)", shares));
  }
  if (phase.divides && phase.dies) refuse(cycle, index, "it divides and dies on exit");
  if (phase.stochastic && !(phase.exit_rate >= 0 && std::isfinite(phase.exit_rate))) {
    refuse(cycle, index, fmt::format("exit_rate is {} /min (0 or more allowed)", phase.exit_rate));
  }
  if (!phase.stochastic && !(phase.duration > 0 && std::isfinite(phase.duration))) {
    refuse(cycle, index, fmt::format("duration is {} min (more than 0 allowed)", phase.duration));
  }
  if (!(phase.early_exit >= 0 && std::isfinite(phase.early_exit))) {
    refuse(cycle, index, fmt::format("early_exit is {} (0 or more allowed)", phase.early_exit));
  }
  if (phase.early_exit > 0 && (phase.stochastic || !phase.dies)) {
    refuse(cycle, index, "early_exit is for a phase with a duration that dies");
  }
  if (phase.present_pace && (phase.stochastic || phase.early_exit > 0)) {
    refuse(cycle, index, "present_pace is for a phase with a duration and without early_exit");
  }
}

}  // namespace

CycleModel live_cycle() {
  CyclePhase live = entry_phase("live", 0.0432 / hour);
  live.next = 0;
  live.divides = true;
  live.doubles_volume = true;
  live.cycling = true;
  return {"live", {live}};
}

CycleModel ki67_basic_cycle() {
  CyclePhase positive = fixed_phase("ki67_positive", 15.5 * hour, 0);
  positive.divides = true;
  positive.doubles_volume = true;
  return {"ki67_basic", {entry_phase("ki67_negative", 1 / (4.59 * hour)), positive}};
}

CycleModel ki67_advanced_cycle() {
  CyclePhase premitotic = fixed_phase("ki67_positive_premitotic", 13 * hour, 2);
  premitotic.divides = true;
  premitotic.doubles_volume = true;
  return {"ki67_advanced",
          {entry_phase("ki67_negative", 1 / (3.62 * hour)), premitotic,
           fixed_phase("ki67_positive_postmitotic", 2.5 * hour, 0)}};
}

CycleModel flow_cycle() {
  CyclePhase synthesis = stochastic_phase("s", 0.00208, 2);
  synthesis.doubles_volume = true;
  CyclePhase mitosis = stochastic_phase("g2_m", 0.00333, 0);
  mitosis.divides = true;
  return {"flow", {entry_phase("g0_g1", 0.00324), synthesis, mitosis}};
}

CycleModel flow_separated_cycle() {
  CyclePhase synthesis = stochastic_phase("s", 0.00208, 2);
  synthesis.doubles_volume = true;
  CyclePhase mitosis = stochastic_phase("m", 0.0167, 0);
  mitosis.divides = true;
  return {"flow_separated",
          {entry_phase("g0_g1", 0.00335), synthesis, stochastic_phase("g2", 0.00417, 3), mitosis}};
}

CycleModel cycling_quiescent_cycle() {
  CyclePhase cycling = fixed_phase("cycling", 15.5 * hour, 0);
  cycling.divides = true;
  cycling.doubles_volume = true;
  return {"cycling_quiescent", {entry_phase("quiescent", 1 / (4.59 * hour)), cycling}};
}

std::vector<std::string> cycle_names() {
  std::vector<std::string> names;
  for (const NamedCycle& known : known_cycles) names.emplace_back(known.name);
  return names;
}

CycleModel cycle_by_name(const std::string& name) {
  for (const NamedCycle& known : known_cycles) {
    if (name == known.name) return known.make();
  }
  throw std::invalid_argument(
      fmt::format("unknown cycle \"{}\" (known: {})", name, fmt::join(cycle_names(), ", ")));
}

std::uint8_t draw_next(const CyclePhase& phase, RandomStream& random) {
  if (phase.branches.empty()) return phase.next;
  double choice = random.uniform();
  for (const PhaseBranch& branch : phase.branches) {
    if (choice < branch.share) return branch.next;
    choice -= branch.share;
  }
  // shares that are meant to be 1 leave nothing but rounding
  double rest = 1;
  for (const PhaseBranch& branch : phase.branches) rest -= branch.share;
  return rest > share_rounding ? phase.next : phase.branches.back().next;
}

std::vector<std::uint8_t> successors(const CyclePhase& phase) {
  std::vector<std::uint8_t> next;
  if (phase.dies) return next;
  double rest = 1;
  for (const PhaseBranch& branch : phase.branches) {
    next.push_back(branch.next);
    rest -= branch.share;
  }
  if (rest > share_rounding) next.push_back(phase.next);
  std::sort(next.begin(), next.end());
  next.erase(std::unique(next.begin(), next.end()), next.end());
  return next;
}

std::vector<bool> reachable_phases(const CycleModel& cycle, bool resting_ends) {
  std::vector<bool> reached(cycle.phases.size(), false);
  std::vector<std::uint8_t> open = {0};
  reached[0] = true;
  while (!open.empty()) {
    const CyclePhase& phase = cycle.phases[open.back()];
    open.pop_back();
    if (resting_ends && phase.stochastic && phase.exit_rate == 0) continue;
    for (const std::uint8_t next : successors(phase)) {
      if (!reached[next]) open.push_back(next);
      reached[next] = true;
    }
  }
  return reached;
}

void validate(const CycleModel& cycle) {
  const std::size_t size = cycle.phases.size();
  if (size < 1 || size > 255) {
    throw std::invalid_argument(
        fmt::format("cycle \"{}\" has {} phases (1 to 255 allowed)", cycle.name, size));
  }
  for (std::size_t i = 0; i < size; ++i) validate_phase(cycle, i);
  const std::vector<bool> reached = reachable_phases(cycle, false);
  std::size_t dividing = size;
  for (std::size_t i = size; i-- > 0;) {
    if (!cycle.phases[i].divides) continue;
    if (reached[i]) return;
    dividing = i;
  }
  if (dividing < size) {
    refuse(cycle, dividing,
           "divides but no phase that divides can be reached from phase 0; correct the next "
           "phases, or let no phase divide");
  }
}

}  // namespace cytotwin
