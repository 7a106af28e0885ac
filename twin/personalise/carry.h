#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "assimilation/filters/innovation_watch.h"
#include "assimilation/priors/prior.h"
#include "twin/ensemble/carried_forward.h"
#include "twin/personalise/field_analyses.h"
#include "twin/personalise/filter_analysis.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

/// What one analysis found and did. Columns are the members that are still there.
struct CarriedCycle {
  double minutes = 0;  ///< on the scenario's axis
  std::vector<ObservedPoint> points;
  std::vector<std::size_t> members;
  Members predicted;                ///< of the points, before; shape (points, members)
  FilterState forecast, analysis;   ///< quantities of one condition after the other
  std::vector<FieldReport> fields;  ///< what images did
  /// d^T (H P H^T + R)^-1 d over the number of points, obeyed limits left out; NaN without any.
  double innovation_squared = std::numeric_limits<double>::quiet_NaN();
  bool diverged = false;  ///< as InnovationWatch says
};

/// A study whose members were carried from datum to datum, and on to the end.
struct Carried {
  Prior prior;
  std::vector<CarriedCycle> cycles;
  Members parameters;                 ///< of all members after the last analysis, where normal
  std::vector<std::string> lost;      ///< by member: why it goes on no more; empty: it does
  std::vector<EnsembleStore> stores;  ///< of the stretches, in the order of time
  Stretch last;                       ///< that goes on from the last analysis to the end
};

/// How a stretch is run: opens or makes the store of that number with these parameters (members,
/// parameters) and runs what is pending there.
/// @returns the store; empty if it was told to stop
using RunStretch = std::function<std::optional<EnsembleStore>(
    std::size_t number, const Stretch& stretch, const std::vector<double>& parameters)>;

/// Runs the prior's members to each moment of fitted points, has a filter update them there, and
/// runs them on to the end. Everything is worked out anew from stores and states, so that one that
/// was interrupted anywhere goes on to the same bytes.
/// @param folder  for the states of members, a folder a moment; those that are done with are
/// removed
/// @returns empty if a stretch was told to stop
/// @throws RunError if fewer than 2 members are left
std::optional<Carried> carry_study(const Study& study, const StudyObservations& observations,
                                   const std::vector<ImagePoint>& images,
                                   const std::filesystem::path& folder,
                                   const RunStretch& run_stretch);

/// The rows of a member's series at the moments of the output; empty if it was lost.
/// @param minutes  of the rows
/// @param names    leading columns of the stores
std::vector<double> whole_series(const Carried& carried, std::size_t member, std::size_t condition,
                                 const std::vector<double>& minutes, std::size_t names);

}  // namespace cytotwin
