#include "twin/lesions/protocol.h"

#include <algorithm>

namespace cytotwin::lesions {
namespace {

constexpr std::size_t fewest_scans = 6;  // of H1, H2, H3

std::vector<std::size_t> hidden_of(Task task, const Patient& patient, std::size_t seen) {
  std::vector<std::size_t> hidden;
  for (std::size_t s = seen; s < patient.scans.size(); ++s) {
    const double after = patient.scans[s].week - patient.scans.front().week;
    if (!hides_the_end(task) && (after < earliest_target || after > latest_target)) continue;
    hidden.push_back(s);
    if (!hides_the_end(task)) break;
  }
  return hidden;
}

}  // namespace

std::string name_of(Task task) {
  constexpr std::array<const char*, 5> names = {"H1", "H2", "H3", "E2", "E3"};
  return names[static_cast<std::size_t>(task)];
}

bool hides_the_end(Task task) { return task < Task::E2; }

std::size_t scans_counted(Task task) {
  constexpr std::array<std::size_t, 5> counts = {1, 2, 3, 2, 3};
  return counts[static_cast<std::size_t>(task)];
}

std::vector<Case> cases_of(Task task, std::span<const Patient> patients) {
  std::vector<Case> cases;
  const std::size_t counted = scans_counted(task);
  for (std::size_t p = 0; p < patients.size(); ++p) {
    const std::size_t scans = patients[p].scans.size();
    if (hides_the_end(task) ? scans < fewest_scans : scans <= counted) continue;
    const std::size_t seen = hides_the_end(task) ? scans - counted : counted;
    std::vector<std::size_t> hidden = hidden_of(task, patients[p], seen);
    if (!hidden.empty()) cases.push_back({p, seen, std::move(hidden)});
  }
  return cases;
}

bool had_chemotherapy(const Patient& patient) {
  return patient.arm == 1 && (patient.study == 2 || patient.study == 4);
}

ResponseReference reference_of(const Patient& patient, std::size_t seen) {
  ResponseReference reference{patient.scans.front().mm, patient.scans.front().mm};
  for (std::size_t s = 0; s < seen; ++s)
    reference.nadir = std::min(reference.nadir, patient.scans[s].mm);
  return reference;
}

Response response_of(double mm, const ResponseReference& reference) {
  if (mm <= 0.7 * reference.first) return Response::responded;
  if (mm >= 1.2 * reference.nadir && mm >= 5) return Response::progressed;
  return Response::stable;
}

}  // namespace cytotwin::lesions
