#include "twin/eyes/protocol.h"

#include <algorithm>
#include <stdexcept>

namespace cytotwin::eyes {
namespace {

bool has_thickness(const EyeRecord& eye, std::size_t begin, std::size_t end) {
  return std::any_of(eye.visits.begin() + static_cast<std::ptrdiff_t>(begin),
                     eye.visits.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const Visit& visit) { return visit.thickness.has_value(); });
}

}  // namespace

std::vector<EyeCase> cases_of(std::span<const EyeRecord> eyes) {
  std::vector<EyeCase> cases;
  for (std::size_t e = 0; e < eyes.size(); ++e) {
    if (eyes[e].arm != monthly_arm) continue;
    for (const std::size_t seen : origins) {
      const std::size_t end = std::min(seen + longest_lead, eyes[e].visits.size());
      if (end <= seen || !has_thickness(eyes[e], 0, seen) || !has_thickness(eyes[e], seen, end))
        continue;
      cases.push_back({e, seen, end});
    }
  }
  return cases;
}

LastThickness last_thickness(const EyeRecord& eye, std::size_t seen) {
  for (std::size_t v = seen; v-- > 0;) {
    if (eye.visits[v].thickness) return {v, *eye.visits[v].thickness};
  }
  throw std::invalid_argument("last_thickness: eye " + eye.id + " has none");
}

}  // namespace cytotwin::eyes
