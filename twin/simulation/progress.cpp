#include "twin/simulation/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <utility>

namespace cytotwin {

namespace {

constexpr double window = 300;      // of the speed [s]
constexpr double sample_every = 1;  // [s]
constexpr double minutes_in_a_day = 1440;

}  // namespace

Progress::Progress(std::ostream& out, Style style, double start, double end, Now now)
    : line_(out, style, std::move(now)), start_(start), end_(end) {}

Progress Progress::on_standard_error(double start, double end, const char* agents) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  Progress progress(std::cerr, terminal ? Style::terminal : Style::lines, start, end);
  progress.agents_ = agents;
  return progress;
}

double Progress::speed() const {
  if (samples_.size() < 2) return 0;
  const double wall = samples_.back().wall - samples_.front().wall;
  return wall > 0 ? (samples_.back().minutes - samples_.front().minutes) / wall : 0;
}

void Progress::note(double minutes) {
  const double wall = line_.now();
  // The last sample is always the present one; those before it are at least a second apart.
  if (samples_.size() >= 2 && wall - samples_[samples_.size() - 2].wall < sample_every) {
    samples_.back() = {wall, minutes};
  } else {
    samples_.push_back({wall, minutes});
  }
  while (samples_.size() > 2 && wall - samples_[1].wall > window) samples_.pop_front();
}

void Progress::write(double minutes, std::size_t cells) {
  const double share = end_ > start_ ? (minutes - start_) / (end_ - start_) : 1;
  std::string line = fmt::format(
      "{:3.0f} %  day {:.2f} of {:.4g}  {} {}", std::floor(100 * std::clamp(share, 0.0, 1.0)),
      minutes / minutes_in_a_day, end_ / minutes_in_a_day, cells, agents_);
  if (const double rate = speed(); rate > 0) {
    line += fmt::format("  {:.3g} days/h", rate * 3600 / minutes_in_a_day);
    if (minutes < end_) line += fmt::format("  {} left", duration_text((end_ - minutes) / rate));
  }
  line_.write(std::move(line));
}

void Progress::update(double minutes, std::size_t cells) {
  note(minutes);
  if (line_.due()) write(minutes, cells);
}

void Progress::finish(double minutes, std::size_t cells) {
  note(minutes);
  write(minutes, cells);
  line_.end();
}

}  // namespace cytotwin
