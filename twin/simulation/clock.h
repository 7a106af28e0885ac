#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

/// Multi-rate clock: which processes step when, in whole ticks of 0.001 min.
///
/// A process with period P steps at P, 2P, ...; the step at t covers (t - P, t]. Processes due at
/// the same moment step in the order in which they were added. Integers decide everything, so
/// there is no drift, and the whole state is one integer: a clock with the same processes set to
/// the same tick goes on alike.
///
/// Where one process has several steps in a row with nothing of the others in between, they come
/// as one entry with `steps` > 1, so that it can do them in one go:
///
///     Clock clock;
///     const auto field = clock.add("field", Clock::to_ticks(0.1));
///     const auto phenotype = clock.add("phenotype", Clock::to_ticks(6));
///     while (const Clock::Moment* moment = clock.next(end)) {  // {field 60 x, phenotype 1 x}
///       for (const Clock::Due& due : moment->due) ...
///     }
class Clock {
 public:
  using Tick = std::int64_t;
  static constexpr Tick ticks_in_a_minute = 1000;

  /// @throws std::invalid_argument naming the value if it is not a whole number of ticks (to 1e-9
  ///         of itself, for converted units) or not within +-9e12 min
  static Tick to_ticks(double minutes);
  static double to_minutes(Tick tick);  ///< the double next to tick / 1000 [min]

  /// A process's consecutive steps; the last one ends at the moment's tick.
  struct Due {
    std::size_t process;  ///< as add() returned it
    std::int64_t steps;   ///< >= 1
  };
  /// What happens up to and at a tick, in order.
  struct Moment {
    Tick tick = 0;
    std::vector<Due> due;
  };

  /// Adds a process behind the others; returns its number, from 0 on.
  /// @param period  [ticks], > 0
  /// @param first   tick of its first step: the period by default; 0 for what also happens before
  ///                anything else, such as output of the start
  /// @throws std::invalid_argument for a wrong period or first, or after the first next()
  std::size_t add(std::string name, Tick period);
  std::size_t add(std::string name, Tick period, Tick first);
  const std::string& name(std::size_t process) const { return processes_.at(process).name; }

  /// Goes on to the next moment at or before `end`; null if there is none, and then the clock
  /// stands at `end`. Valid until the next call.
  const Moment* next(Tick end);

  /// Everything up to this tick is done; -1 before anything is.
  Tick done() const { return done_; }
  /// Sets the clock to where done() was that. @throws std::invalid_argument if tick < -1
  void restore(Tick done);

 private:
  struct Process {
    std::string name;
    Tick period, first;
    Tick next;  ///< its next step
  };
  Tick batch_end(std::size_t process, Tick end) const;

  std::vector<Process> processes_;
  Tick done_ = -1;
  bool started_ = false;
  Moment moment_;
};

}  // namespace cytotwin
