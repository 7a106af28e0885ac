#pragma once

#include <cstddef>
#include <vector>

#include "twin/ensemble/image_points.h"
#include "twin/ensemble/observations.h"

namespace cytotwin {

/// A moment at which members are held against what was measured then.
struct Cycle {
  double minutes = 0;               ///< on the scenario's axis
  std::vector<std::size_t> points;  ///< of the fitted ones, in their order
  std::vector<std::size_t> images;  ///< points of images, in their order
};

/// The moments of fitted points and images, in the order of time: each belongs to the phenotype
/// step whose end is nearest to it, since a tissue is whole only there.
/// @throws InputError if conditions have other phenotype steps than the scenario
std::vector<Cycle> cycles_of(const Study& study, const StudyObservations& observations,
                             const std::vector<ImagePoint>& images);

}  // namespace cytotwin
