#include "agents/fields/field_solver.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {

double FieldBudget::relative_imbalance() const {
  const double largest = std::max({std::abs(supplied), std::abs(consumed), std::abs(decayed),
                                   std::abs(inflow), std::abs(imposed), std::abs(change)});
  const double gap = std::abs(supplied - consumed - decayed + inflow + imposed - change);
  return largest > 0 ? gap / largest : 0;
}

FieldBudget& FieldBudget::operator+=(const FieldBudget& other) {
  supplied += other.supplied;
  consumed += other.consumed;
  decayed += other.decayed;
  inflow += other.inflow;
  imposed += other.imposed;
  change += other.change;
  return *this;
}

}  // namespace cytotwin
