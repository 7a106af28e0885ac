#include "twin/eyes/population.h"

#include <cmath>

#include "assimilation/designs/designs.h"
#include "assimilation/priors/standard_normal.h"

namespace cytotwin::eyes {

std::vector<EyeMember> draw_members(const Population& population, std::size_t members,
                                    std::uint64_t seed) {
  constexpr Eigen::Index dimensions = 6;
  const Matrix points = sobol_points(dimensions, static_cast<Eigen::Index>(members), seed);
  std::vector<EyeMember> drawn;
  for (Eigen::Index m = 0; m < points.cols(); ++m) {
    const auto z = [&](Eigen::Index dimension) {
      return standard_normal_quantile(points(dimension, m));
    };
    const auto around = [](double median, double sd, double normal) {
      return median * std::exp(sd * normal);
    };
    drawn.push_back({around(population.half_vegf, population.half_vegf_sd, z(0)),
                     1 / (1 + std::exp(-(population.slow_logit + population.slow_logit_sd * z(1)))),
                     around(population.slow_days, population.slow_days_sd, z(2)),
                     population.dry + population.dry_sd * z(3),
                     around(population.restless, population.restless_sd, z(4)), z(5),
                     1 / static_cast<double>(members)});
  }
  return drawn;
}

}  // namespace cytotwin::eyes
