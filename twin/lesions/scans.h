#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cytotwin::lesions {

/// What a radiologist wrote where a diameter was expected.
enum class ScanFlag : std::uint8_t { ok, too_small, not_evaluable, missing };

/// One row of laleh2022_lesions.csv: the longest diameter of one target lesion.
struct ScanRow {
  int study = 0, arm = 0;
  std::string patient;
  std::optional<double> day;  ///< since the start of treatment [d]; before it: negative
  std::optional<double> mm;   ///< longest diameter [mm]; empty unless the flag is ok
  ScanFlag flag = ScanFlag::ok;
};

/// Name of the file within its folder.
inline constexpr const char* lesion_file = "laleh2022_lesions.csv";

/// DIR/laleh2022_lesions.csv or DIR/immunotherapy/laleh2022_lesions.csv.
/// @throws InputError if neither exists
std::filesystem::path find_lesion_file(const std::filesystem::path& folder);

/// Reads study, arm, patient, day, ld_mm, flag. An empty day is a gap: such a row is kept and used
/// by nobody.
/// @throws InputError naming line, column and value of every bad row
std::vector<ScanRow> read_scan_rows(const std::filesystem::path& file);

struct Scan {
  double week = 0;  ///< since the start of treatment
  double mm = 0;    ///< longest diameter; 0: not seen any more
};

struct Patient {
  std::string id;
  int study = 0, arm = 0;
  std::vector<Scan> scans;  ///< in the order of time, one an instant
};

/// Patients in the order of their ids, with all observations as millimetres: what cannot be
/// evaluated or is missing is left out, too small is 5 mm (the limit of RECIST 1.1), scans of one
/// day are averaged, a week has 7 days (preparation B).
std::vector<Patient> patients_of(const std::vector<ScanRow>& rows);

/// The same rows as Laleh et al. 2022 (PLoS Comput Biol 18:e1009822) prepared them: whatever is no
/// number is 0 mm, the week is rounded up, weeks <= 0 are 0.1, no scan is merged (preparation A).
std::vector<Patient> patients_as_published(const std::vector<ScanRow>& rows);

}  // namespace cytotwin::lesions
