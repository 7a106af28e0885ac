#pragma once

#include <cstddef>
#include <vector>

#include "core/vec3.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// One measured value of a substance at a place.
struct ImagePoint {
  std::size_t substance = 0;  ///< index in the scenario
  Vec3 position;              ///< [um]
  std::size_t voxel = 0;      ///< that holds it
  double minutes = 0;         ///< on the scenario's axis
  double value = 0;           ///< in the substance's unit
  double error = 0;           ///< standard deviation, > 0
};

/// Reads the images of a scenario, in the order of the files and rows.
/// @throws InputError with all problems: cells that are no numbers, negative values, places outside
///   the domain, times beyond the run, values without an error
std::vector<ImagePoint> read_images(const Study& study);

}  // namespace cytotwin
