#include "assimilation/inversion/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {

void check_alphas(std::span<const double> alphas) {
  double sum = 0;
  for (const double alpha : alphas) {
    if (!(alpha > 0) || !std::isfinite(alpha))
      throw std::invalid_argument(
          fmt::format("ES-MDA: alpha = {}; every coefficient must be > 0 and finite", alpha));
    sum += 1 / alpha;
  }
  if (!(std::abs(sum - 1) <= 1e-3))
    throw std::invalid_argument(
        fmt::format("ES-MDA: the sum of 1/alpha over {} coefficients is {:.6g}, not 1; multiply "
                    "each by {:.6g}",
                    alphas.size(), sum, sum));
}

std::vector<double> geometric_alphas(int steps, double ratio) {
  if (steps < 1 || !(ratio > 0 && ratio <= 1))
    throw std::invalid_argument(fmt::format(
        "geometric_alphas: {} steps with ratio {}; 1 or more steps with a ratio in (0, 1]", steps,
        ratio));
  std::vector<double> alphas;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    alphas.push_back(std::pow(ratio, i));
    sum += 1 / alphas.back();
  }
  for (double& alpha : alphas) alpha *= sum;
  return alphas;
}

double misfit_controlled_step(const Vector& misfits, Eigen::Index observations, double remaining) {
  const double mean = misfits.mean();
  const double variance = (misfits.array() - mean).square().mean();
  const auto m = static_cast<double>(observations);
  const double step = std::max(m / (2 * mean), std::sqrt(m / (2 * variance)));
  // members that agree with the data and each other give 0/0: nothing is left to take in steps
  return std::isfinite(step) ? std::min(step, remaining) : remaining;
}

}  // namespace cytotwin
