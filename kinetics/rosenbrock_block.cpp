#include "kinetics/rosenbrock_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kinetics/kinetics_error.h"

namespace cytotwin::rosenbrock {
namespace {

constexpr double first_step = 1e-4;      // of the window, where nothing is known
constexpr double smallest_step = 1e-30;  // of the window
constexpr double watched_steps = 10;     // a window, at the least, where there are events
constexpr std::size_t idle = static_cast<std::size_t>(-1);

bool has_flaws(const double* values, std::size_t rows, Lanes& flaws) {
  flaws.fill(0);
  add_flaws(values, rows, flaws.data());
  return std::any_of(flaws.begin(), flaws.end(), [](double flaw) { return flaw != 0; });
}

void replace(double* values, const double* by, std::size_t rows, const Lanes& flaws) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t l = 0; l < lanes; ++l) {
      if (flaws[l] != 0) values[r * lanes + l] = by[r * lanes + l];
    }
  }
}

}  // namespace

Block::Block(const Shared& shared, const CellBatch& batch, double time, double window)
    : shared_(shared),
      network_(shared.network),
      batch_(batch),
      start_(time),
      end_(time + window),
      window_(window),
      longest_(batch.triggers.empty() ? std::numeric_limits<double>::infinity()
                                      : window / watched_steps),
      size_(network_.states()),
      state_row_(1 + network_.constants()),
      rates_workspace_(network_.rates(), lanes),
      linear_workspace_(network_.linearisation(), lanes),
      input_(network_.inputs() * lanes, 0.0),
      linear_(network_.linearisation().outputs() * lanes),
      matrix_(shared.lu.entries() * lanes) {
  for (auto* values : {&y_, &next_, &rates_}) values->assign(size_ * lanes, 0.0);
  k_.assign(stages * size_ * lanes, 0.0);
  for (std::size_t i = 0; i < stages; ++i) stage_[i] = k_.data() + i * size_ * lanes;
  for (std::size_t c = 0; c < network_.constants(); ++c) {
    std::fill_n(input_.begin() + static_cast<std::ptrdiff_t>((1 + c) * lanes), lanes,
                batch.constants[c]);
  }
  if (!shared.ramped.empty()) {
    ramp_workspace_ = Tape::Workspace(shared.ramp, lanes);
    ramp_from_.assign(shared.ramped.size() * lanes, 0.0);
    ramp_slope_.assign(shared.ramped.size() * lanes, 0.0);
    ramp_rates_.assign(shared.ramp.outputs() * lanes, 0.0);
  }
  if (!batch.triggers.empty()) {
    events_.emplace(network_);
    point_ = {time, {batch.constants.begin(), batch.constants.end()}, std::vector<double>(size_)};
  }
}

KineticsReport Block::run(std::size_t begin, std::size_t end) {
  next_cell_ = begin;
  last_cell_ = end;
  cell_.fill(idle);
  time_.fill(start_);
  step_.fill(window_);
  for (std::size_t l = 0; l < lanes; ++l) load(l);
  while (std::any_of(cell_.begin(), cell_.end(), [](std::size_t c) { return c != idle; })) {
    attempt();
  }
  return std::move(report_);
}

// The next cell takes the lane; when there is none the lane repeats what it did.
void Block::load(std::size_t l) {
  while (next_cell_ < last_cell_) {
    const std::size_t cell = next_cell_++;
    cell_[l] = cell;
    for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = batch_.states[s][cell];
    load_constants(l, cell);
    time_[l] = start_;
    steps_[l] = 0;
    was_rejected_[l] = false;
    const double known = batch_.last_step.empty() ? 0 : batch_.last_step[cell];
    wanted_[l] = known > 0 ? known : first_step * window_;
    if (events_) events_->load(l, batch_, cell);
    if (!settle(l)) continue;
    clip(l);
    return;
  }
  cell_[l] = idle;
}

void Block::load_constants(std::size_t l, std::size_t cell) {
  for (std::size_t v = 0, r = 0; v < batch_.varied.size(); ++v) {
    const auto& [constant, values] = batch_.varied[v];
    input_[(1 + constant) * lanes + l] = values[cell];
    if (batch_.varied_end.empty() || batch_.varied_end[v].empty()) continue;
    ramp_from_[r * lanes + l] = values[cell];
    ramp_slope_[r * lanes + l] = (batch_.varied_end[v][cell] - values[cell]) / window_;
    ++r;
  }
}

