// Events of one lane.
#include <fmt/format.h>

#include "kinetics/kinetics_error.h"
#include "kinetics/rosenbrock_block.h"

namespace cytotwin::rosenbrock {

// The first moment in the step just done at which a trigger turns; its end if none does.
double Block::first_event(std::size_t l, double reached) {
  return first_turn(time_[l], reached, [&](double time) {
    CellPoint& point = point_at(l, time);
    const double share = time >= reached ? 1 : (time - time_[l]) / step_[l];
    for (std::size_t s = 0; s < size_; ++s) {
      point.states[s] = time >= reached ? next_[s * lanes + l] : state_within(l, s, share);
    }
    return events_->is_turned(l, point);
  });
}

// Events that are due where the lane is. @returns false if they go on for ever: the cell has failed
bool Block::settle(std::size_t l) {
  if (!events_) return true;
  CellPoint& point = point_at(l, time_[l]);
  for (std::size_t s = 0; s < size_; ++s) point.states[s] = y_[s * lanes + l];
  try {
    events_->settle(l, point);
  } catch (const KineticsError& error) {
    fail(l, fmt::format("{}: {}", error.what(), state_text(network_.state_names(), point.states)));
    return false;
  }
  for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = point.states[s];
  return true;
}

// With the constants of then; the states are the caller's to set.
CellPoint& Block::point_at(std::size_t l, double time) {
  point_.time = time;
  for (const auto& [constant, values] : batch_.varied) {
    point_.constants[constant] = values[cell_[l]];
  }
  for (std::size_t r = 0; r < shared_.ramped.size(); ++r) {
    point_.constants[shared_.ramped[r]] =
        ramp_from_[r * lanes + l] + ramp_slope_[r * lanes + l] * (time - start_);
  }
  return point_;
}

double Block::state_within(std::size_t l, std::size_t s, double share) const {
  const std::size_t p = s * lanes + l;
  double a = 0, b = 0;
  for (std::size_t j = 0; j + 1 < stages; ++j) {
    a += dense[0][j] * stage_[j][p];
    b += dense[1][j] * stage_[j][p];
  }
  // in this form exact for what does not change
  return y_[p] + share * ((next_[p] - y_[p]) + (1 - share) * (a + share * b));
}

void Block::move_within(std::size_t l, double time) {
  const double share = (time - time_[l]) / step_[l];
  for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = state_within(l, s, share);
}

}  // namespace cytotwin::rosenbrock
