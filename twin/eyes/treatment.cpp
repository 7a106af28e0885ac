#include "twin/eyes/treatment.h"

#include <algorithm>

namespace cytotwin::eyes {
namespace {

constexpr double month = 4;  // [weeks]

std::ptrdiff_t injections(std::span<const ClinicVisit> past) {
  return std::count_if(past.begin(), past.end(),
                       [](const ClinicVisit& visit) { return visit.injected; });
}

bool is_loading(int loading, std::span<const ClinicVisit> past) {
  return injections(past) + 1 < loading;
}

Decision by(const FixedInterval& rule, std::span<const ClinicVisit> past,
            const ClinicVisit& /*now*/) {
  return {true, is_loading(rule.loading, past) ? month : rule.weeks};
}

Decision by(const TreatAndExtend& rule, std::span<const ClinicVisit> past, const ClinicVisit& now) {
  if (is_loading(rule.loading, past)) return {true, month};
  const double last = past.empty() ? rule.shortest : now.week - past.back().week;
  const double next = now.thickness <= rule.dry ? last + rule.step : last - rule.step;
  return {true, std::clamp(next, rule.shortest, rule.longest)};
}

Decision by(const AsNeeded& rule, std::span<const ClinicVisit> past, const ClinicVisit& now) {
  if (injections(past) < rule.loading) return {true, rule.weeks};
  double thinnest = now.thickness, best = now.letters;
  for (const ClinicVisit& visit : past) {
    thinnest = std::min(thinnest, visit.thickness);
    best = std::max(best, visit.letters);
  }
  const bool thicker = now.thickness > rule.dry && now.thickness > (1 + rule.rise) * thinnest;
  return {thicker || now.letters <= best - rule.letters, rule.weeks};
}

}  // namespace

Decision decide(const TreatmentRule& rule, std::span<const ClinicVisit> past,
                const ClinicVisit& now) {
  return std::visit([&](const auto& of) { return by(of, past, now); }, rule);
}

}  // namespace cytotwin::eyes
