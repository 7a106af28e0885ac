#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/cells/behaviour.h"
#include "agents/cells/cell_type.h"

namespace cytotwin {

/// Share of the full rate of cycle entry at an oxygen level:
/// clamp((p - cycle_threshold) / (cycle_saturation - cycle_threshold)) to [0, 1] [-].
double oxygen_factor(const OxygenResponse& response, double oxygen);

/// Rate of necrosis at an oxygen level [1/min]: necrosis_rate x
/// clamp((necrosis_threshold - p) / (necrosis_threshold - necrosis_full)) to [0, 1]; with
/// necrosis_at_once infinity below the threshold, else 0.
double necrosis_rate(const OxygenResponse& response, double oxygen);

/// Share of the full rate of cycle entry at a pressure: 1 / (1 + (pressure / half)^power) [-].
double pressure_factor(const PressureResponse& response, double pressure);

/// The mechanism behind the seam: the responses of a cell type as published (Ghaffarizadeh et al.
/// 2018; PhysiCell 1.14.2).
///
/// Exit rate of a stochastic phase = the phase's x oxygen_factor if oxygen_limited and the type
/// responds to oxygen x pressure_factor if pressure_limited and the type responds to pressure;
/// pace of a fixed phase = the same factors. An oxygen-limited phase is also scaled by the type's
/// rate_variable where it has one, counted as 0 where it is negative. Apoptosis = the type's rate;
/// necrosis by oxygen, 0 without a response.
class StandardBehaviour : public Behaviour {
 public:
  /// Copies what it needs of the type.
  /// @param substances  names in the order of Signals::concentration
  /// @param variables   names of the tissue's variables, by a signal's index
  /// @throws std::invalid_argument naming the type and the substances, if the type's oxygen is
  ///         not among them, or naming a phase, for a cycle that is not valid
  StandardBehaviour(const CellType& type, std::span<const std::string> substances,
                    std::span<const Variable> variables = {});

  std::span<const Signal> senses() const override { return senses_; }

  void evaluate(const Signals& signals, const Rates& rates) const override;

  /// An exit rate or pace of a cell's phase, scaled by oxygen, pressure and the variable.
  double limited(double rate, const Signals& signals, std::size_t cell) const;

 private:
  std::vector<CyclePhase> phases_;
  double apoptosis_;
  std::optional<OxygenResponse> oxygen_;
  std::optional<PressureResponse> pressure_;
  std::size_t oxygen_row_ = 0;
  std::vector<Signal> senses_;  // the variable that scales rates
};

}  // namespace cytotwin
