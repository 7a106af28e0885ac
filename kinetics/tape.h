#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kinetics/expression.h"

namespace cytotwin {

/// Cells that a tape evaluates side by side.
inline constexpr std::size_t tape_lanes = 8;

/// Expressions compiled to a list of instructions over registers: what they share is computed once,
/// both sides of a condition always, so that lanes never part.
///
/// exp, ln, tanh and powers are those of kinetics/lane_math.h: one lane and many, on any machine,
/// give the same bytes. Sines and what is rarer are the C library's, lane by lane.
///
/// Registers hold the inputs first, then the constants, then what is computed; registers are used
/// again once nobody needs their value. Immutable, so that threads share it; what changes is in a
/// Workspace.
class Tape {
 public:
  Tape() = default;
  /// @param inputs  symbols 0 ... inputs - 1 are the inputs
  /// @throws std::invalid_argument naming a symbol that is no input
  Tape(std::span<const Expression> outputs, std::size_t inputs);

  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_.size(); }
  std::size_t instructions() const { return code_.size(); }

  /// For the loop that carries them out.
  struct Instruction {
    Operation operation;
    std::uint32_t result, a, b, c;  ///< registers
  };

  /// Registers of one lane or of tape_lanes lanes, with the constants in place.
  class Workspace {
   public:
    Workspace() = default;
    Workspace(const Tape& tape, std::size_t lanes);
    std::size_t lanes() const { return lanes_; }
    double* registers() { return registers_.data(); }

   private:
    std::size_t lanes_ = 0;
    std::vector<double> registers_;
  };

  /// @param input   shape (inputs, lanes), lanes fastest
  /// @param output  shape (outputs, lanes), lanes fastest
  void evaluate(const double* input, double* output, Workspace& workspace) const;

 private:
  friend class TapeBuilder;
  std::size_t inputs_ = 0, registers_ = 0;
  std::vector<double> constants_;  ///< behind the inputs
  std::vector<Instruction> code_;
  std::vector<std::uint32_t> outputs_;  ///< registers
};

}  // namespace cytotwin
