#include "twin/simulation/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <limits>
#include <string>
#include <utility>

namespace cytotwin {

namespace {

constexpr double window = 300;             // of the speed [s]
constexpr double sample_every = 1;         // [s]
constexpr double terminal_interval = 0.2;  // [s]
constexpr double lines_interval = 10;      // [s]
constexpr double minutes_in_a_day = 1440;

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

std::string duration_text(double seconds) {
  const double minutes = seconds / 60;
  if (seconds < 60) return fmt::format("{:.0f} s", std::ceil(seconds));
  if (minutes < 60) return fmt::format("{:.0f} min", std::ceil(minutes));
  const double hours = std::floor(minutes / 60);
  if (hours < 48)
    return fmt::format("{:.0f} h {:.0f} min", hours, std::floor(minutes - 60 * hours));
  return fmt::format("{:.1f} days", hours / 24);
}

}  // namespace

Progress::Progress(std::ostream& out, Style style, double start, double end, Now now)
    : out_(&out),
      style_(style),
      start_(start),
      end_(end),
      now_(now ? std::move(now) : Now(steady_seconds)),
      last_written_(-std::numeric_limits<double>::infinity()) {}

Progress Progress::on_standard_error(double start, double end) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  return {std::cerr, terminal ? Style::terminal : Style::lines, start, end};
}

double Progress::speed() const {
  if (samples_.size() < 2) return 0;
  const double wall = samples_.back().wall - samples_.front().wall;
  return wall > 0 ? (samples_.back().minutes - samples_.front().minutes) / wall : 0;
}

void Progress::note(double minutes) {
  const double wall = now_();
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
  std::string line = fmt::format("{:3.0f} %  day {:.2f} of {:.4g}  {} cells",
                                 std::floor(100 * std::clamp(share, 0.0, 1.0)),
                                 minutes / minutes_in_a_day, end_ / minutes_in_a_day, cells);
  if (const double rate = speed(); rate > 0) {
    line += fmt::format("  {:.3g} days/h", rate * 3600 / minutes_in_a_day);
    if (minutes < end_) line += fmt::format("  {} left", duration_text((end_ - minutes) / rate));
  }
  if (style_ == Style::terminal) {
    const std::size_t width = line.size();
    if (width < last_width_) line.append(last_width_ - width, ' ');  // wipes the longer line before
    last_width_ = width;
    *out_ << '\r' << line << std::flush;
  } else {
    *out_ << line << std::endl;
  }
  last_written_ = now_();
}

void Progress::update(double minutes, std::size_t cells) {
  note(minutes);
  const double interval = style_ == Style::terminal ? terminal_interval : lines_interval;
  if (samples_.back().wall - last_written_ >= interval) write(minutes, cells);
}

void Progress::finish(double minutes, std::size_t cells) {
  note(minutes);
  write(minutes, cells);
  if (style_ == Style::terminal) *out_ << std::endl;
}

}  // namespace cytotwin
