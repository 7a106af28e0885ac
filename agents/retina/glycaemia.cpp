#include "agents/retina/glycaemia.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {

double HbA1cHistory::at(double day) const {
  const auto after = std::upper_bound(since.begin() + 1, since.end(), day);
  return percent[static_cast<std::size_t>(after - since.begin()) - 1];
}

double GlycaemicDrive::present(double a1c) const { return std::pow(a1c / 7, exponent); }

double GlycaemicDrive::remembered(double memory, double a1c, double days) const {
  const double goal = present(a1c);
  return goal + (memory - goal) * std::exp(-days / memory_time);
}

}  // namespace cytotwin
