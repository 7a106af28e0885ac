#pragma once

#include <cstddef>
#include <deque>
#include <iosfwd>

#include "twin/simulation/progress_line.h"

namespace cytotwin {

/// Says how far a run is: on a terminal one line that is written over, elsewhere plain lines.
///
///      34 %  day 4.76 of 14  12345 cells  0.82 days/h  11 h 15 min left
///
/// Speed and time left come from the last five minutes of wall time, because a step costs more as
/// cells grow in number. No colours. update() may be called at every step: it writes to a terminal
/// 5 times a second, elsewhere at the first call and every 10 s.
class Progress {
 public:
  using Style = ProgressLine::Style;
  using Now = ProgressLine::Now;

  /// @param start, end  simulated time of the whole run [min], end > start
  /// @param now         a steady clock by default
  Progress(std::ostream& out, Style style, double start, double end, Now now = {});

  /// To standard error, in the style that it is.
  /// @param agents  what is counted
  static Progress on_standard_error(double start, double end, const char* agents = "cells");

  /// @param minutes  simulated time reached [min]
  void update(double minutes, std::size_t cells);
  /// The last word, whether the end was reached or not; ends the line of a terminal.
  void finish(double minutes, std::size_t cells);

 private:
  struct Sample {
    double wall, minutes;
  };
  void note(double minutes);
  void write(double minutes, std::size_t cells);
  double speed() const;  ///< simulated minutes a second of wall time; 0 if unknown

  ProgressLine line_;
  double start_, end_;
  const char* agents_ = "cells";
  std::deque<Sample> samples_;
};

}  // namespace cytotwin
