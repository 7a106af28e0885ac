#pragma once

#include <span>
#include <stdexcept>
#include <string>

namespace cytotwin {

/// A network that cannot go on; what() names the time and the state. Who runs it for a cell adds
/// the cell.
class KineticsError : public std::runtime_error {
 public:
  /// @param time  [the network's own unit]
  KineticsError(const std::string& what, double time) : std::runtime_error(what), time_(time) {}
  double time() const { return time_; }

 private:
  double time_;
};

/// "A = 1.5, B = 0": the states as messages name them.
std::string state_text(std::span<const std::string> names, std::span<const double> states);

}  // namespace cytotwin
