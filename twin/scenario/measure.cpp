#include "twin/scenario/measure.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace cytotwin {

namespace {

bool is_pure(const std::string& unit) { return unit.empty() || unit == "1"; }

Dimension of_substance(const std::string& unit, const std::string& name, const std::string& times,
                       const std::string& number) {
  const bool pure = is_pure(unit);
  if (times.empty())
    return {name, pure ? "" : unit, pure ? number : fmt::format("{} {}", number, unit)};
  const std::string whole = pure ? times : fmt::format("{}*{}", unit, times);
  return {name, whole, fmt::format("{} {}", number, whole)};
}

}  // namespace

bool needs_substance(Measure measure) {
  return measure == Measure::concentration || measure == Measure::concentration_flux ||
         measure == Measure::concentration_rate;
}

Dimension dimension_of(Measure measure, const std::string& substance_unit) {
  switch (measure) {
    case Measure::pure_number:
      return {"a pure number", "", "0.5"};
    case Measure::time:
      return {"time", "min", "6 min"};
    case Measure::length:
      return {"length", "um", "20 um"};
    case Measure::volume:
      return {"length^3", "um^3", "2494 um^3"};
    case Measure::rate:
      return {"1/time", "1/min", "0.1 1/min"};
    case Measure::speed:
      return {"length/time", "um/min", "10 um/min"};
    case Measure::area_per_time:
      return {"length^2/time", "um^2/min", "1e5 um^2/min"};
    case Measure::concentration:
      return of_substance(substance_unit, "the substance's concentration", "", "38");
    case Measure::concentration_flux:
      return of_substance(substance_unit, "concentration length/time", "um/min", "5");
    case Measure::concentration_rate:
      return of_substance(substance_unit, "concentration length^3/time", "um^3/min", "5");
  }
  return {};
}

bool Range::contains(double value) const {
  if (least && (least_excluded ? value <= *least : value < *least)) return false;
  if (most && (most_excluded ? value >= *most : value > *most)) return false;
  return true;
}

std::string Range::words(const std::string& unit) const {
  const auto bound = [&](double value) { return quantity_text(value, unit); };
  if (least && most && *least == *most) return bound(*least) + " only";
  if (least && most)
    return fmt::format("{} {} and {} {}", least_excluded ? "more than" : "at least", bound(*least),
                       most_excluded ? "less than" : "at most", bound(*most));
  if (least) return least_excluded ? "more than " + bound(*least) : bound(*least) + " or more";
  if (most) return most_excluded ? "less than " + bound(*most) : bound(*most) + " or less";
  return "any finite value";
}

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

std::string quantity_text(double value, const std::string& unit) {
  return unit.empty() ? number_text(value) : fmt::format("{} {}", number_text(value), unit);
}

}  // namespace cytotwin
