#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kinetics/model.h"
#include "kinetics/tape.h"

namespace cytotwin {

/// Nonzero places of a square matrix by columns; the diagonal is among them.
struct SparsePattern {
  std::vector<std::uint32_t> first;  ///< of each column in `row`, and the end
  std::vector<std::uint32_t> row;    ///< ascending within a column
};

/// Where an event's numbers stand among the outputs of Network::events().
struct CompiledEvent {
  std::string id;
  bool initial_value, persistent, values_at_trigger;
  std::uint32_t trigger;
  std::int64_t delay, priority;  ///< -1: none
  struct Assignment {
    bool to_state;
    std::uint32_t target;  ///< of states or constants
    std::uint32_t value;
    std::int64_t size;  ///< -1: none
  };
  std::vector<Assignment> assignments;
};

/// A reaction network compiled for solving: immutable, shared by all threads and cells.
///
/// Quantities of the model become constants (which events may set), states and assigned values, in
/// the model's order within each. Tapes take their inputs as [time, constants, states].
class Network {
 public:
  /// @throws std::invalid_argument naming quantities whose values depend on each other in a loop
  explicit Network(const Model& model);

  const std::string& id() const { return id_; }
  std::size_t states() const { return state_names_.size(); }
  std::size_t constants() const { return constant_names_.size(); }
  std::size_t inputs() const { return 1 + constants() + states(); }
  const std::vector<std::string>& state_names() const { return state_names_; }
  const std::vector<std::string>& constant_names() const { return constant_names_; }
  /// Of all quantities, time first: what values() puts out.
  const std::vector<std::string>& quantity_names() const { return quantity_names_; }
  const std::vector<SpeciesForms>& species() const { return species_; }
  /// By state: 1 if it is the amount of a species and so never below 0.
  const std::vector<std::uint8_t>& is_amount() const { return is_amount_; }

  /// Constants and states at the start. Constants whose initial expression is a plain number are
  /// taken as given; others follow from them.
  /// @param constants  shape (constants); a file's own are in default_constants()
  struct Start {
    std::vector<double> constants, states;
  };
  Start start(double time, std::span<const double> constants) const;
  const std::vector<double>& default_constants() const { return default_constants_; }

  const Tape& rates() const { return rates_; }  ///< d state / dt, shape (states)
  /// Rates, their slopes in time at constant states, and the Jacobian, one behind the other: they
  /// share much.
  const Tape& linearisation() const { return linearisation_; }
  const SparsePattern& pattern() const { return pattern_; }
  const Tape& jacobian() const { return jacobian_; }  ///< in the order of pattern()
  /// Slopes of the rates by some of the constants, shape (those constants, states).
  Tape slopes_by(std::span<const std::uint32_t> constants) const;
  // Slopes along a direction in which constants and states change. Tapes of inputs
  // [inputs, direction of the constants, direction of the states]; that of the start [time,
  // constants, direction of the constants].
  Tape rates_along() const;
  Tape values_along(std::span<const std::size_t> quantities) const;
  Tape start_along() const;                       ///< of constants, then states
  const Tape& values() const { return values_; }  ///< every quantity
  const std::vector<CompiledEvent>& events() const { return compiled_events_; }
  const Tape& event_tape() const { return event_tape_; }
  /// Truth of each relation that a trigger is made of, so that one that is true for a moment only
  /// is seen.
  const Tape& switches() const { return switches_; }

 private:
  void name_quantities(const Model& model);
  void compile_rates(const Model& model, std::span<const Expression> resolved);
  void compile_events(const Model& model, std::span<const Expression> resolved);
  void compile_start(const Model& model);

  std::string id_;
  std::vector<std::string> state_names_, constant_names_, quantity_names_;
  std::vector<std::uint32_t> input_of_;  ///< by symbol, of what is an input
  std::vector<SpeciesForms> species_;
  std::vector<std::uint8_t> is_amount_;
  std::vector<double> default_constants_;
  std::vector<Expression> rate_expressions_, value_expressions_, start_expressions_;  ///< of inputs
  SparsePattern pattern_;
  Tape rates_, linearisation_, jacobian_, values_, event_tape_, switches_, start_;
  std::vector<CompiledEvent> compiled_events_;
};

}  // namespace cytotwin
