#include "twin/commands/summary.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/errors.h"

namespace cytotwin {

namespace {

/// Tables lie in the run directory, which may be moved.
std::string below(const std::filesystem::path& folder, const std::string& file) {
  const auto relative = std::filesystem::path(file).lexically_relative(folder);
  return relative.empty() || *relative.begin() == ".." ? file : relative.string();
}

nlohmann::json describe(const ComparisonResult& result, const std::filesystem::path& folder) {
  nlohmann::json entry = {{"series", result.comparison.series},
                          {"file", below(folder, result.comparison.file)},
                          {"where", result.comparison.where},
                          {"calibrated", result.comparison.calibrated},
                          {"points", result.points.time.size()},
                          {"rmse", result.rmse},
                          {"points_with_spread", result.with_spread},
                          {"beyond_two_sd", result.beyond_two_sd},
                          {"largest_deviation_sd", result.largest_deviation_sd}};
  for (const Baseline& baseline : result.baselines) {
    entry["baseline_rmse"][baseline.name] = baseline.rmse;
  }
  for (std::size_t p = 0; p < result.points.time.size(); ++p) {
    entry["at"].push_back({{"minutes", result.points.time[p]},
                           {"measured", result.points.mean[p]},
                           {"sd", result.points.sd[p]},
                           {"simulated", result.simulated[p]}});
  }
  return entry;
}

nlohmann::json describe(const Substance& substance, const FieldBudget& budget) {
  return {{"name", substance.name},
          {"unit", substance.unit + " um^3"},
          {"supplied", budget.supplied},
          {"consumed", budget.consumed},
          {"decayed", budget.decayed},
          {"inflow", budget.inflow},
          {"imposed", budget.imposed},
          {"change", budget.change},
          {"relative_imbalance", budget.relative_imbalance()}};
}

nlohmann::json describe(const CellNetwork& network, const NetworkWork& work) {
  return {{"name", network.name},
          {"states", network.network->states()},
          {"cell_windows", work.windows},
          {"steps", work.steps},
          {"rejected_steps", work.rejected},
          {"rescued_by_smaller_step", work.by_small_step},
          {"rescued_by_cvode", work.by_cvode},
          {"rescued_by_tighter_cvode", work.by_tight_cvode}};
}

void describe(const Tissue& tissue, nlohmann::json& json) {
  json["largest_field_imbalance_of_a_step"] = tissue.largest_imbalance();
  for (std::size_t s = 0; s < tissue.budgets().size(); ++s) {
    json["substances"].push_back(describe(tissue.model().substances[s], tissue.budgets()[s]));
  }
  for (std::size_t n = 0; n < tissue.network_work().size(); ++n) {
    json["kinetics"].push_back(describe(tissue.model().networks[n], tissue.network_work()[n]));
  }
}

}  // namespace

void write_summary(const RunSummary& summary, const Tissue* tissue, const SeriesTable& series,
                   const std::filesystem::path& file) {
  nlohmann::json json = {{"name", summary.name},         {"version", summary.version},
                         {"seed", summary.seed},         {"threads", summary.threads},
                         {"finished", summary.finished}, {"start_minutes", summary.start},
                         {"end_minutes", summary.end},   {"wall_seconds", summary.seconds},
                         {"digest", summary.digest}};
  for (std::size_t c = 0; c < series.names.size(); ++c) {
    if (series.rows() > 0) json["final"][series.names[c]] = series.columns[c].back();
  }
  if (tissue != nullptr) describe(*tissue, json);
  const auto folder = std::filesystem::absolute(file).lexically_normal().parent_path();
  for (const ComparisonResult& result : summary.comparisons) {
    json["comparisons"].push_back(describe(result, folder));
  }
  write_text(file, json.dump(2) + "\n");
}

void write_series(const SeriesTable& series, const std::filesystem::path& file) {
  std::string text;
  for (std::size_t c = 0; c < series.names.size(); ++c) {
    text += c > 0 ? "," : "";
    text += series.units[c].empty() ? series.names[c]
                                    : fmt::format("{} [{}]", series.names[c], series.units[c]);
  }
  text += "\n";
  for (std::size_t r = 0; r < series.rows(); ++r) {
    for (std::size_t c = 0; c < series.names.size(); ++c) {
      text += fmt::format("{}{}", c > 0 ? "," : "", series.columns[c][r]);
    }
    text += "\n";
  }
  write_text(file, text);
}

std::string comparison_table(const std::vector<ComparisonResult>& comparisons) {
  if (comparisons.empty()) return "";
  std::string text = fmt::format("{:<24} {:<20} {:>6} {:>8} {:>12}  {}\n", "series", "points",
                                 "number", "RMSE", "within 2 sd", "RMSE of baselines");
  for (const ComparisonResult& result : comparisons) {
    std::vector<std::string> baselines;
    for (const Baseline& baseline : result.baselines) {
      baselines.push_back(fmt::format("{} {:.3g}", baseline.name, baseline.rmse));
    }
    text += fmt::format(
        "{:<24} {:<20} {:>6} {:>8.3g} {:>12}  {}\n", result.comparison.series,
        result.comparison.calibrated ? "used in calibration" : "not in calibration",
        result.points.time.size(), result.rmse,
        result.with_spread > 0
            ? fmt::format("{} of {}", result.with_spread - result.beyond_two_sd, result.with_spread)
            : "-",
        fmt::join(baselines, ", "));
  }
  return text;
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path aside = file.string() + ".tmp";
  {
    std::ofstream out(aside, std::ios::binary);
    out << text;
    out.flush();
    if (!out) {
      throw RunError(fmt::format("cannot write {} ({})", file.string(), std::strerror(errno)), 0);
    }
  }
  std::filesystem::rename(aside, file);
}

}  // namespace cytotwin
