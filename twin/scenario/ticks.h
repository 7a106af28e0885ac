#pragma once

#include <cstdint>
#include <string_view>

#include "twin/scenario/checks.h"

namespace cytotwin {

/// Ticks of the clock in a minute; every step and moment is a whole number of ticks.
inline constexpr double ticks_per_minute = 1000;

/// A span of time of a table, for checks of whole multiples.
struct Span {
  const Located& table;
  std::string_view key;
  std::string_view label;  ///< "time.field"
  double* value;           ///< [min]; rounded to the nearest tick by whole_ticks()
};

std::int64_t ticks(double minutes);

/// Reports a span that is no whole number of ticks; true if it is one and had no problem before.
bool whole_ticks(const Span& span, Checks& checks);

/// Reports a span that is no whole multiple of a step, at the one of both that is written.
void check_multiple(const Span& span, const Span& step, Checks& checks);

}  // namespace cytotwin
