#include "twin/commands/evaluate_eyes_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "assimilation/diagnostics/scores.h"
#include "twin/commands/evaluate_report.h"

namespace cytotwin {
namespace {

using namespace eyes;

std::string optional_text(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "-";
}

nlohmann::ordered_json optional_json(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

std::string table_text(const std::string& title, const std::vector<EyeScores>& table) {
  std::string text =
      fmt::format("\n{:<52}{:>6}{:>8}{:>8}{:>8}{:>9}{:>10}{:>10}{:>11}\n", title, "eyes", "visits",
                  "MAE", "CRPS", "80 % in", "interval", "med. +4", "med. +12");
  for (const EyeScores& of : table) {
    text += fmt::format("{:<52}{:>6}{:>8}{:>8.2f}{:>8.2f}{:>9}{:>10.1f}{:>10}{:>11}\n", of.method,
                        of.eyes, of.visits, of.error, of.crps, optional_text(of.coverage, 3),
                        of.interval, optional_text(of.median_4, 1), optional_text(of.median_12, 1));
  }
  return text;
}

std::string gains_text(const EyeEvaluation& evaluation) {
  std::string text = "\nCRPS of the twin less that of another method [um], bootstrap over eyes\n";
  for (std::size_t m = 0; m < evaluation.gains.size(); ++m) {
    const CrpsGain& gain = evaluation.gains[m];
    text += fmt::format("{:<52}{:>6}{:>+9.2f} [{:+.2f}, {:+.2f}] {:>+7.1f} %\n",
                        evaluation.thickness[m + 1].method, gain.eyes, gain.mean, gain.low,
                        gain.high, 100 * gain.share);
  }
  return text;
}

nlohmann::ordered_json table_json(const std::vector<EyeScores>& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const EyeScores& of : table) {
    rows.push_back({{"method", of.method},
                    {"eyes", of.eyes},
                    {"visits", of.visits},
                    {"mae", of.error},
                    {"crps", of.crps},
                    {"interval_score_80", of.interval},
                    {"coverage_80", optional_json(of.coverage)},
                    {"median_error_4_weeks", optional_json(of.median_4)},
                    {"median_error_12_weeks", optional_json(of.median_12)}});
  }
  return rows;
}

std::string table_rows(const std::string& measure, const std::vector<EyeScores>& table) {
  std::string rows;
  for (const EyeScores& of : table) {
    rows +=
        fmt::format("{},\"{}\",{},{},{:.4f},{:.4f},{:.4f},{},{},{}\n", measure, of.method, of.eyes,
                    of.visits, of.error, of.crps, of.interval, optional_text(of.coverage, 4),
                    optional_text(of.median_4, 3), optional_text(of.median_12, 3));
  }
  return rows;
}

std::string forecast_rows(const EyeEvaluation& evaluation, Measure measure,
                          const EyeForecasts& forecasts, const char* name) {
  std::string rows;
  for (std::size_t c = 0; c < evaluation.cases.size(); ++c) {
    const EyeCase& of = evaluation.cases[c];
    const EyeRecord& eye = evaluation.eyes[of.eye];
    for (std::size_t v = of.seen; v < of.end; ++v) {
      const VisitForecast& members = forecasts[c][v - of.seen];
      if (members.empty()) continue;
      const CentralInterval wide = central_interval(members, 0.95),
                            middle = central_interval(members, 0.8);
      rows +=
          fmt::format("\"{}\",{},{:g},{},{},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f}\n", eye.id, of.seen,
                      eye.visits[v].week, name, optional_text(measured(eye.visits[v], measure), 1),
                      wide.low, middle.low, members[members.size() / 2], middle.high, wide.high);
    }
  }
  return rows;
}

}  // namespace

std::string eyes_text(const EyeEvaluation& evaluation) {
  std::string text = fmt::format(
      "{}\n{} monthly eyes, {} others; after 4, 8 and 12 visits the next 6 are forecast ({} "
      "forecasts)\n",
      research_use, evaluation.monthly_eyes, evaluation.other_eyes, evaluation.cases.size());
  text += table_text("thickness (errors in um)", evaluation.thickness);
  text += gains_text(evaluation);
  text += table_text("letters", evaluation.letters);
  text += "\nlevels\n";
  for (const EyeLevel& level : evaluation.levels)
    text += fmt::format("{:<7} {}: {}\n", level.passed ? "passed" : "missed", level.name,
                        level.measured);
  return text + fmt::format("\n{}\n", research_use);
}

std::string eyes_json(const EyeEvaluation& evaluation) {
  nlohmann::ordered_json out, gains = nlohmann::ordered_json::array(), levels = gains;
  for (std::size_t m = 0; m < evaluation.gains.size(); ++m) {
    const CrpsGain& gain = evaluation.gains[m];
    gains.push_back({{"method", evaluation.thickness[m + 1].method},
                     {"eyes", gain.eyes},
                     {"mean", gain.mean},
                     {"low", gain.low},
                     {"high", gain.high},
                     {"share", gain.share}});
  }
  for (const EyeLevel& level : evaluation.levels)
    levels.push_back(
        {{"level", level.name}, {"passed", level.passed}, {"measured", level.measured}});
  out["notice"] = research_use;
  out["monthly_eyes"] = evaluation.monthly_eyes;
  out["other_eyes"] = evaluation.other_eyes;
  out["forecasts"] = evaluation.cases.size();
  out["thickness"] = table_json(evaluation.thickness);
  out["letters"] = table_json(evaluation.letters);
  out["crps_of_twin_less_that_of"] = gains;
  out["levels"] = levels;
  return out.dump(1) + "\n";
}

std::string eyes_table_csv(const EyeEvaluation& evaluation) {
  return fmt::format(
             "# "
             "{}\nmeasure,method,eyes,visits,mae,crps,interval_score_80,coverage_80,median_error_4_"
             "weeks,"
             "median_error_12_weeks\n",
             research_use) +
         table_rows("thickness", evaluation.thickness) + table_rows("letters", evaluation.letters);
}

std::string eyes_forecasts_csv(const EyeEvaluation& evaluation) {
  return fmt::format("# {}\neye,visits_seen,week,measure,measured,q025,q10,q50,q90,q975\n",
                     research_use) +
         forecast_rows(evaluation, Measure::thickness, evaluation.twin_thickness, "thickness_um") +
         forecast_rows(evaluation, Measure::letters, evaluation.twin_letters, "letters");
}

}  // namespace cytotwin
