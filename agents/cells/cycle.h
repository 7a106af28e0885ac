#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

class RandomStream;

/// Where a share of the cells that leave a phase goes instead of to its `next`.
struct PhaseBranch {
  std::uint8_t next = 0;  ///< index of the phase that follows
  double share = 0;       ///< [-], in (0, 1]
};

/// One phase of a cell cycle and how it is left.
///
/// A stochastic phase is left at a rate (exponential duration); a fixed phase after a duration,
/// which passes at a pace that may be slowed. Exit times are drawn in continuous time, so neither
/// depends on the phenotype step.
///
/// Two variants of a fixed phase serve published programs. With `present_pace` the time in the
/// phase runs on at full pace and the phase ends once it reaches duration / pace of that moment: a
/// cell that was held up makes up for it at once when conditions improve. With `early_exit` p > 0,
/// for phases that end in death, the share still in the phase at time t is (1 - t / duration)^p: a
/// limited life with the hazard p / (duration - t) and the mean duration / (1 + p).
struct CyclePhase {
  std::string name;
  bool stochastic = true;
  double exit_rate = 0;       ///< [1/min], >= 0; of a stochastic phase, before behaviour
  double duration = 0;        ///< [min], > 0; of a fixed phase
  double early_exit = 0;      ///< p [-], >= 0; of a fixed phase that dies; 0: nobody is early
  bool present_pace = false;  ///< of a fixed phase: judged by the pace of the moment
  std::uint8_t next = 0;      ///< index of the phase that follows
  /// Their shares sum to at most 1, the rest goes to `next`. Each daughter of a division takes her
  /// own way.
  std::vector<PhaseBranch> branches;
  bool divides = false;           ///< leaving this phase divides the cell
  bool dies = false;              ///< leaving this phase begins apoptosis; not with divides
  bool doubles_volume = false;    ///< entering this phase doubles the target volumes
  bool oxygen_limited = false;    ///< exit rate or pace scales with oxygen (StandardBehaviour)
  bool pressure_limited = false;  ///< exit rate or pace falls with mechanical pressure
  bool cycling = false;           ///< counted as proliferating (Ki67+, S/G2/M)
};

/// Index of the phase that a cell enters after this one; one number of the stream if it branches.
std::uint8_t draw_next(const CyclePhase& phase, RandomStream& random);

/// A cell cycle as a directed graph of phases, entered at phase 0.
struct CycleModel {
  std::string name;
  std::vector<CyclePhase> phases;  ///< 1 to 255
};

/// Published models with the rates of PhysiCell 1.14.2 (Ghaffarizadeh et al. 2018, PLoS Comput
/// Biol 14:e1005991, and its supplement), which fits them to MCF-7 and related lines.
/// Ki67+ phases, S and everything after it count as cycling; so does the only phase of "live".
CycleModel live_cycle();               ///< one phase, 0.0432 /h, divides on exit
CycleModel ki67_basic_cycle();         ///< Q 1/4.59 h, K 15.5 h fixed, divides at the end of K
CycleModel ki67_advanced_cycle();      ///< Q 1/3.62 h, K1 13 h fixed, divides, K2 2.5 h fixed
CycleModel flow_cycle();               ///< G0/G1 .00324, S .00208, G2/M .00333 /min
CycleModel cycling_quiescent_cycle();  ///< quiescent 1/4.59 h; cycling 15.5 h fixed, divides
CycleModel flow_separated_cycle();     ///< G0/G1 .00335, S .00208, G2 .00417, M .0167 /min

/// Names under which cycle_by_name knows the models above.
std::vector<std::string> cycle_names();

/// @throws std::invalid_argument naming the unknown name and all known ones
CycleModel cycle_by_name(const std::string& name);

/// Phases that a cell may enter after this one, each once, ascending: none if it dies on exit.
std::vector<std::uint8_t> successors(const CyclePhase& phase);

/// By phase: whether it can be reached from phase 0, which is. A phase that is never left ends the
/// way if `resting_ends`; something may set its exit rate otherwise.
std::vector<bool> reachable_phases(const CycleModel& cycle, bool resting_ends);

/// A graph can be run if it has 1 to 255 phases, every `next` is one of them, shares of branches
/// are in (0, 1] and sum to at most 1, exit rates are finite and >= 0, durations finite and > 0,
/// and, where any phase divides, a phase that divides can be reached from phase 0. A graph that
/// never divides is legal.
/// @throws std::invalid_argument naming model, phase and value, for a graph that cannot be run
void validate(const CycleModel& cycle);

}  // namespace cytotwin
