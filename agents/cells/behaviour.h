#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agents/cells/control.h"

namespace cytotwin {

/// What the live cells of one type perceive, one row a cell.
struct Signals {
  std::span<const std::uint64_t> id;
  std::span<const std::uint8_t> phase;    ///< index into the type's cycle
  std::span<const double> pressure;       ///< simple pressure, 1 at close packing [-]
  std::span<const double> volume;         ///< [um^3]
  std::span<const double> concentration;  ///< shape (substances, cells), cells fastest [own units]

  /// What Behaviour::senses() asks for, shape (senses, cells), cells fastest.
  std::span<const double> sensed = {};
  std::size_t size() const { return id.size(); }
  std::span<const double> substance(std::size_t s) const {
    return concentration.subspan(s * size(), size());
  }
};

/// How the cells respond, one row a cell, in the order of the signals.
struct Rates {
  /// Of the present phase: its exit rate if it is stochastic [1/min]; its pace if it is fixed, 1 as
  /// its duration says, 0 arrested [-].
  std::span<double> phase_exit;
  std::span<double> apoptosis;  ///< [1/min]
  std::span<double> necrosis;   ///< [1/min]; infinity = at once
  /// Of Behaviour::controls(), shape (controls, cells), cells fastest.
  std::span<double> controlled = {};
};

/// Signals -> rates: the seam "a cell" between mechanism and learned policy.
///
/// A row's answer depends on that row alone, so blocks of any size give the same bytes.
/// evaluate() may be called from several threads.
class Behaviour {
 public:
  virtual ~Behaviour() = default;
  /// Signals that evaluate() reads from Signals::sensed, gathered at the start of the step.
  virtual std::span<const Signal> senses() const { return {}; }
  /// Values that evaluate() writes to Rates::controlled; all of them have columns.
  virtual std::span<const Control> controls() const { return {}; }
  /// Whether dead cells are asked too; only what they control counts then, not their rates.
  virtual bool asks_dead() const { return false; }
  /// @throws std::invalid_argument if the spans' sizes differ
  virtual void evaluate(const Signals& signals, const Rates& rates) const = 0;
};

}  // namespace cytotwin
