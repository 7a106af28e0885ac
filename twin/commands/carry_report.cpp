#include "twin/commands/carry_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "assimilation/inversion/identifiability.h"
#include "twin/commands/carry_rows.h"
#include "twin/commands/fit_report.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

using Json = nlohmann::ordered_json;

const CarriedCycle& last(const CarryReport& report) { return report.carried.cycles.back(); }

std::string interval_text(const MemberInterval& of) {
  return fmt::format("{:>10.4g} [{:.4g}, {:.4g}]", of.middle, of.low, of.high);
}

double deviation(const Vector& values) {
  return std::sqrt((values.array() - values.mean()).square().sum() /
                   static_cast<double>(values.size() - 1));
}

const Comparison& comparison_of(const CarryReport& report, const ObservedPoint& point) {
  return report.study.scenarios[point.condition].scenario.comparisons[point.comparison];
}

MemberInterval prior_interval(const CarryReport& report, Eigen::Index p) {
  const Marginal marginal = report.carried.prior.marginal(p);
  return {marginal_quantile(marginal, 0.05), marginal_quantile(marginal, 0.5),
          marginal_quantile(marginal, 0.95)};
}

std::vector<ParameterReport> contractions(const CarryReport& report) {
  return contraction_report(report.carried.prior, last(report).analysis.parameters);
}

std::size_t lost_members(const CarryReport& report) {
  const std::vector<std::string>& lost = report.carried.lost;
  return static_cast<std::size_t>(
      std::count_if(lost.begin(), lost.end(), [](const auto& why) { return !why.empty(); }));
}

std::string parameter_lines(const CarryReport& report) {
  std::string out = fmt::format("{:<16} {:<8} {:<34} {:<34} {:>11} {}\n", "parameter", "unit",
                                "prior median [5, 95 %]", "last median [5, 95 %]", "contraction",
                                "walk, sd a day");
  const std::vector<CarryRow> rows = rows_of(report.study, report.carried, last(report));
  const std::vector<ParameterReport> found = contractions(report);
  for (std::size_t p = 0; p < found.size(); ++p) {
    const double walk = report.study.base.scenario.priors[p].random_walk;
    out += fmt::format("{:<16} {:<8} {:<34} {:<34} {:>11.3f} {}\n", rows[p].name, rows[p].unit,
                       interval_text(prior_interval(report, static_cast<Eigen::Index>(p))),
                       interval_text(rows[p].after), found[p].contraction,
                       walk > 0 ? fmt::format("{:g}", walk) : "-");
  }
  return out;
}

const std::string& substance_of(const CarryReport& report, const FieldReport& field) {
  return report.study.base.scenario.substances[field.substance].name;
}

std::string field_lines(const CarryReport& report) {
  std::string out;
  for (const CarriedCycle& cycle : report.carried.cycles) {
    for (const FieldReport& field : cycle.fields)
      out += fmt::format(
          "{:>9.4g} {:>7}  {} values of {}: RMSE {:.3g} -> {:.3g}, spread {:.3g} -> {:.3g}\n",
          cycle.minutes / 1440, cycle.members.size(), field.points, substance_of(report, field),
          field.rmse_before, field.rmse_after, field.spread_before, field.spread_after);
  }
  return out;
}

std::string cycle_lines(const CarryReport& report) {
  std::string out =
      fmt::format("\n{:>9} {:>7} {:>7}  {:<20} {:>11} {:>10} {:>10} {:>10}\n", "day", "members",
                  "chi2/n", "series", "measured", "forecast", "its sd", "error sd");
  for (const CarriedCycle& cycle : report.carried.cycles) {
    for (std::size_t i = 0; i < cycle.points.size(); ++i) {
      const Vector row = cycle.predicted.row(static_cast<Eigen::Index>(i));
      out +=
          fmt::format("{:>9.4g} {:>7} {:>7.3g}  {:<20} {:>11.4g} {:>10.4g} {:>10.3g} {:>10.3g}\n",
                      cycle.minutes / 1440, cycle.members.size(), cycle.innovation_squared,
                      comparison_of(report, cycle.points[i]).series, cycle.points[i].value,
                      row.mean(), deviation(row), cycle.points[i].error);
    }
  }
  return out;
}

Json interval_json(const MemberInterval& of) {
  return {{"q05", of.low}, {"q50", of.middle}, {"q95", of.high}};
}

Json row_json(const CarryRow& row) {
  Json out{{"name", row.name}, {"unit", row.unit}};
  if (!row.condition.empty()) out["condition"] = row.condition;
  out["before"] = interval_json(row.before);
  out["after"] = interval_json(row.after);
  return out;
}

