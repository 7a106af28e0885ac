#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/toml/suggest.h"
#include "twin/scenario/csv.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<ImageSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Values of a substance that were measured at places and times.");
  table.text("substance", &T::substance,
             {.doc = "A transient substance.", .required = true, .example = "\"drug\""});
  table.text("file", &T::file,
             {.doc = "CSV file with a header row, relative to this scenario file: a row a place "
                     "and time.",
              .required = true,
              .example = "\"drug.csv\""});
  table.text("time_column", &T::time_column,
             {.doc = "Column of the times.", .required = true, .example = "\"day\""});
  table.quantity(
      "time_unit", &T::time_unit, Measure::time,
      {.doc = "One unit of the time column.", .range = more_than(0), .example = "\"1 d\""});
  table.text("x_column", &T::x_column, {.doc = "Column of x in um."});
  table.text("y_column", &T::y_column, {.doc = "Column of y in um."});
  table.text(
      "z_column", &T::z_column,
      {.doc = "Column of z in um; by default the middle of the domain.", .example = "\"z\""});
  table.text("value_column", &T::value_column,
             {.doc = "Column of the values, in the substance's unit.",
              .required = true,
              .example = "\"drug\""});
  table.number("error", &T::error,
               {.doc = "Standard deviation of a value, in its unit.", .range = at_least(0)});
  table.number("relative_error", &T::relative_error,
               {.doc = "The same over the value; the two add in squares.", .range = at_least(0)});
  root.tables("image", &ScenarioDraft::images, table.build(), {.aliases = {"images"}});
}

void check_substance(const ScenarioDraft& draft, const T& image, const std::string& label,
                     Checks& checks) {
  std::vector<std::string> transient;
  for (const SubstanceDraft& substance : draft.substances) {
    if (substance.method == FieldMethod::transient) transient.push_back(substance.name);
  }
  if (std::find(transient.begin(), transient.end(), image.substance) != transient.end()) return;
  checks.problem(image, "substance",
                 fmt::format("{}\"{}\" is no transient substance", label, image.substance),
                 suggestion(image.substance, transient, "transient substances"));
}

void check_file(T& image, const std::string& label, Checks& checks) {
  image.file = std::filesystem::absolute(checks.directory_of(image, "file") / image.file)
                   .lexically_normal()
                   .string();
  try {
    const CsvTable csv = read_csv(image.file);
    for (const auto& [key, name] : {std::pair{"time_column", image.time_column},
                                    {"x_column", image.x_column},
                                    {"y_column", image.y_column},
                                    {"z_column", image.z_column},
                                    {"value_column", image.value_column}}) {
      if (name.empty() || csv.column(name)) continue;
      checks.problem(image, key, fmt::format("{}{} has no column \"{}\"", label, csv.file, name),
                     suggestion(name, csv.header, "columns"));
    }
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) {
      if (problem.place.line > 0)
        checks.problem(problem);
      else
        checks.problem(image, "file",
                       fmt::format("{}file \"{}\": {}", label, image.file, problem.message),
                       "paths are relative to the file that they stand in");
    }
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.images.size(); ++i) {
    T& image = draft.images[i];
    const std::string label = fmt::format("image {}: ", i + 1);
    if (checks.good(image, {"substance"})) check_substance(draft, image, label, checks);
    if (checks.good(image, {"file"})) check_file(image, label, checks);
    if (checks.good(image, {"error", "relative_error"}) && image.error == 0 &&
        image.relative_error == 0)
      checks.problem(image, "value_column", label + "its values have no error",
                     "write error or relative_error");
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.images.assign(draft.images.begin(), draft.images.end());
}

}  // namespace

Section image_section() { return {declare, check, fill}; }

}  // namespace cytotwin
