#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cytotwin::eyes {

inline constexpr const char* visits_file = "olives_trex_visits.csv";

/// `folder`/olives_trex_visits.csv, or in its subfolder retinopathy.
/// @throws InputError if neither is there
std::filesystem::path find_visits_file(const std::filesystem::path& folder);

/// One visit of an eye; what was not measured is none.
struct Visit {
  double week = 0;                  ///< since the eye's first visit
  std::optional<double> thickness;  ///< central subfield [um]
  std::optional<double> letters;    ///< ETDRS letters
  bool reconstructed = false;  ///< its week is not the file's but what the arm's rule makes of it
  bool operator==(const Visit&) const = default;
};

/// One eye, its visits in the order of their weeks. An injection is given at each.
struct EyeRecord {
  std::string id, arm;
  bool weeks_known = true;  ///< false: week is only the visit's number times 4
  std::vector<Visit> visits;
};

/// Reads eyes from a CSV file with the columns eye, arm, visit, week_nominal, bcva_letters and
/// cst_um, in any order of columns and rows; others are left alone. An empty week of the arm
/// "monthly" is 4 weeks a visit. Rows of an eye in one week are averaged. Eyes come in the order of
/// their names.
/// @throws InputError naming every bad row: a number that is none or out of range, an eye in two
/// arms, no
///   visit number and no week
std::vector<EyeRecord> read_eyes(const std::filesystem::path& file);

inline constexpr const char* monthly_arm = "monthly";

}  // namespace cytotwin::eyes
