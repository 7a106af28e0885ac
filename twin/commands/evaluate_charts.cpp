#include "twin/commands/evaluate_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "twin/commands/evaluate_report.h"
#include "viz/loader.h"

namespace cytotwin {
namespace {

using namespace lesions;

std::string titled(const std::string& title) { return fmt::format("{} ({})", title, research_use); }

const TaskResult* find(const Evaluation& evaluation, Task task) {
  for (const TaskResult& result : evaluation.tasks) {
    if (result.task == task) return &result;
  }
  return nullptr;
}

Response last_response(const Patient& patient, const Case& of) {
  return response_of(patient.scans[of.hidden.back()].mm, reference_of(patient, of.seen));
}

/// The last seen scan and the forecasts after it: what a quantile says.
std::vector<double> quantiles(double last, const std::vector<Forecast>& forecasts, double share) {
  std::vector<double> values = {last};
  for (const Forecast& forecast : forecasts) values.push_back(quantile(forecast.members, share));
  return values;
}

Chart fan(const Patient& patient, const Case& of, const std::vector<Forecast>& forecasts) {
  Chart chart;
  chart.title = titled(fmt::format("{}: three scans hidden", patient.id));
  chart.x_title = "time since start of treatment [weeks]";
  chart.y_title = "longest diameter [mm]";
  ChartPoints seen{"seen", {}, {}}, hidden{"hidden", {}, {}};
  hidden.role = PointRole::held_out;
  for (std::size_t s = 0; s < patient.scans.size(); ++s) {
    ChartPoints& points = s < of.seen ? seen : hidden;
    points.x.push_back(patient.scans[s].week);
    points.y.push_back(patient.scans[s].mm);
  }
  std::vector<double> weeks = {patient.scans[of.seen - 1].week};
  for (const std::size_t h : of.hidden) weeks.push_back(patient.scans[h].week);
  const double last = patient.scans[of.seen - 1].mm;
  chart.bands.push_back(
      {"90 %", weeks, quantiles(last, forecasts, 0.05), quantiles(last, forecasts, 0.95)});
  chart.bands.push_back(
      {"50 %", weeks, quantiles(last, forecasts, 0.25), quantiles(last, forecasts, 0.75)});
  chart.lines.push_back({"median", weeks, quantiles(last, forecasts, 0.5)});
  chart.points = {std::move(seen), std::move(hidden)};
  return chart;
}

void draw_fans(const TaskResult& result, const Evaluation& evaluation,
               const std::filesystem::path& folder, Viz& viz) {
  constexpr std::array<const char*, 3> names = {"responded", "stable", "progressed"};
  for (std::size_t response = 0; response < names.size(); ++response) {
    std::size_t best = result.cases.size(), most = 0;
    for (std::size_t c = 0; c < result.cases.size(); ++c) {
      const Patient& patient = evaluation.data[result.cases[c].patient];
      if (last_response(patient, result.cases[c]) != static_cast<Response>(response)) continue;
      if (patient.scans.size() <= most) continue;
      most = patient.scans.size();
      best = c;
    }
    if (best == result.cases.size()) continue;
    const Chart chart =
        fan(evaluation.data[result.cases[best].patient], result.cases[best], result.twin[best]);
    viz.draw_chart(chart, (folder / fmt::format("fan_{}.png", names[response])).string());
  }
}

Chart rank_chart(const Evaluation& evaluation) {
  Chart chart;
  chart.title = titled("where the truth lies among the members");
  chart.x_title = "share of members below the truth";
  chart.y_title = "share of hidden scans, even = 0.1";
  for (const TaskResult& result : evaluation.tasks) {
    ChartLine line{name_of(result.task), {}, result.rank_histogram};
    const auto bins = static_cast<double>(result.rank_histogram.size());
    for (std::size_t b = 0; b < result.rank_histogram.size(); ++b)
      line.x.push_back((static_cast<double>(b) + 0.5) / bins);
    chart.lines.push_back(std::move(line));
  }
  chart.y_range = PictureRange{0, 0.2};
  return chart;
}

/// Patients whose probability of progression falls into one fifth.
struct ReliabilityBin {
  double probability = 0, progressed = 0, patients = 0;
};

Chart reliability_chart(const TaskResult& result, const Evaluation& evaluation) {
  std::array<ReliabilityBin, 5> bins{};
  for (std::size_t c = 0; c < result.cases.size(); ++c) {
    const Patient& patient = evaluation.data[result.cases[c].patient];
    const ResponseReference reference = reference_of(patient, result.cases[c].seen);
    const double probability = progression_probability(result.twin[c].back(), reference);
    ReliabilityBin& bin = bins[std::min<std::size_t>(static_cast<std::size_t>(probability * 5), 4)];
    bin.probability += probability;
    bin.patients += 1;
    const bool progressed = last_response(patient, result.cases[c]) == Response::progressed;
    bin.progressed += progressed ? 1 : 0;
  }
  Chart chart;
  chart.title = titled("progression, H2");
  chart.x_title = "forecast probability";
  chart.y_title = "frequency";
  chart.lines.push_back({"even", {0, 1}, {0, 1}});
  ChartPoints points{"fifths, with standard error", {}, {}};
  for (const ReliabilityBin& bin : bins) {
    if (bin.patients == 0) continue;
    const double frequency = bin.progressed / bin.patients;
    points.x.push_back(bin.probability / bin.patients);
    points.y.push_back(frequency);
    points.sd.push_back(std::sqrt(frequency * (1 - frequency) / bin.patients));
  }
  chart.points.push_back(std::move(points));
  return chart;
}

}  // namespace

void draw_evaluation(const Evaluation& evaluation, const std::filesystem::path& folder) {
  const std::unique_ptr<Viz> viz = load_viz();
  if (const TaskResult* result = find(evaluation, Task::H3))
    draw_fans(*result, evaluation, folder, *viz);
  viz->draw_chart(rank_chart(evaluation), (folder / "ranks.png").string());
  if (const TaskResult* result = find(evaluation, Task::H2))
    viz->draw_chart(reliability_chart(*result, evaluation), (folder / "reliability.png").string());
}

}  // namespace cytotwin
