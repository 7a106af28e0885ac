#include <fmt/format.h>

#include <charconv>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/fit_report.h"
#include "twin/commands/stored_scenario.h"
#include "twin/commands/study_run.h"
#include "twin/commands/summary.h"
#include "twin/ensemble/draw_members.h"
#include "twin/personalise/population_priors.h"
#include "twin/scenario/csv.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

/// Transformed members of a fitted patient, whose priors must be those of the first.
Members members_of_patient(const fs::path& folder, const Study& first, const Prior& prior) {
  const EnsembleStore store = EnsembleStore::open(folder / "posterior.h5", false);
  const Study study = stored_study(folder);
  const Prior own = prior_of(study);
  const bool same = own.names() == prior.names() && own.gaussian().mean == prior.gaussian().mean &&
                    own.gaussian().covariance == prior.gaussian().covariance;
  if (!same)
    throw InputError({folder.string(), 0, 0, {}},
                     fmt::format("was fitted under other priors than {}", first.file),
                     "a population is learned from fits under the same priors");
  const std::vector<double>& values = store.header().parameters;
  const Members constrained = Eigen::Map<const Matrix>(
      values.data(), prior.size(), static_cast<Eigen::Index>(store.header().members()));
  return prior.transformed(constrained);
}

/// Columns after the first, a row a patient in the order of the folders; shape (covariates, rows).
Matrix read_covariates(const fs::path& file, std::size_t patients) {
  const CsvTable table = read_csv(file);
  std::vector<InputProblem> problems;
  if (table.rows.size() != patients)
    problems.push_back({{table.file, 0, 0, {}},
                        fmt::format("{} rows for {} patients", table.rows.size(), patients),
                        "a row a folder, in the same order; the first column names it"});
  Matrix values(static_cast<Eigen::Index>(table.header.size()) - 1,
                static_cast<Eigen::Index>(table.rows.size()));
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t c = 1; c < table.header.size(); ++c) {
      const std::string& text = table.rows[row].cells[c];
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size())
        problems.push_back({table.place(table.rows[row], c),
                            fmt::format("{} = \"{}\" is not a number", table.header[c], text),
                            "every patient needs every covariate"});
      values(static_cast<Eigen::Index>(c) - 1, static_cast<Eigen::Index>(row)) = value;
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return values;
}

}  // namespace

int population_command(const PopulationOptions& options) {
  const Study first = stored_study(options.patients.front());
  const Prior prior = prior_of(first);
  std::vector<Members> posteriors;
  for (const fs::path& folder : options.patients)
    posteriors.push_back(members_of_patient(folder, first, prior));
  const std::size_t patients = posteriors.size();
  const Matrix covariates = options.covariates ? read_covariates(*options.covariates, patients)
                                               : Matrix(0, static_cast<Eigen::Index>(patients));
  const auto needed = static_cast<std::size_t>(covariates.rows()) + 2;
  if (patients < needed)
    throw InputError({"twin population", 0, 0, {}},
                     fmt::format("{} patients; {} or more are needed", patients, needed),
                     "name the folder of each fitted patient");
  const PatientPopulation population = fit_population(posteriors, prior.gaussian(), covariates);
  // of the mean patient, where covariates matter
  const Vector at = covariates.rowwise().mean();
  const std::string text = population_toml(first, population, at);
  if (options.out) {
    write_text(*options.out, fmt::format("# {} patients; {}\n{}", patients, research_use, text));
    fmt::print("priors      {}\n", options.out->string());
  } else {
    fmt::print("{}", text);
  }
  return 0;
}

}  // namespace cytotwin
