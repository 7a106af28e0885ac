#include "twin/personalise/population_priors.h"

#include <fmt/format.h>

#include <cmath>

#include "core/errors.h"
#include "twin/ensemble/draw_members.h"
#include "twin/scenario/measure.h"

namespace cytotwin {

namespace {

bool can_move(const PriorSection& prior) {
  using Kind = PriorSection::Kind;
  return prior.kind == Kind::lognormal || prior.kind == Kind::logit_normal ||
         (prior.kind == Kind::normal && !prior.lower && !prior.upper);
}

InputProblem immovable(const Study& study, const PriorSection& prior) {
  InputProblem problem;
  problem.place.file = study.file;
  problem.message =
      fmt::format("prior \"{}\" is uniform or cut: a population cannot move it", prior.name);
  problem.hint = "write it as lognormal, logit_normal or normal without bounds";
  return problem;
}

void require_movable(const Study& study) {
  std::vector<InputProblem> problems;
  for (const PriorSection& prior : study.base.scenario.priors) {
    if (!can_move(prior)) problems.push_back(immovable(study, prior));
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::string kind_name(PriorSection::Kind kind) {
  if (kind == PriorSection::Kind::lognormal) return "lognormal";
  return kind == PriorSection::Kind::normal ? "normal" : "logit_normal";
}

}  // namespace

std::string population_toml(const Study& study, const PatientPopulation& population,
                            const Vector& covariates) {
  require_movable(study);
  const Prior prior = prior_of(study);
  const Gaussian gaussian = population.of_patient(covariates);
  const Vector deviations = gaussian.covariance.diagonal().cwiseSqrt();
  std::string out = "schema = 1\n";
  for (Eigen::Index p = 0; p < prior.size(); ++p) {
    const PriorSection& section = study.base.scenario.priors[static_cast<std::size_t>(p)];
    const double middle = prior.marginal(p).map.constrained(gaussian.mean[p]);
    out += fmt::format("\n[[prior]]\nname = \"{}\"\ndistribution = \"{}\"\nmean = {}\nsd = {}\n",
                       section.name, kind_name(section.kind), number_text(middle),
                       number_text(deviations[p]));
  }
  for (Eigen::Index p = 0; p < prior.size(); ++p) {
    for (Eigen::Index q = 0; q < p; ++q)
      out += fmt::format("\n[[correlation]]\nfirst = \"{}\"\nsecond = \"{}\"\nvalue = {}\n",
                         prior.names()[static_cast<std::size_t>(q)],
                         prior.names()[static_cast<std::size_t>(p)],
                         number_text(gaussian.covariance(p, q) / (deviations[p] * deviations[q])));
  }
  return out;
}

}  // namespace cytotwin
