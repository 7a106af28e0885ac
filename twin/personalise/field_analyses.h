#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "assimilation/ensemble.h"
#include "twin/ensemble/image_points.h"

namespace cytotwin {

/// What the images of a moment found and did to a substance; means over its points and members.
struct FieldReport {
  std::size_t substance = 0;
  std::size_t points = 0;
  double rmse_before = 0, rmse_after = 0;  ///< of the members' mean, against the measured values
  double spread_before = 0, spread_after = 0;  ///< root of the mean variance
};

struct FieldAnalyses {
  std::vector<FieldReport> reports;
  std::map<std::size_t, Members>
      fields;  ///< by substance, shape (voxels, all members); 0 where lost
};

/// Fields of members after the images of a moment, from their states.
///
/// Reports are kept beside the states, whose folder goes once members have gone on: what is no
/// longer to be given to anyone is not worked out anew then, and there are no fields.
/// @param points   of the images of this moment, any substances
/// @param states   folder of the states; its name with ".images" holds the reports
/// @param present  members that are not lost, of `members` in all
FieldAnalyses analysed_fields(const Study& study, const std::vector<ImagePoint>& points,
                              const std::filesystem::path& states,
                              const std::vector<std::size_t>& present, std::size_t members);

}  // namespace cytotwin
