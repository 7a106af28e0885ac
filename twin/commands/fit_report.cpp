#include "twin/commands/fit_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "twin/commands/run_folder.h"
#include "twin/ensemble/series_bands.h"
#include "twin/version.h"
#include "viz/loader.h"

namespace cytotwin {

namespace {

struct Interval {
  double low, middle, high;  // 5, 50 and 95 %
};

Interval prior_interval(const Prior& prior, Eigen::Index p) {
  const Marginal marginal = prior.marginal(p);
  return {marginal_quantile(marginal, 0.05), marginal_quantile(marginal, 0.5),
          marginal_quantile(marginal, 0.95)};
}

std::vector<double> sorted_values(const Fit& fit, Eigen::Index p) {
  const Members values = fit.prior.constrained(fit.posterior);
  std::vector<double> row(static_cast<std::size_t>(values.cols()));
  for (Eigen::Index m = 0; m < values.cols(); ++m) row[static_cast<std::size_t>(m)] = values(p, m);
  std::sort(row.begin(), row.end());
  return row;
}

Interval posterior_interval(const Fit& fit, Eigen::Index p) {
  const std::vector<double> sorted = sorted_values(fit, p);
  return {sorted_quantile(sorted, 0.05), sorted_quantile(sorted, 0.5),
          sorted_quantile(sorted, 0.95)};
}

const PriorSection& section(const FitReport& report, Eigen::Index p) {
  return report.study.base.scenario.priors[static_cast<std::size_t>(p)];
}

// teki has no spread to speak of
const ParameterReport* contraction(const FitReport& report, Eigen::Index p) {
  return report.fit.reports.empty() ? nullptr : &report.fit.reports[static_cast<std::size_t>(p)];
}

std::string verdict(const ParameterReport* found) {
  if (found == nullptr) return "";
  return found->personalised ? "personalised" : "keeps its prior";
}

// Two standard deviations of the mean of n independent squared errors; correlated ones vary more.
double misfit_reach(const FitReport& report) {
  return 2 * std::sqrt(2.0 / static_cast<double>(report.observations.fitted.size()));
}

// Few points may well lie close by chance.
double least_misfit(const FitReport& report) {
  return std::clamp(1 - misfit_reach(report), 0.0, 0.5);
}

std::string misfit_verdict(const FitReport& report) {
  const double misfit = report.fit.last_misfit;
  if (misfit > 1 + misfit_reach(report))
    return "the model does not reach the data within their errors";
  if (misfit < least_misfit(report))
    return "closer than the errors say: overfitted, or errors too large";
  return "as the errors say";
}

std::string interval_text(const Interval& of) {
  return fmt::format("{:>10.4g} [{:.4g}, {:.4g}]", of.middle, of.low, of.high);
}

}  // namespace

std::string scores_text(const std::string& label, const PointScores& scores) {
  if (scores.points == 0) return "";
  return fmt::format(
      "{:<10} {:>4} points  RMSE {:.4g}  CRPS {:.4g}  90 % covers {:.3g}  interval "
      "score {:.4g}\n",
      label, scores.points, scores.rmse, scores.crps, scores.coverage, scores.interval);
}

std::string fit_text(const FitReport& report) {
  const Fit& fit = report.fit;
  std::string out =
      fmt::format("{:<16} {:<8} {:<34} {:<34} {:>11}\n", "parameter", "unit",
                  "prior median [5, 95 %]", "posterior median [5, 95 %]", "contraction");
  for (Eigen::Index p = 0; p < fit.prior.size(); ++p) {
    const ParameterReport* found = contraction(report, p);
    out += fmt::format(
        "{:<16} {:<8} {:<34} {:<34} {:>11} {}\n", section(report, p).name, section(report, p).unit,
        interval_text(prior_interval(fit.prior, p)), interval_text(posterior_interval(fit, p)),
        found == nullptr ? "-" : fmt::format("{:.3f}", found->contraction), verdict(found));
  }
  if (fit.state.gate)
    out += fmt::format("\n{} of {} directions of the parameters are moved by the data\n",
                       fit.state.gate->kept, fit.prior.size());
  out += "\nmisfit a point ";
  for (const InversionStep& step : fit.state.history)
    out += fmt::format(" {:.3g}", step.reduced_misfit);
  out += fmt::format(" -> {:.3g} (allowed {:.2g} to {:.2f}): {}\n", fit.last_misfit,
                     least_misfit(report), 1 + misfit_reach(report), misfit_verdict(report));
  if (fit.simulation_deviations.size() > 0)
    out += fmt::format("the model's own noise, added to the errors: sd {:.3g} to {:.3g}\n",
                       fit.simulation_deviations.minCoeff(), fit.simulation_deviations.maxCoeff());
  out += scores_text("fitted", report.fitted);
  out += scores_text("kept out", report.kept_out);
  return out + fmt::format("\n{}\n", research_use);
}

std::string fit_json(const FitReport& report) {
  using Json = nlohmann::ordered_json;
  const Fit& fit = report.fit;
  Json out;
  out["version"] = program_version();
  out["use"] = research_use;
  const auto interval = [](const Interval& of) {
    return Json{{"q05", of.low}, {"q50", of.middle}, {"q95", of.high}};
  };
  for (Eigen::Index p = 0; p < fit.prior.size(); ++p) {
    Json row{{"name", section(report, p).name},
             {"unit", section(report, p).unit},
             {"prior", interval(prior_interval(fit.prior, p))},
             {"posterior", interval(posterior_interval(fit, p))}};
    if (const ParameterReport* found = contraction(report, p)) {
      row["contraction"] = found->contraction;
      row["personalised"] = found->personalised;
    }
    out["parameters"].push_back(std::move(row));
  }
  Json& misfit = out["misfit"];
  for (const InversionStep& step : fit.state.history)
    misfit["iterations"].push_back(step.reduced_misfit);
  misfit["posterior"] = fit.last_misfit;
  misfit["allowed"] = {least_misfit(report), 1 + misfit_reach(report)};
  misfit["verdict"] = misfit_verdict(report);
  if (fit.state.gate) {
    const Vector& s = fit.state.gate->sensitivities;
    out["sensitivities"] = std::vector<double>(s.data(), s.data() + s.size());
    out["directions_moved"] = fit.state.gate->kept;
  }
  for (const auto& [name, scores] :
       {std::pair{"fitted", &report.fitted}, {"kept_out", &report.kept_out}}) {
    if (scores->points == 0) continue;
    out[name] = {{"points", scores->points},
                 {"rmse", scores->rmse},
                 {"crps", scores->crps},
                 {"coverage_90", scores->coverage},
                 {"interval_score", scores->interval},
                 {"pit", scores->pit}};
  }
  out["members"] = report.posterior.header().members();
  return out.dump(1) + "\n";
}

std::string parameters_csv(const FitReport& report) {
  std::string out =
      "parameter,unit,prior 5 %,prior 50 %,prior 95 %,posterior 5 %,posterior 50 %,posterior 95 "
      "%,contraction,personalised\n";
  for (Eigen::Index p = 0; p < report.fit.prior.size(); ++p) {
    const Interval before = prior_interval(report.fit.prior, p);
    const Interval after = posterior_interval(report.fit, p);
    const ParameterReport* found = contraction(report, p);
    out += fmt::format("{},{},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g},{},{}\n",
                       section(report, p).name, section(report, p).unit, before.low, before.middle,
                       before.high, after.low, after.middle, after.high,
                       found == nullptr ? "" : fmt::format("{:.6g}", found->contraction),
                       found == nullptr ? "" : (found->personalised ? "yes" : "no"));
  }
  return out;
}

}  // namespace cytotwin
