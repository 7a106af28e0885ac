#include "twin/simulation/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <iostream>
#include <limits>
#include <utility>

namespace cytotwin {

namespace {

constexpr double terminal_interval = 0.2;  // [s]
constexpr double lines_interval = 10;      // [s]

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace

std::string duration_text(double seconds) {
  const double minutes = seconds / 60;
  if (seconds < 60) return fmt::format("{:.0f} s", std::ceil(seconds));
  if (minutes < 60) return fmt::format("{:.0f} min", std::ceil(minutes));
  const double hours = std::floor(minutes / 60);
  if (hours < 48)
    return fmt::format("{:.0f} h {:.0f} min", hours, std::floor(minutes - 60 * hours));
  return fmt::format("{:.1f} days", hours / 24);
}

ProgressLine::ProgressLine(std::ostream& out, Style style, Now now)
    : out_(&out),
      style_(style),
      now_(now ? std::move(now) : Now(steady_seconds)),
      last_written_(-std::numeric_limits<double>::infinity()) {}

ProgressLine ProgressLine::on_standard_error() {
  return {std::cerr, ::isatty(STDERR_FILENO) == 1 ? Style::terminal : Style::lines};
}

bool ProgressLine::due() const {
  return now_() - last_written_ >= (style_ == Style::terminal ? terminal_interval : lines_interval);
}

void ProgressLine::write(std::string line) {
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

void ProgressLine::end() {
  if (style_ == Style::terminal) *out_ << std::endl;
}

}  // namespace cytotwin
