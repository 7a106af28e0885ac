#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kinetics/expression.h"

namespace cytotwin {

/// How a quantity gets its value.
enum class QuantityRole : std::uint8_t {
  constant,  ///< from its initial expression; events may set it
  state,     ///< integrated: its rule is d/dt
  assigned,  ///< its rule is its value, always
};

/// What the two cells get when one divides. A network by itself never divides.
enum class AtDivision : std::uint8_t {
  copied,  ///< a concentration
  halved,  ///< an amount
  reset,   ///< its initial value, worked out anew
};

/// Something that has a value at any time. Symbol i of a model's expressions is its quantity i.
struct Quantity {
  std::string id;
  std::string unit;
  QuantityRole role = QuantityRole::constant;
  Expression initial;  ///< of constants and states, from initial values of others
  Expression rule;     ///< of states and assigned quantities
  AtDivision at_division = AtDivision::copied;  ///< of states
  std::string description = {};
};

/// How a constant differs from cell to cell; who makes cells draws. Values beyond the bounds are
/// drawn again.
struct Distribution {
  enum class Kind : std::uint8_t {
    normal,     ///< around the constant's value
    lognormal,  ///< the constant's value is the median
    uniform,    ///< between the bounds
  };
  std::uint32_t constant;
  Kind kind;
  double spread = 0;  ///< normal: sd [the constant's unit]; lognormal: coefficient of variation
  double lower = -std::numeric_limits<double>::infinity();  ///< [the constant's unit]
  double upper = std::numeric_limits<double>::infinity();
};

/// A reaction, for those who ask for stoichiometry; the rates of change are in the states' rules.
struct Reaction {
  struct Change {
    std::uint32_t state;
    Expression coefficient;
  };
  std::string id;
  std::uint32_t rate;  ///< an assigned quantity [amount/time]
  std::vector<Change> changes;
};

/// "When the trigger turns true, after a delay, set these" (SBML Level 3 Version 2, section 4.11).
struct Event {
  struct Assignment {
    std::uint32_t quantity;  ///< a constant or a state
    Expression value;
    /// Multiplies the value, as it is after the event's other assignments: the size of the
    /// compartment where a concentration is set by way of its amount.
    std::optional<Expression> size;
  };
  std::string id;
  Expression trigger;
  bool initial_value = true;            ///< of the trigger before the start
  bool persistent = true;               ///< stays pending when the trigger turns false
  std::optional<Expression> delay;      ///< [time], >= 0
  bool values_at_trigger = true;        ///< assignments are worked out when the trigger turns true
  std::optional<Expression> priority;   ///< of pending events at one instant the largest goes first
  std::vector<Assignment> assignments;  ///< all values are worked out before any is set
};

/// The two ways to speak of a species; with a compartment of its own both are quantities.
struct SpeciesForms {
  std::string id;
  std::uint32_t amount, concentration;
};

/// A reaction network as read, before it is compiled: symbols resolved, functions expanded,
/// everything in the file's own units. Quantity 0 is time.
struct Model {
  std::string id;
  std::vector<Quantity> quantities = {{"time", "", QuantityRole::constant, {}, {}}};
  std::vector<Reaction> reactions;
  std::vector<Event> events;
  std::vector<SpeciesForms> species;
  std::vector<std::uint32_t> inputs;        ///< constants that a cell's surroundings set
  std::vector<Distribution> distributions;  ///< at most one a constant
  std::string time_unit;                    ///< empty: dimensionless or unknown
  std::vector<std::string> warnings;        ///< what a user should know of how the file was read

  static constexpr std::uint32_t time = 0;
  std::optional<std::uint32_t> find(const std::string& id) const;
  std::uint32_t add(Quantity quantity);  ///< @returns its symbol
};

/// Replaces rate_of everywhere by what it stands for: a state's rule, the time derivative of an
/// assigned quantity's rule, 0 of a constant.
/// @throws std::invalid_argument if a rate depends on itself, naming the quantity
void complete_rates(Model& model);

/// Assigned quantities ordered so that each stands behind those that its rule names.
/// @throws std::invalid_argument naming the quantities of a loop
std::vector<std::uint32_t> assignment_order(const Model& model);

/// All quantities but time in an order in which initial values can be worked out.
/// @throws std::invalid_argument naming the quantities of a loop
std::vector<std::uint32_t> initial_order(const Model& model);

}  // namespace cytotwin
