#include "assimilation/diagnostics/distributions.h"

#include <fmt/format.h>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <stdexcept>

namespace cytotwin {

double chi_squared_above(double x, double freedom) {
  return boost::math::gamma_q(freedom / 2, x / 2);
}

ProportionInterval clopper_pearson(std::int64_t hits, std::int64_t trials, double level) {
  if (trials < 1 || hits < 0 || hits > trials || !(level > 0 && level < 1))
    throw std::invalid_argument(fmt::format(
        "clopper_pearson: {} hits of {} trials at level {}; hits lie in 0 to trials and "
        "the level in (0, 1)",
        hits, trials, level));
  const double tail = (1 - level) / 2;
  const auto k = static_cast<double>(hits), n = static_cast<double>(trials);
  return {hits == 0 ? 0 : boost::math::ibeta_inv(k, n - k + 1, tail),
          hits == trials ? 1 : boost::math::ibeta_inv(k + 1, n - k, 1 - tail)};
}

}  // namespace cytotwin
