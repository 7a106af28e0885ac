#include "twin/eyes/visits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "twin/scenario/csv.h"

namespace cytotwin::eyes {
namespace {

constexpr double weeks_a_visit = 4;
constexpr double longest_weeks = 1500;
constexpr double thinnest = 50, thickest = 2000;  // [um]; beyond: a slip of the unit
constexpr double most_letters = 100;

enum Column : std::size_t { eye, arm, visit, week, letters, thickness, column_count };
constexpr std::array<const char*, column_count> columns = {
    "eye", "arm", "visit", "week_nominal", "bcva_letters", "cst_um"};

struct Row {
  std::string eye, arm;
  std::optional<double> visit, week, letters, thickness;
};

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::array<std::size_t, column_count> places(const CsvTable& table) {
  std::array<std::size_t, column_count> place{};
  CsvProblems problems(table.file);
  for (std::size_t c = 0; c < column_count; ++c) {
    if (const auto found = table.column(columns[c]))
      place[c] = *found;
    else
      problems.add(fmt::format("there is no column \"{}\"", columns[c]),
                   fmt::format("columns: {}", fmt::join(columns, ", ")));
  }
  problems.throw_if_any();
  return place;
}

/// Takes the cells of one row; what is wrong goes to `problems`.
class RowReader {
 public:
  RowReader(const std::array<std::size_t, column_count>& place, CsvProblems& problems)
      : place_(place), problems_(problems) {}

  std::optional<Row> read(const CsvRow& from) {
    const std::size_t before = problems_.count();
    Row row;
    row.eye = named(from, eye);
    row.arm = named(from, arm);
    row.visit = within(from, visit, 1, 1000);
    row.week = within(from, week, 0, longest_weeks);
    row.letters = within(from, letters, 0, most_letters);
    row.thickness = within(from, thickness, thinnest, thickest);
    if (!row.week && !row.visit && problems_.count() == before)
      complain(from, visit, "and week_nominal are empty", "a row says when it was, by one of them");
    if (problems_.count() > before) return std::nullopt;
    return row;
  }

 private:
  void complain(const CsvRow& row, std::size_t column, const std::string& what,
                const std::string& hint) {
    problems_.add(row, row.columns[place_[column]], fmt::format("{} {}", columns[column], what),
                  hint);
  }

  std::string named(const CsvRow& row, std::size_t column) {
    std::string text = row.cells[place_[column]];
    if (text.empty()) complain(row, column, "is empty", "every row names its eye and arm");
    return text;
  }

  std::optional<double> within(const CsvRow& row, std::size_t column, double low, double high) {
    const std::string& text = row.cells[place_[column]];
    if (text.empty()) return std::nullopt;
    const std::optional<double> value = number(text);
    if (!value || *value < low || *value > high)
      complain(row, column, fmt::format("is \"{}\"", text),
               fmt::format("a number from {:g} to {:g}, or empty", low, high));
    return value;
  }

  const std::array<std::size_t, column_count>& place_;
  CsvProblems& problems_;
};

/// What was measured in one week of one eye.
struct Week {
  std::vector<double> letters, thickness;
};

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

EyeRecord record_of(const std::string& id, const std::vector<Row>& rows) {
  EyeRecord record{id, rows.front().arm, true, {}};
  std::map<double, Week> weeks;
  for (const Row& row : rows) {
    record.weeks_known = record.weeks_known && (row.week || record.arm == monthly_arm);
    Week& of = weeks[row.week.value_or(weeks_a_visit * (row.visit.value_or(1) - 1))];
    if (row.letters) of.letters.push_back(*row.letters);
    if (row.thickness) of.thickness.push_back(*row.thickness);
  }
  for (const auto& [at, of] : weeks)
    record.visits.push_back(
        {at - weeks.begin()->first, mean(of.thickness), mean(of.letters), false});
  return record;
}

}  // namespace

std::filesystem::path find_visits_file(const std::filesystem::path& folder) {
  for (const auto& file : {folder / visits_file, folder / "retinopathy" / visits_file}) {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error)) return file;
  }
  throw InputError({folder.string(), 0, 0, {}},
                   fmt::format("there is no {} here or in retinopathy/", visits_file),
                   "name the folder that holds it (docs/data.md)");
}

std::vector<EyeRecord> read_eyes(const std::filesystem::path& file) {
  const CsvTable table = read_csv(file);
  const auto place = places(table);
  CsvProblems problems(table.file);
  RowReader reader(place, problems);
  std::map<std::string, std::vector<Row>> eyes;
  for (const CsvRow& from : table.rows) {
    const auto row = reader.read(from);
    if (!row) continue;
    std::vector<Row>& rows = eyes[row->eye];
    if (!rows.empty() && rows.front().arm != row->arm)
      problems.add(from, from.columns[place[arm]],
                   fmt::format("eye \"{}\" is in arm \"{}\" here and in \"{}\" before", row->eye,
                               row->arm, rows.front().arm),
                   "an eye has one arm");
    rows.push_back(*row);
  }
  problems.throw_if_any();
  std::vector<EyeRecord> records;
  for (const auto& [id, rows] : eyes) records.push_back(record_of(id, rows));
  return records;
}

}  // namespace cytotwin::eyes
