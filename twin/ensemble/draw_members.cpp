#include "twin/ensemble/draw_members.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "assimilation/designs/designs.h"
#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/scenario/csv.h"

namespace cytotwin {

namespace {

PriorForm form_of(const PriorSection& prior) {
  using Kind = PriorSection::Kind;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (prior.kind) {
    case Kind::lognormal:
      return LognormalForm{prior.mean, prior.sd};
    case Kind::logit_normal:
      return LogitNormalForm{*prior.lower, *prior.upper, prior.mean, prior.sd};
    case Kind::uniform:
      return UniformForm{*prior.lower, *prior.upper};
    case Kind::normal:
      break;
  }
  if (!prior.lower && !prior.upper) return NormalForm{prior.mean, prior.sd};
  return TruncatedNormalForm{prior.mean, prior.sd, prior.lower.value_or(-infinity),
                             prior.upper.value_or(infinity)};
}

double number_of(const CsvTable& table, const CsvRow& row, std::size_t column,
                 std::vector<InputProblem>& problems) {
  const std::string& text = row.cells[column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value))
    return value;
  problems.push_back({table.place(row, column),
                      fmt::format("{} = \"{}\" is not a number", table.header[column], text),
                      "every member needs a value of every prior"});
  return 0;
}

}  // namespace

Prior prior_of(const Study& study) {
  std::vector<ParameterPrior> parameters;
  for (const PriorSection& prior : study.base.scenario.priors)
    parameters.push_back({prior.name, form_of(prior)});
  std::vector<PriorCorrelation> correlations;
  for (const CorrelationSection& correlation : study.base.scenario.correlations)
    correlations.push_back({correlation.first, correlation.second, correlation.value});
  try {
    return Prior(std::move(parameters), std::move(correlations));
  } catch (const PriorError& error) {
    std::vector<InputProblem> problems;
    for (const PriorProblem& problem : error.problems()) {
      const std::string label =
          problem.parameter.empty() ? "priors: " : fmt::format("prior \"{}\": ", problem.parameter);
      problems.push_back({{study.file, 0, 0, {}}, label + problem.message, ""});
    }
    throw InputError(std::move(problems));
  }
}

Matrix design_points(Design design, Eigen::Index dimensions, Eigen::Index points,
                     std::uint64_t seed) {
  switch (design) {
    case Design::sobol:
      return sobol_points(dimensions, points, seed);
    case Design::latin_hypercube:
      return latin_hypercube(dimensions, points, seed);
    case Design::random:
      break;
  }
  return random_points(dimensions, points, seed);
}

std::vector<double> draw_members(const Study& study, Design design, std::size_t members) {
  if (study.parameters() == 0) return {};
  const Prior prior = prior_of(study);
  const Matrix points = design_points(design, prior.size(), static_cast<Eigen::Index>(members),
                                      study.base.scenario.twin.seed);
  const Members drawn = prior.constrained(prior.from_unit_cube(points));
  return {drawn.data(), drawn.data() + drawn.size()};  // columns are members
}

std::vector<double> read_members(const Study& study, const std::filesystem::path& file) {
  const CsvTable table = read_csv(file);
  std::vector<InputProblem> problems;
  std::vector<std::size_t> columns;
  for (const std::string& name : study.parameter_names()) {
    const auto column = table.column(name);
    if (column) columns.push_back(*column);
    if (!column)
      problems.push_back({{table.file, 0, 0, {}},
                          fmt::format("no column \"{}\"", name),
                          suggestion(name, table.header, "columns")});
  }
  if (study.parameters() == 0)
    problems.push_back({{study.file, 0, 0, {}},
                        "no [[prior]] says what the columns set",
                        "write a [[prior]] with name and keys for each column"});
  if (table.rows.empty())
    problems.push_back({{table.file, 0, 0, {}}, "no rows", "write a row a member"});
  std::vector<double> values;
  for (const CsvRow& row : table.rows) {
    for (const std::size_t column : columns)
      values.push_back(number_of(table, row, column, problems));
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return values;
}

}  // namespace cytotwin
