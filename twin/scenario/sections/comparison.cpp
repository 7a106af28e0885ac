#include "twin/scenario/comparison.h"

#include <fmt/format.h>

#include <set>

#include "core/toml/suggest.h"
#include "twin/scenario/map_keys.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = ComparisonDraft;

void declare_columns(TableBuilder<T>& table) {
  table.text("time_column", &T::time_column,
             {.doc = "Column of the times.", .required = true, .example = "\"day\""});
  table.quantity(
      "time_unit", &T::time_unit, Measure::time,
      {.doc = "One unit of the time column.", .range = more_than(0), .example = "\"1 d\""});
  table.text(
      "mean_column", &T::mean_column,
      {.doc = "Column of the measured means.", .required = true, .example = "\"radius_mean_um\""});
  table.text("sd_column", &T::sd_column,
             {.doc = "Column of their standard deviations; may be left out.",
              .example = "\"radius_sd_um\""});
  table.text("count_column", &T::count_column,
             {.doc = "Column of the numbers of samples; may be left out.", .example = "\"n\""});
}

Table interpolation_table() {
  using I = Draft<InterpolatedBaseline>;
  TableBuilder<I> table("A baseline between two other groups of rows, for example of other doses.");
  table.text("column", &I::column,
             {.doc = "The column of `where` that the groups differ in.",
              .required = true,
              .example = "\"effectors_plated\""});
  table.text("below", &I::below,
             {.doc = "What one group has there.", .required = true, .example = "\"500\""});
  table.text("above", &I::above,
             {.doc = "What the other group has there.", .required = true, .example = "\"2500\""});
  table.number("weight_above", &I::weight_above,
               {.doc = "Weight of the other group, 0 to 1; ln(d / below) / ln(above / below) "
                       "interpolates a dose d in its logarithm.",
                .range = between(0, 1)});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Measured points that a series of the run is held against.");
  table.text("series", &T::series,
             {.doc = "Column of the run's series.", .required = true, .example = "\"radius\""});
  table.text("file", &T::file,
             {.doc = "CSV file with a header row, relative to this scenario file; by default "
                     "patient.file.",
              .example = "\"spheroid_radius.csv\""});
  add_texts(table, "where", &T::where, true,
            {.doc = "Only rows that have these texts in these columns.",
             .example = "{ cell_line = \"793b\" }"});
  declare_columns(table);
  table.number(
      "scale", &T::scale,
      {.doc = "One unit of the measured column in the series' unit.", .range = more_than(0)});
  table.number("offset", &T::offset,
               {.doc = "What the instrument reads where the series is 0, in its own unit."});
  table.truth("relative", &T::relative, {.doc = "Compare the series over its value at the start."});
  table.truth("calibrated", &T::calibrated,
              {.doc = "false: these points were kept out of the calibration."});
  table.truth("gompertz", &T::gompertz,
              {.doc = "Fit a Gompertz curve to the points as a baseline."});
  table.number("error", &T::error,
               {.doc = "Standard deviation of one measured value for assimilation, in its unit; "
                       "adds in squares to that of sd_column.",
                .range = at_least(0)});
  table.number("relative_error", &T::relative_error,
               {.doc = "The same over the measured value.", .range = at_least(0)});
  table.number(
      "detection_limit", &T::detection_limit,
      {.doc = "Measured values at or below it say only that; in the column's unit; negative "
              "ones are refused.",
       .example = "5.0"});
  table.quantity(
      "from", &T::from, Measure::time,
      {.doc = "Points before it are left out; on the axis of time.start.", .example = "\"2 d\""});
  table.quantity("until", &T::until, Measure::time,
                 {.doc = "Points after it are left out.", .example = "\"20 d\""});
  table.table("interpolation", &T::between, interpolation_table());
  root.tables("comparison", &ScenarioDraft::comparisons, table.build(),
              {.aliases = {"comparisons", "data"}});
}

/// Columns that are named but absent are reported where they are named.
bool check_columns(const T& comparison, const CsvTable& csv, const std::string& label,
                   Checks& checks) {
  bool sound = true;
  const auto check_column = [&](std::string_view key, const std::string& name) {
    if (name.empty() || csv.column(name)) return;
    sound = false;
    checks.problem(comparison, key, fmt::format("{}{} has no column \"{}\"", label, csv.file, name),
                   suggestion(name, csv.header, "columns"));
  };
  check_column("time_column", comparison.time_column);
  check_column("mean_column", comparison.mean_column);
  check_column("sd_column", comparison.sd_column);
  check_column("count_column", comparison.count_column);
  for (const auto& [name, value] : comparison.where) check_column("where", name);
  return sound;
}

