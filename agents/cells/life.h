#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "agents/cells/population.h"
#include "core/random.h"

namespace cytotwin {

/// Most phases a cell may enter in one window before it counts as failed.
inline constexpr unsigned most_transitions = 10000;

/// What happened to one cell in one phenotype step; bits, several may be set.
enum class LifeEvent : std::uint16_t {
  divided = 1,
  apoptosis = 2,
  necrosis = 4,
  ruptured = 8,
  removed = 16,
  illegal_rate = 32,     ///< the behaviour's answer is negative or not a number
  illegal_volume = 64,   ///< negative or not a finite number
  endless_phases = 128,  ///< more than most_transitions phases entered in one window
  transformed = 256,     ///< into another type, which is drawn when the step is settled
};

/// Bits of LifeEvent.
using LifeEvents = std::uint16_t;

constexpr bool has(LifeEvents events, LifeEvent event) {
  return (events & static_cast<LifeEvents>(event)) != 0;
}

/// A cell with one of these cannot go on.
constexpr bool failed(LifeEvents events) {
  return has(events, LifeEvent::illegal_rate) || has(events, LifeEvent::illegal_volume) ||
         has(events, LifeEvent::endless_phases);
}

/// Rates of one cell, constant until it is asked again; as Rates, for one row.
struct LifeRates {
  double phase_exit = 0;
  double apoptosis = 0;
  double necrosis = 0;
  double transformation = 0;  ///< into any other type [1/min]
};

/// Volume propagator of one type's live cells over a whole step: most cells need no other one.
struct LiveStep {
  LiveStep(const VolumeModel& model, double minutes)
      : step(minutes), propagator(model.live, model.fluid_fraction, minutes) {}
  double step;  ///< [min]
  VolumePropagator propagator;
};

/// One cell on its way through its window of time, taken out of the population and put back.
///
/// Events fall at their exact instants: an exponential waiting time per competing event, the rest
/// of its duration for a fixed phase or a death stage, a root of the volume for the rupture of a
/// swelling cell. Between events the volume follows its model. So nothing depends on the step
/// but the moments at which the behaviour is asked.
class Life {
 public:
  /// @param step        [min]; the window is step + the cell's lag
  /// @param step_index  of this step, part of the random numbers' key
  Life(const Population& population, std::size_t row, const CellType& type, double step,
       std::uint64_t seed, std::uint32_t step_index);

  /// Lives with these rates to the end of the window, a division, a transformation, or the entry of
  /// a new phase.
  /// Death is lived through to the end of the window or to removal.
  /// @returns true after the entry of a new phase: ask the behaviour again, then call again
  bool live_on(const LifeRates& rates, const LiveStep& whole);

  /// Passes a dead cell's stages to the end of the window or to removal.
  void decay();

  /// Puts the cell back, unless it failed: then its row is left as it was. Of a cell that divided
  /// or transformed, lag is the rest of the window, for its daughters or its new type.
  /// @returns what happened
  LifeEvents store(Population& population);

  std::size_t row() const { return row_; }
  std::uint8_t phase() const { return phase_; }
  double volume() const { return volume_.total(); }
  CellState state() const { return state_; }

 private:
  void record(LifeEvent event) { events_ |= static_cast<LifeEvents>(event); }
  void grow(double span, const LiveStep& whole);
  void leave_phase();
  bool dies_necrotic(const LifeRates& rates);
  void die(bool necrotic);
  void shrink(double span, const VolumeRates& rates, double fluid_fraction);
  void stage_until(double duration, const VolumeRates& rates);
  void swell();
  double time_to_rupture(const VolumeRates& rates) const;
  double time_to_exit(double rate);

  const CellType* type_;
  std::size_t row_;
  CellVolume volume_;
  double nuclear_solid_target_;
  double rupture_volume_;
  double calcified_fraction_;
  double phase_time_;
  double left_;  // of the window [min]
  RandomStream exits_, deaths_, transformations_;
  unsigned transitions_ = 0;
  std::uint8_t phase_;
  CellState state_;
  LifeEvents events_ = 0;
};

}  // namespace cytotwin
