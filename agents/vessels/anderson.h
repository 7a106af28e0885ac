#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/parallel.h"

namespace cytotwin {

/// Anderson's acceleration (1965, J ACM 12:547) of an iteration x -> x + f(x): the next point is
/// where the last steps' differences, taken as linear, make |f| least at some of the values.
class Anderson {
 public:
  /// @param memory  differences kept, >= 1
  /// @param judged  indices of the values that |f| is taken over
  Anderson(std::size_t memory, const std::vector<std::uint32_t>& judged)
      : memory_(memory), judged_(judged) {}

  /// @param x       the point; out: the next one, cut at 0
  /// @param change  f(x)
  void advance(std::span<double> x, std::span<const double> change, const Workers& workers);

 private:
  void remember(std::span<const double> x, std::span<const double> change);
  std::vector<double> weights() const;

  std::size_t memory_;
  const std::vector<std::uint32_t>& judged_;
  std::deque<std::vector<double>> steps_;     ///< differences of x + f
  std::deque<std::vector<double>> answers_;   ///< differences of f, where judged
  std::deque<std::vector<double>> products_;  ///< of each answer with itself and those before it
  std::vector<double> last_, last_change_;    ///< x + f; f, where judged
};

}  // namespace cytotwin