Json points_json(const CarryReport& report, const CarriedCycle& cycle) {
  Json out;
  for (std::size_t i = 0; i < cycle.points.size(); ++i) {
    const ObservedPoint& point = cycle.points[i];
    const Vector row = cycle.predicted.row(static_cast<Eigen::Index>(i));
    Json entry{{"series", comparison_of(report, point).series}};
    if (report.study.conditions.size() > 1)
      entry["condition"] = report.study.conditions[point.condition].name;
    entry["measured"] = point.value;
    entry["error"] = point.error;
    entry["censored"] = point.censored;
    entry["forecast"] = row.mean();
    entry["innovation"] = point.value - row.mean();
    entry["spread"] = deviation(row);
    out.push_back(std::move(entry));
  }
  return out;
}

Json field_json(const CarryReport& report, const FieldReport& field) {
  return {{"substance", substance_of(report, field)}, {"points", field.points},
          {"rmse_before", field.rmse_before},         {"rmse_after", field.rmse_after},
          {"spread_before", field.spread_before},     {"spread_after", field.spread_after}};
}

Json cycle_json(const CarryReport& report, const CarriedCycle& cycle) {
  Json out{{"minutes", cycle.minutes},
           {"members", cycle.members.size()},
           {"innovation_squared", cycle.innovation_squared},
           {"diverged", cycle.diverged}};
  if (!cycle.points.empty()) out["points"] = points_json(report, cycle);
  for (const FieldReport& field : cycle.fields) out["images"].push_back(field_json(report, field));
  for (const CarryRow& row : rows_of(report.study, report.carried, cycle))
    out[row.kind == "parameter" ? "parameters" : "quantities"].push_back(row_json(row));
  return out;
}

Json scores_json(const PointScores& scores) {
  return {{"points", scores.points},
          {"rmse", scores.rmse},
          {"crps", scores.crps},
          {"coverage_90", scores.coverage},
          {"interval_score", scores.interval},
          {"pit", scores.pit}};
}

}  // namespace

PointScores forecast_scores(const Carried& carried) {
  std::vector<ObservedPoint> points;
  std::vector<std::vector<double>> outputs;
  for (const CarriedCycle& cycle : carried.cycles) {
    for (std::size_t i = 0; i < cycle.points.size(); ++i) {
      points.push_back(cycle.points[i]);
      const Vector row = cycle.predicted.row(static_cast<Eigen::Index>(i));
      outputs.emplace_back(row.data(), row.data() + row.size());
    }
  }
  return score(points, outputs);
}

std::string carry_text(const CarryReport& report) {
  std::string out = parameter_lines(report) + cycle_lines(report) + field_lines(report) + "\n";
  if (last(report).diverged)
    out +=
        "the ensemble has lost what it follows: innovations of more than 3 times what spread "
        "and errors explain, 10 times in a row\n";
  if (const std::size_t lost = lost_members(report); lost > 0)
    out += fmt::format("{} of {} members were lost on the way\n", lost, report.carried.lost.size());
  out += scores_text("forecast", report.forecast);
  out += scores_text("kept out", report.kept_out);
  return out + fmt::format("\n{}\n", research_use);
}

std::string carry_json(const CarryReport& report) {
  Json out;
  out["version"] = program_version();
  out["use"] = research_use;
  const std::vector<CarryRow> rows = rows_of(report.study, report.carried, last(report));
  const std::vector<ParameterReport> found = contractions(report);
  for (std::size_t p = 0; p < found.size(); ++p)
    out["parameters"].push_back(
        {{"name", rows[p].name},
         {"unit", rows[p].unit},
         {"prior", interval_json(prior_interval(report, static_cast<Eigen::Index>(p)))},
         {"posterior", interval_json(rows[p].after)},
         {"contraction", found[p].contraction},
         {"random_walk_a_day", report.study.base.scenario.priors[p].random_walk}});
  for (const CarriedCycle& cycle : report.carried.cycles)
    out["cycles"].push_back(cycle_json(report, cycle));
  if (report.forecast.points > 0) out["forecast"] = scores_json(report.forecast);
  if (report.kept_out.points > 0) out["kept_out"] = scores_json(report.kept_out);
  out["members"] = report.carried.lost.size();
  for (std::size_t m = 0; m < report.carried.lost.size(); ++m) {
    if (!report.carried.lost[m].empty())
      out["lost"].push_back({{"member", m}, {"reason", report.carried.lost[m]}});
  }
  out["digest"] = report.posterior.digest();
  return out.dump(1) + "\n";
}

std::string cycles_csv(const CarryReport& report) {
  std::string out =
      "minutes,members,kind,name,unit,condition,before 5 %,before 50 %,before 95 %,after 5 "
      "%,after 50 %,after 95 %\n";
  for (const CarriedCycle& cycle : report.carried.cycles) {
    for (const CarryRow& row : rows_of(report.study, report.carried, cycle))
      out += fmt::format("{},{},{},{},{},{},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g}\n",
                         cycle.minutes, cycle.members.size(), row.kind, row.name, row.unit,
                         row.condition, row.before.low, row.before.middle, row.before.high,
                         row.after.low, row.after.middle, row.after.high);
  }
  return out;
}

}  // namespace cytotwin
