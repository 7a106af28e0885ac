#include "twin/ensemble/series_bands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cytotwin {

double sorted_quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

SeriesBands bands_of(const std::vector<std::vector<double>>& curves) {
  SeriesBands bands;
  std::vector<double> values(curves.size());
  for (std::size_t row = 0; row < curves.front().size(); ++row) {
    for (std::size_t m = 0; m < curves.size(); ++m) values[m] = curves[m][row];
    std::sort(values.begin(), values.end());
    bands.low.push_back(sorted_quantile(values, 0.05));
    bands.lower.push_back(sorted_quantile(values, 0.25));
    bands.middle.push_back(sorted_quantile(values, 0.5));
    bands.upper.push_back(sorted_quantile(values, 0.75));
    bands.high.push_back(sorted_quantile(values, 0.95));
  }
  return bands;
}

std::string bands_csv(const EnsembleStore& store) {
  const EnsembleHeader& header = store.header();
  std::string out = "condition,minutes";
  for (const std::string& name : header.shape.names)
    out += fmt::format(",{0} 5 %,{0} 50 %,{0} 95 %", name);
  out += '\n';
  for (std::size_t c = 0; c < header.conditions.size(); ++c) {
    std::vector<std::vector<double>> members;
    for (std::size_t m = 0; m < header.members(); ++m) {
      if (store.status(m, c) == MemberStatus::done) members.push_back(store.series(m, c));
    }
    if (members.empty()) continue;
    const SeriesBands bands = bands_of(members);
    const std::size_t width = header.shape.names.size();
    for (std::size_t row = 0; row < header.shape.minutes.size(); ++row) {
      out += fmt::format("{},{}", header.conditions[c], header.shape.minutes[row]);
      for (std::size_t k = row * width; k < (row + 1) * width; ++k)
        out +=
            fmt::format(",{:.10g},{:.10g},{:.10g}", bands.low[k], bands.middle[k], bands.high[k]);
      out += '\n';
    }
  }
  return out;
}

}  // namespace cytotwin
