#pragma once

#include <span>
#include <string>
#include <vector>

#include "agents/cells/standard_behaviour.h"
#include "agents/rules/rule.h"

namespace cytotwin {

/// Rules over the standard behaviour of a cell type.
///
/// Each behaviour that rules name starts from the type's own value b and becomes combine(b, ...) of
/// the responses of its rules. What comes out is brought into the legal range: rates, times, speeds
/// and concentrations at least 0; bias, movability and shares of divisions in [0, 1]; reach from 1
/// to 10. On top of that
///  - the exit rate of a phase is scaled by oxygen, pressure and rate_variable as ever; of a fixed
///    phase the rules set the pace, from 1;
///  - necrosis adds to that by lack of oxygen;
///  - a variable starts from the mean of its distribution;
///  - a behaviour that is driven starts from factor x its variable while the cell lives.
/// For dead cells only rules that apply to them count, and only on what has a column; they start
/// from no secretion, no export and the uptake of the dead.
class RuleBehaviour : public Behaviour {
 public:
  /// @throws std::invalid_argument as StandardBehaviour does, for a half-maximum or power that is
  ///         not positive, two saturations for one behaviour and direction, or two drives of one
  RuleBehaviour(const CellType& type, std::vector<Rule> rules, std::vector<Drive> drives,
                std::span<const std::string> substances, std::span<const Variable> variables);

  std::span<const Signal> senses() const override { return senses_; }
  std::span<const Control> controls() const override { return controls_; }
  bool asks_dead() const override { return asks_dead_; }
  void evaluate(const Signals& signals, const Rates& rates) const override;

 private:
  struct Source {         // of a rule's signal in the batch
    bool sensed = false;  // a row of Signals::sensed
    std::size_t row = 0;  // there, or the substance
    SignalKind kind = SignalKind::pressure;
  };
  struct Direction {  // all rules of a behaviour up, or all down
    std::vector<Rule> rules;
    std::vector<Source> sources;
    double saturation = 0;
  };
  struct Response {
    Control behaviour;
    double base = 0, base_of_dead = 0;
    bool driven = false;     // then base is the factor
    std::size_t driver = 0;  // row of Signals::sensed
    Direction up, down;
    std::size_t column = 0;  // among controls(), of what has one
  };

  void add(const CellType& type, const Rule& rule);
  void add(const CellType& type, const Drive& drive);
  Response& response_to(const CellType& type, Control behaviour);
  void sense(Signal signal);
  Source source_of(Signal signal) const;
  double strength(const Direction& direction, const Signals& signals, std::size_t cell,
                  bool dead) const;
  double value(const Response& response, const Signals& signals, std::size_t cell, bool dead) const;
  void set_rate(const Response& response, const Signals& signals, const Rates& rates,
                std::size_t cell) const;

  StandardBehaviour standard_;
  std::vector<Signal> senses_;
  std::vector<Control> controls_;
  std::vector<Response> responses_;
  std::size_t dead_row_ = 0;  // of Signals::sensed, if dead cells are asked
  bool asks_dead_ = false;
};

}  // namespace cytotwin
