#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace cytotwin {

/// One line that says how far something is: on a terminal it is written over, elsewhere plain
/// lines at a sensible rate. No colours.
class ProgressLine {
 public:
  enum class Style { terminal, lines };
  using Now = std::function<double()>;  ///< wall clock [s], never going back

  /// @param now  a steady clock by default
  ProgressLine(std::ostream& out, Style style, Now now = {});
  /// To standard error, in the style that it is.
  static ProgressLine on_standard_error();

  double now() const { return now_(); }
  /// Whether the next line is due: on a terminal 5 times a second, elsewhere the first at once and
  /// then every 10 s.
  bool due() const;
  void write(std::string line);
  /// Ends the line of a terminal.
  void end();

 private:
  std::ostream* out_;
  Style style_;
  Now now_;
  double last_written_;
  std::size_t last_width_ = 0;
};

/// "42 s", "17 min", "3 h 5 min", "2.5 days": rounded up, as time left is told.
std::string duration_text(double seconds);

}  // namespace cytotwin
