#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/vec3.h"

namespace cytotwin::bench {

inline constexpr double spacing = 17.1;  // [um]; cells of radius 8.41 um: 11.5 within reach

/// Places of cells on a face-centred cubic lattice, from the centre of a ball out.
inline std::vector<Vec3> ball_of_places(std::size_t count) {
  const auto half = static_cast<int>(std::cbrt(static_cast<double>(count))) + 2;
  std::vector<Vec3> places;
  for (int k = -half; k <= half; ++k) {
    for (int j = -half; j <= half; ++j) {
      for (int i = -half; i <= half; ++i) {
        if ((i + j + k) % 2 != 0) continue;
        places.push_back((spacing / std::sqrt(2.0)) * Vec3{1.0 * i, 1.0 * j, 1.0 * k});
      }
    }
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Vec3& a, const Vec3& b) { return dot(a, a) < dot(b, b); });
  places.resize(count);
  return places;
}

/// [um]; each place takes spacing^3 / sqrt(2).
inline double radius_of_ball(std::size_t count) {
  return spacing * std::cbrt(0.75 / 3.14159265358979 / std::sqrt(2.0) * static_cast<double>(count));
}

}  // namespace cytotwin::bench
