#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace cytotwin {

/// What a whole simulation puts out: named columns over time, the same for every member.
struct SeriesShape {
  std::vector<double> minutes;     ///< of the rows
  std::vector<std::string> names;  ///< of the columns; "minutes" is not among them
  std::vector<std::string> units;  ///< one a name

  std::size_t size() const { return minutes.size() * names.size(); }
  bool operator==(const SeriesShape&) const = default;
};

/// One simulation to be run.
struct ForwardInput {
  std::span<const double> parameters;  ///< in the order of the priors
  std::size_t condition = 0;           ///< index of the experiment: schedule, dose
  std::uint64_t seed = 0;
  std::function<bool()> stop = {};  ///< asked now and then; true: give up
};

/// A simulation that cannot go on or was told to stop; what() says why.
class ForwardFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A whole simulation seen from outside: parameters and schedule in, observed time series out. The
/// seam that a mechanism and what was learned from it have in common.
///
/// run() may be called from several threads at once and gives the same bytes for the same input.
class Forward {
 public:
  virtual ~Forward() = default;
  virtual const SeriesShape& shape() const = 0;
  /// @returns shape (times, names), names fastest
  /// @throws ForwardFailure
  virtual std::vector<double> run(const ForwardInput& input) const = 0;
};

}  // namespace cytotwin
