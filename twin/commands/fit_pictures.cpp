#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "twin/commands/fit_report.h"
#include "twin/commands/run_folder.h"
#include "viz/loader.h"

namespace cytotwin {

namespace {

constexpr int density_points = 200;

/// Mean and deviation of one transformed parameter over the posterior.
Marginal posterior_marginal(const Fit& fit, Eigen::Index p) {
  Marginal marginal = fit.prior.marginal(p);
  const Vector row = fit.posterior.row(p);
  marginal.mean = row.mean();
  marginal.deviation =
      std::sqrt((row.array() - row.mean()).square().sum() / static_cast<double>(row.size() - 1));
  return marginal;
}

ChartLine density(const Marginal& marginal, double low, double high, std::string label) {
  ChartLine line;
  line.label = std::move(label);
  for (int i = 0; i <= density_points; ++i) {
    const double x = low + (high - low) * i / density_points;
    line.x.push_back(x);
    line.y.push_back(std::exp(marginal_log_density(marginal, x)));
  }
  return line;
}

Chart prior_against_posterior(const FitReport& report, Eigen::Index p) {
  const Marginal before = report.fit.prior.marginal(p);
  const Marginal after = posterior_marginal(report.fit, p);
  const double low = std::min(marginal_quantile(before, 0.01), marginal_quantile(after, 0.01));
  const double high = std::max(marginal_quantile(before, 0.98), marginal_quantile(after, 0.99));
  const PriorSection& section = report.study.base.scenario.priors[static_cast<std::size_t>(p)];
  Chart chart;
  chart.title = section.name;
  if (!report.fit.reports.empty()) {
    const ParameterReport& found = report.fit.reports[static_cast<std::size_t>(p)];
    chart.title += fmt::format(": {:.0f} % of the prior's spread{}", 100 * found.contraction,
                               found.personalised ? "" : ", keeps its prior");
  }
  chart.x_title =
      section.unit.empty() ? section.name : fmt::format("{} [{}]", section.name, section.unit);
  chart.y_title = "probability density";
  chart.lines.push_back(density(before, low, high, "prior"));
  chart.lines.back().dashed = true;
  chart.lines.push_back(density(after, low, high, "posterior"));
  return chart;
}

/// Where the measured values lie in the predictive distributions: flat if these are calibrated.
Chart rank_histogram(const PointScores& scores, const std::string& what) {
  const int bins = scores.pit.size() >= 100 ? 10 : 5;
  std::vector<double> counts(static_cast<std::size_t>(bins));
  for (const double at : scores.pit)
    ++counts[static_cast<std::size_t>(std::min(bins - 1, static_cast<int>(at * bins)))];
  Chart chart;
  chart.title = fmt::format("rank of {} measured values, {}", scores.pit.size(), what);
  chart.x_title = "predictive distribution function at the measured value";
  chart.y_title = "values";
  ChartBand bars;
  bars.label = "found";
  ChartLine expected{"expected", {0, 1}, {}, 1};
  const double mean = static_cast<double>(scores.pit.size()) / bins;
  expected.y = {mean, mean};
  expected.dashed = true;
  for (int b = 0; b < bins; ++b) {
    for (const double edge : {static_cast<double>(b) / bins, (b + 1.0) / bins}) {
      bars.x.push_back(edge);
      bars.low.push_back(0);
      bars.high.push_back(counts[static_cast<std::size_t>(b)]);
    }
  }
  chart.bands.push_back(std::move(bars));
  chart.lines.push_back(std::move(expected));
  return chart;
}

}  // namespace

void draw_fit(const FitReport& report, const std::filesystem::path& folder) {
  make_folder(folder);
  const auto viz = load_viz();
  for (Eigen::Index p = 0; p < report.fit.prior.size(); ++p) {
    const std::string& name = report.fit.prior.names()[static_cast<std::size_t>(p)];
    viz->draw_chart(prior_against_posterior(report, p),
                    (folder / fmt::format("parameter_{}.png", name)).string());
  }
  if (report.fitted.pit.size() >= 10)
    viz->draw_chart(rank_histogram(report.fitted, "fitted"),
                    (folder / "rank_histogram_fitted.png").string());
  if (report.kept_out.pit.size() >= 10)
    viz->draw_chart(rank_histogram(report.kept_out, "kept out"),
                    (folder / "rank_histogram_kept_out.png").string());
}

}  // namespace cytotwin
