#include "twin/scenario/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "twin/scenario/load.h"
#include "twin/scenario/resolve.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

/// By file (the given one first, the command line last), line and column.
void sort_problems(std::vector<InputProblem>& problems, const std::vector<std::string>& files) {
  const auto rank = [&](const InputProblem& problem) {
    const SourcePlace& place = problem.place;
    const bool override_text = place.file.compare(0, 6, "--set ") == 0;
    const auto found = std::find(files.begin(), files.end(), place.file);
    const auto order =
        override_text ? files.size() + 1 : static_cast<std::size_t>(found - files.begin());
    return std::make_tuple(order, place.file, place.line, place.column);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const InputProblem& a, const InputProblem& b) { return rank(a) < rank(b); });
}

ScenarioKind kind_of(const Node& root) {
  if (root.find("retina") != nullptr) return ScenarioKind::retina;
  return root.find("model") != nullptr ? ScenarioKind::model : ScenarioKind::tissue;
}

ReadScenario read_loaded(const LoadedScenario& loaded) {
  const UnitSystem units;
  const ScenarioKind kind = kind_of(loaded.root);
  const Table table = scenario_table(kind);
  const std::vector<Section> sections = sections_of(kind);
  ReadContext context(units);
  context.learn_substances(loaded.root);
  ScenarioDraft draft;
  read_table(table, loaded.root, &draft, context);
  Checks checks(loaded.root, context);
  for (const Section& section : sections) section.check(draft, checks);
  if (!context.problems().empty()) {
    sort_problems(context.problems(), loaded.files);
    throw InputError(std::move(context.problems()));
  }
  ReadScenario out;
  out.scenario.schema = draft.schema;
  for (const Section& section : sections) section.fill(draft, out.scenario);
  out.resolved = resolved_toml(table, draft);
  out.tables = name_copies(draft);
  out.portable = resolved_toml(table, draft);
  out.files_read = loaded.files;
  out.warnings = std::move(context.warnings());
  return out;
}

}  // namespace

ReadScenario read_scenario(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides) {
  return read_loaded(load_scenario(read_source(file), overrides));
}

ReadScenario read_scenario_text(std::string name, std::string bytes,
                                const std::filesystem::path& directory,
                                const std::vector<std::string>& overrides) {
  return read_loaded(
      load_scenario(screened_source(std::move(name), std::move(bytes), directory), overrides));
}

std::string refusal(const std::string& file, const InputError& error) {
  const std::size_t n = error.problems().size();
  return fmt::format("{}: {} problem{}, nothing was started\n{}", file, n, n == 1 ? "" : "s",
                     describe(error.problems()));
}

}  // namespace cytotwin