void check_interpolation(T& comparison, const CsvTable& csv, const std::string& label,
                         Checks& checks) {
  if (!comparison.between || !checks.good(*comparison.between, {"column", "below", "above"}))
    return;
  const auto& between = *comparison.between;
  if (comparison.where.count(between.column) == 0) {
    std::vector<std::string> columns;
    for (const auto& [name, value] : comparison.where) columns.push_back(name);
    return checks.problem(between, "column",
                          fmt::format("{}\"{}\" is no column of where", label, between.column),
                          suggestion(between.column, columns, "columns there"));
  }
  comparison.interpolation = between;
  for (const auto& [key, text] : {std::pair{"below", between.below}, {"above", between.above}}) {
    std::vector<InputProblem> problems;
    if (!measured_points(other_group(comparison, text), csv, problems).time.empty()) continue;
    std::set<std::string> present;
    for (const auto& row : csv.rows) present.insert(row.cells[*csv.column(between.column)]);
    checks.problem(between, key,
                   fmt::format("{}no row has {} = \"{}\" beside the rest of where", label,
                               between.column, text),
                   suggestion(text, {present.begin(), present.end()}, "values there"));
  }
}

void check_rows(const T& comparison, const CsvTable& csv, const std::string& label,
                Checks& checks) {
  for (const auto& [name, value] : comparison.where) {
    std::set<std::string> present;
    for (const auto& row : csv.rows) present.insert(row.cells[*csv.column(name)]);
    if (present.count(value) > 0) continue;
    return checks.problem(comparison, "where." + name,
                          fmt::format("{}no row has {} = \"{}\"", label, name, value),
                          suggestion(value, {present.begin(), present.end()}, "values there"));
  }
  std::vector<InputProblem> problems;
  const MeasuredPoints points = measured_points(comparison, csv, problems);
  if (problems.empty() && points.time.empty())
    checks.problem(comparison, "where", fmt::format("{}no row has all these values", label),
                   "each occurs, but never with the others, or the values of those rows are "
                   "missing");
  CsvProblems listed(csv.file);
  for (InputProblem& problem : problems) listed.add(std::move(problem));
  for (InputProblem& problem : listed.take()) checks.problem(std::move(problem));
}

void check_rows_and_baseline(T& comparison, const CsvTable& csv, const std::string& label,
                             Checks& checks) {
  check_rows(comparison, csv, label, checks);
  check_interpolation(comparison, csv, label, checks);
}

/// The comparison's own file, which becomes an absolute path, or else the patient's.
std::optional<std::filesystem::path> file_of(const ScenarioDraft& draft, T& comparison,
                                             const std::string& label, Checks& checks) {
  if (comparison.file.empty() && !draft.patient.file.empty()) return draft.patient.file;
  if (comparison.file.empty()) {
    checks.problem(comparison, "series", label + "no file of measured values",
                   "write file here, file in [patient], or --patient FILE.csv");
    return std::nullopt;
  }
  comparison.file =
      std::filesystem::absolute(checks.directory_of(comparison, "file") / comparison.file)
          .lexically_normal()
          .string();
  return comparison.file;
}

void check(ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.comparisons.size(); ++i) {
    T& comparison = draft.comparisons[i];
    if (!checks.good(comparison, {"file"})) continue;
    const std::string label = fmt::format("comparison {}: ", i + 1);
    const auto file = file_of(draft, comparison, label, checks);
    if (!file) continue;
    try {
      const CsvTable csv = read_csv(*file);
      const bool ready =
          checks.good(comparison, {"where", "time_column", "mean_column", "sd_column",
                                   "count_column", "time_unit", "scale"});
      // rows of different conditions may stand side by side: each sees its own when it is read
      if (check_columns(comparison, csv, label, checks) && ready && draft.conditions.empty())
        check_rows_and_baseline(comparison, csv, label, checks);
    } catch (const InputError& error) {
      for (const InputProblem& problem : error.problems()) {
        if (problem.place.line > 0)
          checks.problem(problem);
        else
          checks.problem(comparison, "file",
                         fmt::format("{}file \"{}\": {}", label, file->string(), problem.message),
                         problem.hint.empty() ? "paths are relative to the file that they stand in"
                                              : problem.hint);
      }
    }
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.comparisons.assign(draft.comparisons.begin(), draft.comparisons.end());
  for (Comparison& comparison : scenario.comparisons) {
    if (comparison.file.empty()) comparison.file = draft.patient.file;
  }
}

}  // namespace

Section comparison_section() { return {declare, check, fill}; }

}  // namespace cytotwin
