#include "twin/lesions/transitions.h"

#include <cmath>

namespace cytotwin::lesions {
namespace {

double slope_between(const Scan& a, const Scan& b) { return (b.mm - a.mm) / (b.week - a.week); }

/// Mean size of the changes up to scan `from`, newer ones weighing more, as if one more change of
/// 6 % and 0.5 mm had been seen: two scans alone say little.
double variability(const Patient& patient, std::size_t from) {
  double sum = 0.06 * patient.scans[from].mm + 0.5, weights = 1, weight = 1;
  for (std::size_t s = from; s > 0; --s) {
    sum += weight * std::abs(patient.scans[s].mm - patient.scans[s - 1].mm);
    weights += weight;
    weight *= memory_a_scan;
  }
  return sum / weights;
}

Transition from_scan(std::span<const Patient> patients, std::size_t p, std::size_t from) {
  const Patient& patient = patients[p];
  const Scan& last = patient.scans[from];
  Transition transition;
  transition.patient = static_cast<std::uint32_t>(p);
  transition.from = static_cast<std::uint32_t>(from);
  transition.size = last.mm;
  transition.slope = slope_between(patient.scans[from - 1], last);
  transition.longer_slope =
      from > 1 ? slope_between(patient.scans[from - 2], last) : transition.slope;
  transition.variability = variability(patient, from);
  transition.first = patient.scans.front().mm;
  transition.unchanged = patient.scans[from - 1].mm == last.mm;
  transition.chemotherapy = had_chemotherapy(patient);
  transition.remaining = static_cast<std::uint32_t>(patient.scans.size() - 1 - from);
  return transition;
}

}  // namespace

std::vector<Transition> transitions_of(std::span<const Patient> patients) {
  std::vector<Transition> transitions;
  for (std::size_t p = 0; p < patients.size(); ++p) {
    const std::vector<Scan>& scans = patients[p].scans;
    for (std::size_t from = 1; from + 1 < scans.size(); ++from) {
      Transition transition = from_scan(patients, p, from);
      for (std::size_t to = from + 1; to < scans.size(); ++to) {
        transition.to = static_cast<std::uint32_t>(to);
        transition.change = scans[to].mm - scans[from].mm;
        transition.horizon = scans[to].week - scans[from].week;
        transition.target_week = scans[to].week - scans.front().week;
        transitions.push_back(transition);
      }
    }
  }
  return transitions;
}

TransitionIndex::TransitionIndex(std::span<const Transition> transitions,
                                 std::span<const Patient> patients)
    : starts_(patients.size()) {
  for (std::size_t p = 0; p < patients.size(); ++p) starts_[p].resize(patients[p].scans.size());
  for (std::size_t t = 0; t < transitions.size(); ++t) {
    if (transitions[t].to == transitions[t].from + 1)
      starts_[transitions[t].patient][transitions[t].from] = t;
  }
}

}  // namespace cytotwin::lesions
