#include "twin/personalise/rehearse.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/fit_report.h"
#include "twin/commands/interruption.h"
#include "twin/simulation/progress_line.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

std::string text_of(const Rehearsal& rehearsal) {
  std::string out = fmt::format(
      "{} synthetic patients fitted, {} failed\n{:<16} {:>11} {:>9} {:>9}  {:<26} {:>9}  {}\n",
      rehearsal.patients, rehearsal.failed, "parameter", "contraction", "CRPS", "prior's",
      "difference [95 %]", "90 % cover", "ranks: p, slope, bulge");
  for (const RehearsedParameter& p : rehearsal.parameters) {
    const double share = static_cast<double>(p.coverage.covered) / p.coverage.cases;
    out += fmt::format(
        "{:<16} {:>11.3f} {:>9.4f} {:>9.4f}  {:<26} {:>9.3f}{}  {:.3f}{}, {:+.1f}, {:+.1f}\n",
        p.name, p.contraction, p.crps, p.prior_crps,
        fmt::format("{:+.4f} [{:+.4f}, {:+.4f}]", p.gain.mean, p.gain.low, p.gain.high), share,
        p.coverage.check.passed ? "" : "!", p.ranks.chi_squared.value,
        p.ranks.chi_squared.passed ? "" : "!", p.ranks.slope, p.ranks.bulge);
  }
  return out +
         "! outside its band: 0.9 within the exact 95 % interval of the share; p above 0.01\n";
}

std::string json_of(const Rehearsal& rehearsal) {
  nlohmann::ordered_json out;
  out["version"] = program_version();
  out["use"] = research_use;
  out["patients"] = rehearsal.patients;
  out["failed"] = rehearsal.failed;
  for (const RehearsedParameter& p : rehearsal.parameters)
    out["parameters"].push_back(
        {{"name", p.name},
         {"contraction", p.contraction},
         {"crps", p.crps},
         {"prior_crps", p.prior_crps},
         {"difference", {p.gain.mean, p.gain.low, p.gain.high}},
         {"covered", p.coverage.covered},
         {"coverage_passed", p.coverage.check.passed},
         {"coverage_interval", {p.coverage.interval.low, p.coverage.interval.high}},
         {"rank_counts", p.ranks.counts},
         {"rank_probability", p.ranks.chi_squared.value},
         {"ranks_passed", p.ranks.chi_squared.passed}});
  return out.dump(1) + "\n";
}

}  // namespace

int rehearse_command(const RehearseOptions& options) {
  try {
    const Study study = read_study(options.scenario, options.overrides);
    const auto forward = make_forward(study);
    const StudyObservations observations = read_observations(study, forward->shape());
    if (study.parameters() == 0 || observations.fitted.empty())
      throw InputError({study.file, 0, 0, {}}, "nothing to fit",
                       "write [[prior]] and [[comparison]] tables");
    if (is_filter(study.base.scenario.assimilation.method))
      throw InputError({study.file, 0, 0, {}}, "assimilation.method is a filter",
                       "twin rehearse fits by inversions: --set 'assimilation.method=\"es-mda\"'");
    ProgressLine line = ProgressLine::on_standard_error();
    const Rehearsal rehearsal =
        rehearse(study, *forward, observations, options.patients,
                 Workers(threads_or_all(options.threads)), [&](std::size_t done) {
                   if (line.due())
                     line.write(fmt::format("{} of {} synthetic patients", done, options.patients));
                 });
    line.end();
    fmt::print("{}", options.json ? json_of(rehearsal) : text_of(rehearsal) + research_use + "\n");
    return 0;
  } catch (const InputError& error) {
    fmt::print(stderr, "{}", refusal(options.scenario.string(), error));
    return 2;
  }
}

}  // namespace cytotwin
