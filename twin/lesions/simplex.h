#pragma once

#include <functional>
#include <span>
#include <vector>

namespace cytotwin::lesions {

/// Where a function of a few variables is small: downhill simplex (Nelder and Mead 1965, Comput J
/// 7:308) with coefficients 1, 2, 1/2, 1/2. Deterministic.
/// @param step       first simplex: the start and, a variable each, the start moved by this
/// @param evaluations  at most this many, give or take one shrinkage
struct Minimum {
  std::vector<double> place;
  double value = 0;
};
Minimum minimum_near(const std::function<double(std::span<const double>)>& function,
                     std::vector<double> start, std::span<const double> step, int evaluations);

}  // namespace cytotwin::lesions
