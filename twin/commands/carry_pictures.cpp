#include <fmt/format.h>

#include "twin/commands/carry_report.h"
#include "twin/commands/carry_rows.h"
#include "twin/commands/run_folder.h"
#include "viz/loader.h"

namespace cytotwin {

void draw_carry(const CarryReport& report, const std::filesystem::path& folder) {
  make_folder(folder);
  const auto viz = load_viz();
  for (std::size_t p = 0; p < report.study.base.scenario.priors.size(); ++p) {
    Chart chart;
    ChartBand band;
    ChartLine median;
    std::string name, unit;
    for (const CarriedCycle& cycle : report.carried.cycles) {
      const CarryRow row = rows_of(report.study, report.carried, cycle)[p];
      name = row.name;
      unit = row.unit;
      // an analysis is a step in time
      for (const MemberInterval& of : {row.before, row.after}) {
        band.x.push_back(cycle.minutes / 1440);
        band.low.push_back(of.low);
        band.high.push_back(of.high);
        median.x.push_back(cycle.minutes / 1440);
        median.y.push_back(of.middle);
      }
    }
    chart.title = name;
    chart.x_title = "time [d]";
    chart.y_title = unit.empty() ? name : fmt::format("{} [{}]", name, unit);
    band.label = "members, 90 %";
    median.label = "median";
    chart.bands.push_back(std::move(band));
    chart.lines.push_back(std::move(median));
    viz->draw_chart(chart, (folder / fmt::format("parameter_{}.png", name)).string());
  }
}

}  // namespace cytotwin
