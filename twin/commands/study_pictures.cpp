#include "twin/commands/study_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "twin/commands/run_folder.h"
#include "twin/ensemble/series_bands.h"
#include "viz/loader.h"

namespace cytotwin {

namespace {

constexpr std::size_t most_columns = 12;  // charts of an ensemble that is held against nothing

std::string file_name(std::string words) {
  for (char& c : words) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return words + ".png";
}

struct TimeAxis {
  std::string title;
  double unit;  // [min]
};

TimeAxis axis_of(const SeriesShape& shape) {
  const double length = shape.minutes.back() - shape.minutes.front();
  if (length >= 4 * 1440) return {"time [d]", 1440};
  return length >= 240 ? TimeAxis{"time [h]", 60} : TimeAxis{"time [min]", 1};
}

/// Whether the points of both belong into one chart: of the same measured column, as where some of
/// its times are kept out.
bool alike(const Comparison& a, const Comparison& b) {
  return a.series == b.series && a.mean_column == b.mean_column && a.file == b.file &&
         a.where == b.where && a.scale == b.scale && a.offset == b.offset &&
         a.relative == b.relative;
}

class BandCharts {
 public:
  BandCharts(const EnsembleStore& store, const Study& study, const BandChartWords& words,
             const std::filesystem::path& folder)
      : store_(store),
        study_(study),
        words_(words),
        folder_(folder),
        axis_(axis_of(store.header().shape)),
        viz_(load_viz()) {
    make_folder(folder);
  }

  void draw_comparison(const StudyObservations& observations, std::size_t condition,
                       std::size_t index) {
    const Comparison& comparison = study_.scenarios[condition].scenario.comparisons[index];
    const SeriesShape& shape = store_.header().shape;
    const auto column = static_cast<std::size_t>(
        std::find(shape.names.begin(), shape.names.end(), comparison.series) - shape.names.begin());
    std::vector<std::vector<double>> curves;
    for (const std::vector<double>& series : members(condition))
      curves.push_back(predicted_curve(comparison, column, shape, series));
    if (curves.empty()) return;
    Chart chart = bands(curves, condition, comparison.series);
    chart.y_title = comparison.mean_column;
    add_points(observations, condition, index, chart);
    draw(chart, condition, fmt::format("{}_{}", comparison.series, comparison.mean_column));
  }

  void draw_column(std::size_t condition, std::size_t column) {
    const SeriesShape& shape = store_.header().shape;
    std::vector<std::vector<double>> curves;
    for (const std::vector<double>& series : members(condition)) {
      std::vector<double>& curve = curves.emplace_back();
      for (std::size_t row = 0; row < shape.minutes.size(); ++row)
        curve.push_back(series[row * shape.names.size() + column]);
    }
    if (curves.empty()) return;
    Chart chart = bands(curves, condition, shape.names[column]);
    const std::string& unit = shape.units[column];
    chart.y_title = shape.names[column] + (unit.empty() ? "" : fmt::format(" [{}]", unit));
    draw(chart, condition, shape.names[column]);
  }

 private:
  std::vector<std::vector<double>> members(std::size_t condition) const {
    std::vector<std::vector<double>> out;
    for (std::size_t m = 0; m < store_.header().members(); ++m) {
      if (store_.status(m, condition) == MemberStatus::done)
        out.push_back(store_.series(m, condition));
    }
    return out;
  }

  Chart bands(const std::vector<std::vector<double>>& curves, std::size_t condition,
              const std::string& what) const {
    Chart chart;
    const std::string& name = store_.header().conditions[condition];
    chart.title = fmt::format("{}{}{}{}", what, name.empty() ? "" : ", " + name,
                              words_.note.empty() ? "" : " - ", words_.note);
    chart.x_title = axis_.title;
    std::vector<double> x;
    for (const double minutes : store_.header().shape.minutes) x.push_back(minutes / axis_.unit);
    const SeriesBands quantiles = bands_of(curves);
    chart.bands.push_back({words_.band + ", 90 %", x, quantiles.low, quantiles.high, 0});
    chart.bands.push_back({words_.band + ", 50 %", x, quantiles.lower, quantiles.upper, 0});
    chart.lines.push_back({words_.band + ", median", x, quantiles.middle, 0});
    mark_doses(study_.scenarios[condition].scenario, x, chart);
    return chart;
  }

  // Thin spans, the first of each dose with its name.
  void mark_doses(const Scenario& scenario, const std::vector<double>& x, Chart& chart) const {
    const double width = 0.004 * (x.back() - x.front());
    for (const Dose& dose : scenario.doses) {
      std::string label = dose.name;
      for (int k = 0; k < dose.count; ++k) {
        const double at = (dose.start + k * dose.interval) / axis_.unit;
        if (at < x.front() || at > x.back()) continue;
        chart.spans.push_back({label, at, at + width});
        label.clear();
      }
    }
  }

  void add_points(const StudyObservations& observations, std::size_t condition, std::size_t index,
                  Chart& chart) const {
    const auto& comparisons = study_.scenarios[condition].scenario.comparisons;
    const auto add = [&](const std::vector<ObservedPoint>& points, const char* label,
                         PointRole role) {
      ChartPoints out;
      out.label = label;
      out.role = role;
      for (const ObservedPoint& point : points) {
        if (point.condition != condition ||
            !alike(comparisons[point.comparison], comparisons[index]))
          continue;
        out.x.push_back(point.minutes / axis_.unit);
        out.y.push_back(point.value);
        out.sd.push_back(point.error);
      }
      if (!out.x.empty()) chart.points.push_back(std::move(out));
    };
    add(observations.fitted, "measured, fitted", PointRole::calibrated);
    add(observations.kept_out, "measured, kept out", PointRole::held_out);
  }

  void draw(const Chart& chart, std::size_t condition, const std::string& what) {
    const std::string& name = store_.header().conditions[condition];
    const std::string words =
        fmt::format("{}_{}{}", words_.file_stem, what, name.empty() ? "" : "_" + name);
    viz_->draw_chart(chart, (folder_ / file_name(words)).string());
  }

  const EnsembleStore& store_;
  const Study& study_;
  const BandChartWords& words_;
  std::filesystem::path folder_;
  TimeAxis axis_;
  std::unique_ptr<Viz> viz_;
};

}  // namespace

void draw_bands(const EnsembleStore& store, const Study& study,
                const StudyObservations* observations, const BandChartWords& words,
                const std::filesystem::path& folder) {
  BandCharts charts(store, study, words, folder);
  for (std::size_t c = 0; c < study.scenarios.size(); ++c) {
    const std::size_t comparisons = study.scenarios[c].scenario.comparisons.size();
    for (std::size_t k = 0; observations != nullptr && k < comparisons; ++k)
      charts.draw_comparison(*observations, c, k);
    if (observations != nullptr && comparisons > 0) continue;
    const std::size_t columns = std::min(store.header().shape.names.size(), most_columns);
    for (std::size_t k = 0; k < columns; ++k) charts.draw_column(c, k);
  }
}

}  // namespace cytotwin
