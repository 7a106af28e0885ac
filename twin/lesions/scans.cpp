#include "twin/lesions/scans.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "twin/scenario/csv.h"

namespace cytotwin::lesions {
namespace {

constexpr double too_small_mm = 5;   // Eisenhauer et al. 2009, RECIST 1.1
constexpr double largest_mm = 1000;  // beyond: a slip of the unit
constexpr double longest_days = 5000;
constexpr std::array<const char*, 6> columns = {"study", "arm", "patient", "day", "ld_mm", "flag"};

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

/// Takes the cells of one row; what is wrong goes to `problems`.
class RowReader {
 public:
  RowReader(const CsvTable& table, const std::array<std::size_t, 6>& place, CsvProblems& problems)
      : table_(table), place_(place), problems_(problems) {}

  std::optional<ScanRow> read(const CsvRow& row) {
    const std::size_t before = problems_.count();
    ScanRow scan;
    scan.study = whole(row, 0);
    scan.arm = whole(row, 1);
    scan.patient = cell(row, 2);
    if (scan.patient.empty()) complain(row, 2, "is empty", "every row names its patient");
    scan.day = within(row, 3, -longest_days, longest_days);
    scan.flag = flag(row);
    scan.mm = within(row, 4, 0, largest_mm);
    if (scan.flag == ScanFlag::ok && cell(row, 4).empty())
      complain(row, 4, "is empty", "flag \"ok\" needs a diameter; else write missing");
    if (scan.flag != ScanFlag::ok) scan.mm.reset();
    if (problems_.count() > before) return std::nullopt;
    return scan;
  }

 private:
  const std::string& cell(const CsvRow& row, std::size_t column) const {
    return row.cells[place_[column]];
  }

  void complain(const CsvRow& row, std::size_t column, const std::string& what,
                const std::string& hint) {
    problems_.add(row, row.columns[place_[column]], fmt::format("{} {}", columns[column], what),
                  hint);
  }

  int whole(const CsvRow& row, std::size_t column) {
    const std::optional<double> value = number(cell(row, column));
    if (value && *value >= 1 && *value <= 1000 && std::floor(*value) == *value)
      return static_cast<int>(*value);
    complain(row, column, fmt::format("is \"{}\"", cell(row, column)),
             "a whole number from 1 to 1000");
    return 0;
  }

  std::optional<double> within(const CsvRow& row, std::size_t column, double low, double high) {
    const std::string& text = cell(row, column);
    if (text.empty()) return std::nullopt;
    const std::optional<double> value = number(text);
    if (!value || *value < low || *value > high)
      complain(row, column, fmt::format("is \"{}\"", text),
               fmt::format("a number from {:g} to {:g}, or empty", low, high));
    return value;
  }

  ScanFlag flag(const CsvRow& row) {
    const std::string& text = cell(row, 5);
    if (text == "ok") return ScanFlag::ok;
    if (text == "too_small") return ScanFlag::too_small;
    if (text == "not_evaluable") return ScanFlag::not_evaluable;
    if (text != "missing")
      complain(row, 5, fmt::format("is \"{}\"", text), "ok, too_small, not_evaluable or missing");
    return ScanFlag::missing;
  }

  const CsvTable& table_;
  const std::array<std::size_t, 6>& place_;
  CsvProblems& problems_;
};

std::array<std::size_t, 6> places(const CsvTable& table) {
  std::array<std::size_t, 6> place{};
  CsvProblems problems(table.file);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (const auto found = table.column(columns[c]))
      place[c] = *found;
    else
      problems.add(fmt::format("there is no column \"{}\"", columns[c]),
                   "columns: study, arm, patient, day, ld_mm, flag");
  }
  problems.throw_if_any();
  return place;
}

/// One patient's study and arm must not change from row to row.
void check_patients(const CsvTable& table, const std::vector<ScanRow>& rows,
                    CsvProblems& problems) {
  std::map<std::string, const ScanRow*> first;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ScanRow* known = first.emplace(rows[i].patient, &rows[i]).first->second;
    if (known->study == rows[i].study && known->arm == rows[i].arm) continue;
    problems.add(table.rows[i], 1,
                 fmt::format("patient \"{}\" is in study {}, arm {} here and in study {}, arm {} "
                             "before",
                             rows[i].patient, rows[i].study, rows[i].arm, known->study, known->arm),
                 "a patient has one study and arm");
  }
}

Patient& patient_of(std::map<std::string, Patient>& patients, const ScanRow& row) {
  Patient& patient = patients[row.patient];
  patient.id = row.patient;
  patient.study = row.study;
  patient.arm = row.arm;
  return patient;
}

std::vector<Patient> in_order(std::map<std::string, Patient> patients) {
  std::vector<Patient> list;
  for (auto& [id, patient] : patients) {
    std::stable_sort(patient.scans.begin(), patient.scans.end(),
                     [](const Scan& a, const Scan& b) { return a.week < b.week; });
    list.push_back(std::move(patient));
  }
  return list;
}

}  // namespace

std::filesystem::path find_lesion_file(const std::filesystem::path& folder) {
  for (const auto& file : {folder / lesion_file, folder / "immunotherapy" / lesion_file}) {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error)) return file;
  }
  throw InputError({folder.string(), 0, 0, {}},
                   fmt::format("there is no {} here or in immunotherapy/", lesion_file),
                   "name the folder that holds it (docs/data.md)");
}

std::vector<ScanRow> read_scan_rows(const std::filesystem::path& file) {
  const CsvTable table = read_csv(file);
  const std::array<std::size_t, 6> place = places(table);
  CsvProblems problems(table.file);
  RowReader reader(table, place, problems);
  std::vector<ScanRow> rows;
  for (const CsvRow& row : table.rows) {
    if (auto scan = reader.read(row)) rows.push_back(std::move(*scan));
  }
  problems.throw_if_any();
  check_patients(table, rows, problems);
  problems.throw_if_any();
  return rows;
}

std::vector<Patient> patients_of(const std::vector<ScanRow>& rows) {
  std::map<std::string, Patient> patients;
  std::map<std::string, std::map<double, std::vector<double>>> days;
  for (const ScanRow& row : rows) {
    patient_of(patients, row);
    if (!row.day || row.flag == ScanFlag::not_evaluable || row.flag == ScanFlag::missing) continue;
    days[row.patient][*row.day].push_back(row.flag == ScanFlag::too_small ? too_small_mm : *row.mm);
  }
  for (const auto& [id, of_day] : days) {
    for (const auto& [day, values] : of_day) {
      double sum = 0;
      for (const double mm : values) sum += mm;
      patients[id].scans.push_back({day / 7, sum / static_cast<double>(values.size())});
    }
  }
  return in_order(std::move(patients));
}

std::vector<Patient> patients_as_published(const std::vector<ScanRow>& rows) {
  std::map<std::string, Patient> patients;
  for (const ScanRow& row : rows) {
    Patient& patient = patient_of(patients, row);
    if (!row.day) continue;
    const double week = std::ceil(*row.day / 7);
    patient.scans.push_back({week <= 0 ? 0.1 : week, row.mm.value_or(0)});
  }
  return in_order(std::move(patients));
}

}  // namespace cytotwin::lesions