void Block::clip(std::size_t l) {
  wanted_[l] = std::min(wanted_[l], longest_);
  const double left = end_ - time_[l];
  is_last_[l] = wanted_[l] >= left;
  // two halves rather than a step and a sliver
  const bool nearly = 2 * wanted_[l] > left;
  step_[l] = is_last_[l] ? left : nearly ? left / 2 : wanted_[l];
}

void Block::set_inputs(const Lanes& time, const std::vector<double>& states) {
  std::copy(time.begin(), time.end(), input_.begin());
  for (std::size_t r = 0; r < shared_.ramped.size(); ++r) {
    double* constant = input_.data() + (1 + shared_.ramped[r]) * lanes;
    for (std::size_t l = 0; l < lanes; ++l) {
      constant[l] = ramp_from_[r * lanes + l] + ramp_slope_[r * lanes + l] * (time[l] - start_);
    }
  }
  std::copy(states.begin(), states.end(),
            input_.begin() + static_cast<std::ptrdiff_t>(state_row_ * lanes));
}

void Block::solve_stage(std::size_t i, const double* rates) {
  right_side(size_ * lanes, rates, linear_.data() + size_ * lanes, step_.data(), slope[i],
             stage_.data(), in_rate[i], i, stage_[i]);
  shared_.lu.solve(matrix_.data(), stage_[i]);
}

// Rates, slopes and the factored matrix at the start of the step.
void Block::linearise() {
  set_inputs(time_, y_);
  network_.linearisation().evaluate(input_.data(), linear_.data(), linear_workspace_);
  mend_rates(linear_.data());
  mend_jacobian();
  if (!shared_.ramped.empty()) add_ramp();
  std::fill(matrix_.begin(), matrix_.end(), 0.0);
  negate_into(linear_.data() + 2 * size_ * lanes, shared_.lu.places().data(),
              shared_.lu.places().size(), matrix_.data());
  Lanes shift;
  for (std::size_t l = 0; l < lanes; ++l) shift[l] = 1 / (step_[l] * gamma_ii);
  add_to_diagonal(shared_.lu.diagonal().data(), size_, shift.data(), matrix_.data());
  shared_.lu.factor(matrix_.data());
}

void Block::find_rates(const Lanes& time, const std::vector<double>& states, double* rates) {
  set_inputs(time, states);
  network_.rates().evaluate(input_.data(), rates, rates_workspace_);
  mend_rates(rates);
}

// Steps take states a little below 0, where x^n and its like are no numbers: the rates are then
// those at 0, in the lanes that need it.
void Block::mend_rates(double* rates) {
  Lanes flaws;
  if (!has_flaws(rates, size_, flaws)) return;
  double* states = input_.data() + state_row_ * lanes;
  for (std::size_t s = 0; s < size_; ++s) {
    const double lowest = -allowed_below * shared_.tolerances.absolute[s];
    for (std::size_t p = s * lanes; p < (s + 1) * lanes; ++p) {
      if (states[p] < 0 && states[p] >= lowest) states[p] = 0;
    }
  }
  mended_.resize(linear_.size());
  network_.rates().evaluate(input_.data(), mended_.data(), rates_workspace_);
  replace(rates, mended_.data(), size_, flaws);
}

// At 0 they have no slope: there that of a pool filled to its absolute tolerance stands in.
void Block::mend_jacobian() {
  const std::size_t rows = network_.linearisation().outputs() - size_;
  Lanes flaws;
  if (!has_flaws(linear_.data() + size_ * lanes, rows, flaws)) return;
  double* states = input_.data() + state_row_ * lanes;
  for (std::size_t s = 0; s < size_; ++s) {
    const double least = shared_.tolerances.absolute[s];
    for (std::size_t p = s * lanes; p < (s + 1) * lanes; ++p) {
      if (states[p] < least && states[p] >= -allowed_below * least) states[p] = least;
    }
  }
  mended_.resize(linear_.size());
  network_.linearisation().evaluate(input_.data(), mended_.data(), linear_workspace_);
  replace(linear_.data() + size_ * lanes, mended_.data() + size_ * lanes, rows, flaws);
}

