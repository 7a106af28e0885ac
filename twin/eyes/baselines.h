#pragma once

#include <span>
#include <vector>

#include "twin/eyes/protocol.h"

namespace cytotwin::eyes {

/// A change of thickness between two visits of an eye, from the third visit on.
struct Change {
  std::size_t eye = 0, lead = 0;  ///< visits ahead, 1 to longest_lead
  double from = 0, change = 0;    ///< [um]
};
std::vector<Change> changes_of(std::span<const EyeRecord> eyes);

/// Changes of other eyes that a forecast by persistence takes: the nearest in size.
inline constexpr std::size_t like_changes = 60;

/// From which arms.
enum class Donors { other_arms, monthly };

/// The last thickness plus the `like_changes` changes over as many visits whose start is nearest to
/// it (ratio), of eyes of other arms or of the other monthly eyes. Empty where there are fewer
/// than 10.
EyeForecasts persistence_with_changes(std::span<const EyeRecord> eyes,
                                      std::span<const EyeCase> cases,
                                      std::span<const Change> changes, Donors donors);

/// The last thickness, certain.
EyeForecasts persistence(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases);

/// a + b exp(-t / tau) by least squares to the seen thickness of the eye alone, tau from 1 to 100
/// weeks, normal with the residuals' deviation (at least 1 um); the mean of what was seen below 3
/// values.
EyeForecasts exponential_fit(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases);

/// The last letters, certain.
EyeForecasts letters_persistence(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases);

}  // namespace cytotwin::eyes
