#pragma once

#include <optional>
#include <string>

#include "core/units.h"

namespace cytotwin {

/// What a quantity of a scenario measures. The last four depend on a substance's own unit.
enum class Measure {
  pure_number,
  time,
  length,
  volume,
  rate,                ///< 1/time
  speed,               ///< length/time
  area_per_time,       ///< length^2/time
  concentration,       ///< of a substance
  concentration_flux,  ///< concentration x length/time
  concentration_rate,  ///< concentration x volume/time
};

bool needs_substance(Measure measure);

/// Name, internal unit and an example.
/// @param substance_unit  as the user writes it, e.g. "mmHg"; used where needs_substance()
Dimension dimension_of(Measure measure, const std::string& substance_unit);

/// Allowed values in internal units.
struct Range {
  std::optional<double> least = {}, most = {};
  bool least_excluded = false, most_excluded = false;

  bool contains(double value) const;
  std::string words(const std::string& unit) const;  ///< "more than 0 um", "between 0 and 1"
};

inline Range any_value() { return {}; }
inline Range at_least(double x) { return {x, {}}; }
inline Range more_than(double x) { return {x, {}, true}; }
inline Range between(double low, double high) { return {low, high}; }

/// Shortest text that reads back to the same double.
std::string number_text(double value);

/// "0.1 1/min"; the number alone if the unit is empty.
std::string quantity_text(double value, const std::string& unit);

}  // namespace cytotwin