// Constants that change with time are part of the rates' slopes in time.
void Block::add_ramp() {
  shared_.ramp.evaluate(input_.data(), ramp_rates_.data(), ramp_workspace_);
  for (std::size_t r = 0; r < shared_.ramped.size(); ++r) {
    add_product(size_, ramp_slope_.data() + r * lanes, ramp_rates_.data() + r * size_ * lanes,
                linear_.data() + size_ * lanes);
  }
}

void Block::attempt() {
  linearise();
  solve_stage(0, linear_.data());
  for (std::size_t i = 1; i < stages; ++i) {
    add_stages(size_ * lanes, y_.data(), stage_.data(), in_state[i], i, next_.data());
    Lanes at;
    for (std::size_t l = 0; l < lanes; ++l) at[l] = time_[l] + place[i] * step_[l];
    find_rates(at, next_, rates_.data());
    solve_stage(i, rates_.data());
  }
  constexpr double whole = 1;  // stiffly accurate: the end is the last stage's state and k
  const double* last = stage_.back();
  add_stages(size_ * lanes, next_.data(), &last, &whole, 1, rates_.data());
  next_.swap(rates_);
  Lanes worst, sign;
  determinant_sign(shared_.lu.diagonal().data(), size_, matrix_.data(), sign.data());
  worst_error(size_, y_.data(), next_.data(), last, shared_.tolerances.absolute.data(),
              shared_.tolerances.relative, network_.is_amount().data(), worst.data());
  for (std::size_t l = 0; l < lanes; ++l) {
    if (cell_[l] != idle) judge(l, sign[l] > 0 ? worst[l] : std::nan(""));
  }
}

void Block::judge(std::size_t l, double error) {
  constexpr double safety = 0.9, least = 0.2, most = 5;
  const bool is_number = std::isfinite(error);
  const double factor =
      is_number ? std::clamp(safety / std::pow(std::max(error, 1e-12), 1 / order), least, most)
                : least;
  ++steps_[l];
  if (is_number && error <= 1) {
    accept(l, was_rejected_[l] ? std::min(factor, 1.0) : factor);
    return;
  }
  ++report_.rejected;
  was_rejected_[l] = true;
  wanted_[l] = step_[l] * std::min(factor, 0.5);
  const bool stands_still =
      time_[l] + wanted_[l] == time_[l] || wanted_[l] < smallest_step * window_;
  if (stands_still || steps_[l] >= shared_.most_steps) {
    fail(l);
    return;
  }
  clip(l);
}

void Block::accept(std::size_t l, double factor) {
  const double whole = is_last_[l] ? end_ : time_[l] + step_[l];
  const double reached = events_ ? first_event(l, whole) : whole;
  if (reached < whole) {
    move_within(l, reached);
  } else {
    for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = next_[s * lanes + l];
  }
  was_rejected_[l] = false;
  wanted_[l] = is_last_[l] ? std::max(wanted_[l], step_[l] * factor) : step_[l] * factor;
  time_[l] = reached;
  if (!settle(l)) {
    load(l);
  } else if (reached >= end_) {
    finish(l);
  } else if (steps_[l] >= shared_.most_steps) {
    fail(l);
  } else {
    clip(l);
  }
}

void Block::finish(std::size_t l) {
  const std::size_t cell = cell_[l];
  for (std::size_t s = 0; s < size_; ++s) batch_.states[s][cell] = y_[s * lanes + l];
  if (!batch_.last_step.empty()) batch_.last_step[cell] = static_cast<float>(wanted_[l]);
  if (events_) events_->store(l, batch_, cell);
  report_.steps += steps_[l];
  load(l);
}

void Block::fail(std::size_t l) {
  std::vector<double> states(size_);
  for (std::size_t s = 0; s < size_; ++s) states[s] = y_[s * lanes + l];
  fail(l, fmt::format("no step of {:.3g} succeeds at t = {:.9g} after {} steps (at most {}): {}",
                      step_[l], time_[l], steps_[l], shared_.most_steps,
                      state_text(network_.state_names(), states)));
  load(l);
}

void Block::fail(std::size_t l, std::string what) {
  report_.steps += steps_[l];
  report_.failures.push_back({cell_[l], std::move(what)});
}

}  // namespace cytotwin::rosenbrock
