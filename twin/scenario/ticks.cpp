#include "twin/scenario/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cytotwin {

namespace {

std::string said(const Span& span, const Checks& checks) {
  return checks.said(span.table, span.key, span.label, *span.value, "min");
}

std::string neighbours(std::int64_t below, std::int64_t step) {
  const auto text = [](std::int64_t n) {
    return number_text(static_cast<double>(n) / ticks_per_minute);
  };
  if (below <= 0) return fmt::format("write for example \"{} min\"", text(step));
  return fmt::format("write for example \"{} min\" or \"{} min\"", text(below), text(below + step));
}

}  // namespace

std::int64_t ticks(double minutes) { return std::llround(minutes * ticks_per_minute); }

bool whole_ticks(const Span& span, Checks& checks) {
  if (!checks.good(span.table, {span.key})) return false;
  const double exact = *span.value * ticks_per_minute;
  if (exact > 9e15) {
    checks.problem(span.table, span.key, fmt::format("{} is too long", said(span, checks)),
                   "at most 9e12 min");
    return false;
  }
  const double rounded = std::round(exact);
  // Conversions such as s -> min may miss the last bit, no more.
  if (std::abs(exact - rounded) > 1e-9 * std::max(1.0, std::abs(exact))) {
    checks.problem(span.table, span.key,
                   fmt::format("{} is not a whole number of 0.001 min", said(span, checks)),
                   neighbours(static_cast<std::int64_t>(std::floor(exact)), 1));
    return false;
  }
  *span.value = rounded / ticks_per_minute;
  return true;
}

void check_multiple(const Span& span, const Span& step, Checks& checks) {
  const std::int64_t whole = ticks(*span.value), part = ticks(*step.value);
  if (part <= 0 || whole % part == 0) return;
  const bool blame_step =
      !checks.written(span.table, span.key) && checks.written(step.table, step.key);
  const Span& blamed = blame_step ? step : span;
  checks.problem(
      blamed.table, blamed.key,
      fmt::format("{} is not a whole multiple of {}", said(span, checks), said(step, checks)),
      blame_step ? fmt::format("{} must divide {}", step.label, span.label)
                 : neighbours(whole / part * part, part));
}

}  // namespace cytotwin
