#include "viz/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/text.h"

namespace cytotwin {
namespace {

int decade_of(double value) { return static_cast<int>(std::floor(std::log10(value) + 1e-9)); }

/// @param plain  whether all numbers of the axis are easily read without powers
std::string log_label(double value, bool plain) {
  const int decade = decade_of(value);
  if (plain) return fmt::format("{:.{}f}", value, std::max(0, -decade));
  const double lead = std::round(value / std::pow(10.0, decade));
  if (lead == 1) return power_of_ten(decade);
  return fmt::format("{}×{}", lead, power_of_ten(decade));
}

}  // namespace

double round_below(double value) {
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double lead : {5.0, 2.0}) {
    if (lead * decade <= value * (1 + 1e-9)) return lead * decade;
  }
  return decade;
}

Ticks linear_ticks(PictureRange range, int wanted) {
  const double rough = (range.high - range.low) / wanted;
  double step = round_below(rough);
  // The next rounder step is nearer to what was wanted for the upper half of each gap.
  if (rough / step > 1.5) step = round_below(step * 2.5);
  const double slack = 1e-6 * step;
  Ticks ticks;
  for (double k = std::ceil((range.low - slack) / step); k * step <= range.high + slack; ++k) {
    ticks.values.push_back(k == 0 ? 0.0 : k * step);  // never "-0"
  }
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  int exponent = decade_of(largest);
  if (exponent >= -3 && exponent < 5) {
    exponent = 0;
  } else {
    ticks.factor = "×" + power_of_ten(exponent);
  }
  const double factor = std::pow(10.0, exponent);
  const int decimals = std::max(0, exponent - decade_of(step));
  for (const double value : ticks.values) {
    ticks.labels.push_back(number_text(value / factor, decimals));
  }
  return ticks;
}

Ticks log_ticks(PictureRange range) {
  const bool few = std::log10(range.high / range.low) < 2;
  const bool plain = decade_of(range.low) >= -3 && decade_of(range.high) <= 4;
  Ticks ticks;
  for (int decade = decade_of(range.low); decade <= decade_of(range.high); ++decade) {
    for (const double lead : {1.0, 2.0, 5.0}) {
      if (lead != 1 && !few) continue;
      const double value = lead * std::pow(10.0, decade);
      if (value < range.low * (1 - 1e-9) || value > range.high * (1 + 1e-9)) continue;
      ticks.values.push_back(value);
      ticks.labels.push_back(log_label(value, plain));
    }
  }
  return ticks;
}

}  // namespace cytotwin
