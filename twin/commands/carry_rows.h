#pragma once

#include <string>
#include <vector>

#include "twin/personalise/carry.h"

namespace cytotwin {

/// 5, 50 and 95 % of members.
struct MemberInterval {
  double low = 0, middle = 0, high = 0;
};
MemberInterval interval_of(const Vector& values);

/// One quantity before and after an analysis.
struct CarryRow {
  std::string kind;  ///< "parameter", "quantity"
  std::string name, unit, condition;
  MemberInterval before, after;
};

/// Parameters in their own units, then counts and concentrations.
std::vector<CarryRow> rows_of(const Study& study, const Carried& carried,
                              const CarriedCycle& cycle);

}  // namespace cytotwin
