#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kinetics/network.h"

namespace cytotwin {

/// A cell's point in time: what the tapes of a network read.
struct CellPoint {
  double time = 0;
  std::vector<double> constants, states;
};

/// Events of one cell: which triggers are true, and what is pending (SBML Level 3 Version 2,
/// section 4.11). Of pending events at one instant those with the largest priority go first,
/// worked out anew before each; equal ones in the order of the file, which the standard leaves
/// open. An event without a priority comes after those with one.
class EventQueue {
 public:
  explicit EventQueue(const Network& network);

  /// Before the start: triggers have their initial values, nothing is pending.
  void reset();
  /// Nothing is pending, and this is whether each trigger was true the moment before.
  void reset(std::span<const std::uint8_t> triggers);
  std::span<const std::uint8_t> triggers() const { return was_true_; }

  /// Looks at the triggers and carries out what is due, until nothing more happens at this instant.
  /// @returns whether constants or states were set
  /// @throws KineticsError if events go on for ever, or a delay is negative or no number
  bool settle(CellPoint& point);

  /// When the next pending event is due; empty if none is.
  std::optional<double> next_due() const;

  /// Truth of the relations in triggers.
  void read_switches(const CellPoint& point, std::vector<std::uint8_t>& truth);
  bool has_switches() const { return network_.switches().outputs() > 0; }

 private:
  struct Pending {
    double due;
    std::size_t event;
    std::vector<double> values;  // of its assignments, if worked out at the trigger
  };
  void evaluate(const CellPoint& point);
  std::vector<double> values_of(const CompiledEvent& event) const;
  void look_at_triggers(double now);
  std::optional<std::size_t> most_urgent(double now) const;
  void carry_out(Pending pending, CellPoint& point);

  const Network& network_;
  Tape::Workspace events_workspace_, switches_workspace_;
  std::vector<double> input_, numbers_, switch_numbers_;
  std::vector<std::uint8_t> was_true_;
  std::vector<Pending> pending_;
};

/// Bisection between neighbouring numbers: the earliest time at which something has turned, of
/// what has turned at `high` but not at `low`; `high` if nothing has.
template <class IsTurned>
double first_turn(double low, double high, IsTurned&& is_turned) {
  if (!is_turned(high)) return high;
  while (true) {
    const double middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return high;
    (is_turned(middle) ? high : low) = middle;
  }
}

}  // namespace cytotwin
