#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

/// One phase of a cell cycle and how it is left.
///
/// A stochastic phase is left at a rate (exponential duration); a fixed phase after a duration.
/// Exit times are drawn in continuous time, so neither depends on the phenotype step.
struct CyclePhase {
  std::string name;
  bool stochastic = true;
  double exit_rate = 0;           ///< [1/min], >= 0; of a stochastic phase, before behaviour
  double duration = 0;            ///< [min], > 0; of a fixed phase
  std::uint8_t next = 0;          ///< index of the phase that follows
  bool divides = false;           ///< leaving this phase divides the cell
  bool doubles_volume = false;    ///< entering this phase doubles the target volumes
  bool oxygen_limited = false;    ///< exit rate scales with oxygen (see OxygenBehaviour)
  bool pressure_limited = false;  ///< exit rate falls with mechanical pressure
  bool cycling = false;           ///< counted as proliferating (Ki67+, S/G2/M)
};

/// A cell cycle as a directed graph of phases, entered at phase 0.
struct CycleModel {
  std::string name;
  std::vector<CyclePhase> phases;  ///< 1 to 255
};

/// Published models with the rates of PhysiCell 1.14.2 (Ghaffarizadeh et al. 2018, PLoS Comput
/// Biol 14:e1005991, and its supplement), which fits them to MCF-7 and related lines.
CycleModel live_cycle();           ///< one phase, 0.0432 /h, divides on exit
CycleModel ki67_basic_cycle();     ///< Q 1/4.59 h, K 15.5 h fixed
CycleModel ki67_advanced_cycle();  ///< Q 1/3.62 h, K1 13 h fixed, K2 2.5 h fixed

/// @throws std::invalid_argument naming model, phase and value, for a graph that cannot be run
void validate(const CycleModel& cycle);

}  // namespace cytotwin
