#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "assimilation/diagnostics/scores.h"
#include "twin/commands/evaluate_eyes_report.h"
#include "twin/commands/evaluate_report.h"
#include "viz/loader.h"

namespace cytotwin {
namespace {

using namespace eyes;

/// The last seen thickness and an end of an interval at each forecast visit.
std::vector<double> ends(double last, const std::vector<VisitForecast>& visits, double level,
                         bool upper) {
  std::vector<double> values = {last};
  for (const VisitForecast& members : visits) {
    const CentralInterval central = central_interval(members, level);
    values.push_back(upper ? central.high : central.low);
  }
  return values;
}

Chart fan(const EyeRecord& eye, const EyeCase& of, const std::vector<VisitForecast>& visits) {
  Chart chart;
  chart.title = fmt::format("eye {}: {} visits seen ({})", eye.id, of.seen, research_use);
  chart.x_title = "time since the first injection [weeks]; an injection at every point";
  chart.y_title = "central subfield thickness [um]";
  ChartPoints seen{"seen, injected", {}, {}}, hidden{"hidden, injected", {}, {}};
  hidden.role = PointRole::held_out;
  for (std::size_t v = 0; v < of.end; ++v) {
    if (!eye.visits[v].thickness) continue;
    ChartPoints& points = v < of.seen ? seen : hidden;
    points.x.push_back(eye.visits[v].week);
    points.y.push_back(*eye.visits[v].thickness);
  }
  const LastThickness last = last_thickness(eye, of.seen);
  std::vector<double> weeks = {eye.visits[last.visit].week}, medians = {last.um};
  for (std::size_t v = of.seen; v < of.end; ++v) weeks.push_back(eye.visits[v].week);
  for (const VisitForecast& members : visits) medians.push_back(members[members.size() / 2]);
  for (const double level : {0.95, 0.8})
    chart.bands.push_back({fmt::format("{:g} %", 100 * level), weeks,
                           ends(last.um, visits, level, false),
                           ends(last.um, visits, level, true)});
  chart.lines.push_back({"median", weeks, medians});
  chart.points = {std::move(seen), std::move(hidden)};
  return chart;
}

std::string file_name(std::string id) {
  std::replace_if(
      id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return fmt::format("fan_{}.png", id);
}

}  // namespace

void draw_eyes(const EyeEvaluation& evaluation, const std::filesystem::path& folder) {
  constexpr std::size_t shown = 8;
  const std::unique_ptr<Viz> viz = load_viz();
  for (std::size_t c = 0; c < evaluation.cases.size(); ++c) {
    const EyeCase& of = evaluation.cases[c];
    const bool last_of_eye =
        c + 1 == evaluation.cases.size() || evaluation.cases[c + 1].eye != of.eye;
    if (of.seen != shown && !(last_of_eye && of.seen < shown)) continue;
    const EyeRecord& eye = evaluation.eyes[of.eye];
    viz->draw_chart(fan(eye, of, evaluation.twin_thickness[c]),
                    (folder / file_name(eye.id)).string());
  }
}

}  // namespace cytotwin
