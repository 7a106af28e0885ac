#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kinetics/cvode_solver.h"
#include "kinetics/event_queue.h"

namespace cytotwin {

/// What is added to a state at a moment, for example a dose.
struct StateJump {
  double time = 0;  ///< [the network's time unit]
  std::uint32_t state = 0;
  double amount = 0;  ///< [the state's unit]
};

/// One cell's network on its way under CVODE, its triggers watched at the end of every step; where
/// one turns, the step ends at the first number at which it has. A network without states only has
/// its time moved.
class WatchedRun {
 public:
  /// @param network  must outlive the run
  /// @throws std::invalid_argument if a tolerance is missing or not positive
  WatchedRun(const Network& network, const Tolerances& tolerances);

  /// Begins at a point, with the events that are due there.
  /// @param triggers  whether they were true before; empty: their initial values
  /// @param slopes    of the constants [1/time]; empty: they stay
  /// @param longest   no step is longer [time]; 0: no limit
  /// @throws KineticsError if events cannot go on
  void begin(CellPoint point, std::span<const std::uint8_t> triggers,
             std::span<const double> slopes, double longest);

  /// Takes a step of the solver, or up to the first moment in it at which a trigger turns.
  /// @returns the time reached, where the point is not yet
  /// @throws KineticsError naming the time and the states
  double step(double stop);
  /// States between the point and what step() has reached.
  void states_at(double time, std::span<double> states) const;
  /// Moves the point to where step() has reached, with the events that are due there.
  void arrive();
  /// Adds to states at the point, with the events that this brings about.
  void add(std::span<const StateJump> jumps);

  const CellPoint& point() const { return point_; }
  std::span<const std::uint8_t> triggers() const { return events_.triggers(); }
  std::uint64_t steps() const { return solver_ ? solver_->steps() : 0; }  ///< since construction

 private:
  void restart();
  double take_step(double stop);
  bool is_turned(double time);
  void set_constants(double time, CellPoint& point) const;

  EventQueue events_;
  std::optional<CvodeSolver> solver_;
  CellPoint point_, at_;
  double reached_ = 0, longest_ = 0, from_ = 0;
  bool turned_ = false;
  std::vector<double> slopes_, constants_;  // the latter at from_
  std::vector<std::uint8_t> truth_, seen_;
};

}  // namespace cytotwin
