#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "twin/lesions/scans.h"

namespace cytotwin::lesions {

/// What is hidden from a forecaster.
/// H1, H2, H3: the last 1, 2 or 3 scans of patients with 6 or more.
/// E2, E3: all but the first 2 or 3 scans; to be forecast is the first scan 24 to 40 weeks after
/// the first one.
enum class Task : std::uint8_t { H1, H2, H3, E2, E3 };
inline constexpr std::array<Task, 5> all_tasks = {Task::H1, Task::H2, Task::H3, Task::E2, Task::E3};

std::string name_of(Task task);        ///< "H1"
bool hides_the_end(Task task);         ///< H1, H2, H3
std::size_t scans_counted(Task task);  ///< hidden ones of H, seen ones of E

/// The weeks after the first scan in which the target of E2 and E3 lies.
inline constexpr double earliest_target = 24, latest_target = 40;

/// One patient under one task.
struct Case {
  std::size_t patient = 0;          ///< index into the patients
  std::size_t seen = 0;             ///< the first `seen` scans are known
  std::vector<std::size_t> hidden;  ///< indices of the scans to forecast
};

/// All cases of a task, in the order of the patients. Hidden scans' times may be used, their sizes
/// and all later scans may not.
std::vector<Case> cases_of(Task task, std::span<const Patient> patients);

/// Whatever is learnt for a patient is learnt from patients of the other folds.
inline constexpr std::size_t folds = 5;
inline std::size_t fold_of(std::size_t patient) { return patient % folds; }

/// Whether the patient got docetaxel: arm 1 of studies 2 and 4 (POPLAR, OAK). The file does not say
/// which arm is the control; this follows from its faster shrinkage and shorter follow-up.
bool had_chemotherapy(const Patient& patient);

/// Classes in the manner of RECIST 1.1, of one lesion.
enum class Response : std::uint8_t { responded, stable, progressed };

/// What a size is measured against.
struct ResponseReference {
  double first = 0;  ///< first scan [mm]
  double nadir = 0;  ///< smallest seen scan [mm]
};
ResponseReference reference_of(const Patient& patient, std::size_t seen);

/// responded: at most 70 % of the first; else progressed: at least 120 % of the nadir and 5 mm;
/// else stable.
Response response_of(double mm, const ResponseReference& reference);

}  // namespace cytotwin::lesions
