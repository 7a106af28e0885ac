#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "twin/eyes/visits.h"

namespace cytotwin::eyes {

/// Visits that are seen before a forecast, and how many after it are forecast at the most.
inline constexpr std::array<std::size_t, 3> origins = {4, 8, 12};
inline constexpr std::size_t longest_lead = 6;
/// From this many visits on an eye counts as settled.
inline constexpr std::size_t settled = 8;

/// One forecast: the visits [0, seen) of an eye are known, [seen, end) are asked for. Of those
/// asked for a forecast may use the weeks and nothing else.
struct EyeCase {
  std::size_t eye = 0, seen = 0, end = 0;
};

/// All cases of the eyes treated monthly; without those that have no thickness among the seen
/// visits, or nothing to forecast.
std::vector<EyeCase> cases_of(std::span<const EyeRecord> eyes);

/// What a method says of one visit: members in ascending order, of equal weight; none where it says
/// nothing.
using VisitForecast = std::vector<double>;
/// shape (cases, visits asked for)
using EyeForecasts = std::vector<std::vector<VisitForecast>>;

/// The eye's week at the last seen thickness and that thickness.
struct LastThickness {
  std::size_t visit = 0;
  double um = 0;
};
LastThickness last_thickness(const EyeRecord& eye, std::size_t seen);

}  // namespace cytotwin::eyes
