#include "twin/scenario/comparison.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/toml/suggest.h"

namespace cytotwin {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

enum class Sign { any, not_negative };

/// Numbers of one column; empty cells and "NA" are missing, anything else that is no number or has
/// the wrong sign is a problem.
class Column {
 public:
  Column(const CsvTable& table, const std::string& name, Sign sign,
         std::vector<InputProblem>& problems)
      : table_(table), name_(name), index_(table.column(name)), sign_(sign), problems_(problems) {}

  double of(const CsvRow& row) const {
    if (!index_) return missing;
    const std::string& text = row.cells[*index_];
    if (text.empty() || text == "NA" || text == "NaN" || text == "nan") return missing;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
      report(row, fmt::format("{} = \"{}\" is not a number", name_, text),
             "leave the cell empty where a value is missing");
      return missing;
    }
    if (value < 0 && sign_ == Sign::not_negative) {
      report(row, fmt::format("{} = {} is negative", name_, text), "allowed: 0 or more");
      return missing;
    }
    return value;
  }

  void report(const CsvRow& row, std::string message, std::string hint) const {
    problems_.push_back(
        {table_.place(row, index_.value_or(0)), std::move(message), std::move(hint)});
  }

 private:
  const CsvTable& table_;
  std::string name_;
  std::optional<std::size_t> index_;
  Sign sign_;
  std::vector<InputProblem>& problems_;
};

bool wanted(const Comparison& comparison, const CsvTable& table, const CsvRow& row) {
  for (const auto& [name, value] : comparison.where) {
    const auto index = table.column(name);
    if (!index || row.cells[*index] != value) return false;
  }
  return true;
}

}  // namespace

MeasuredPoints measured_points(const Comparison& comparison, const CsvTable& table,
                               std::vector<InputProblem>& problems) {
  const Column time(table, comparison.time_column, Sign::any, problems);  // a scan before treatment
  // an index may fall below its blank; a size, which has a detection limit, may not fall below 0
  const bool is_size = comparison.detection_limit.has_value();
  const Column mean(table, comparison.mean_column, is_size ? Sign::not_negative : Sign::any,
                    problems);
  const Column sd(table, comparison.sd_column, Sign::not_negative, problems);
  const Column count(table, comparison.count_column, Sign::not_negative, problems);
  MeasuredPoints points;
  double last = -std::numeric_limits<double>::infinity();
  for (const CsvRow& row : table.rows) {
    if (!wanted(comparison, table, row)) continue;
    const double t = time.of(row) * comparison.time_unit, m = mean.of(row);
    const double s = sd.of(row), n = count.of(row);
    if (std::isnan(t)) continue;
    if (t < last)
      time.report(row,
                  fmt::format("{} falls from {} to {}", comparison.time_column,
                              last / comparison.time_unit, t / comparison.time_unit),
                  "sort the rows by time");
    last = t;
    if (std::isnan(m)) continue;
    if (comparison.from && t < *comparison.from) continue;
    if (comparison.until && t > *comparison.until) continue;
    points.time.push_back(t);
    points.mean.push_back(m);
    points.sd.push_back(s);
    points.count.push_back(n);
  }
  return points;
}

Comparison other_group(const Comparison& comparison, const std::string& text) {
  Comparison other = comparison;
  other.where[comparison.interpolation->column] = text;
  return other;
}

MeasuredPoints read_measured_points(const Comparison& comparison) {
  const CsvTable table = read_csv(comparison.file);
  std::vector<InputProblem> problems;
  const SourcePlace whole{table.file, 0, 0, {}};
  std::vector<std::string> columns = {comparison.time_column, comparison.mean_column};
  for (const std::string& optional : {comparison.sd_column, comparison.count_column}) {
    if (!optional.empty()) columns.push_back(optional);
  }
  for (const auto& [name, value] : comparison.where) columns.push_back(name);
  for (const std::string& name : columns) {
    if (!table.column(name))
      problems.push_back({whole, fmt::format("no column \"{}\"", name),
                          suggestion(name, table.header, "columns")});
  }
  MeasuredPoints points;
  if (problems.empty()) {
    points = measured_points(comparison, table, problems);
    if (problems.empty() && points.time.empty())
      problems.push_back({whole, "no row has the wanted values", {}});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return points;
}

}  // namespace cytotwin
