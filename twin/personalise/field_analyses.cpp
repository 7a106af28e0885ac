#include "twin/personalise/field_analyses.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "twin/ensemble/carried_forward.h"
#include "twin/personalise/field_analysis.h"
#include "twin/simulation/build.h"
#include "twin/simulation/state.h"
#include "twin/store/state_file.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

fs::path report_file(const fs::path& states) { return states.string() + ".images"; }

std::vector<FieldReport> read_reports(const fs::path& states) {
  std::vector<FieldReport> reports;
  std::ifstream in(report_file(states));
  FieldReport r;
  while (in >> r.substance >> r.points >> r.rmse_before >> r.rmse_after >> r.spread_before >>
         r.spread_after)
    reports.push_back(r);
  return reports;
}

void write_reports(const fs::path& states, const std::vector<FieldReport>& reports) {
  std::ofstream out(report_file(states));
  for (const FieldReport& r : reports)
    out << fmt::format("{} {} {:.17g} {:.17g} {:.17g} {:.17g}\n", r.substance, r.points,
                       r.rmse_before, r.rmse_after, r.spread_before, r.spread_after);
}

double rmse(const Members& at, const std::vector<ImagePoint>& points) {
  const Vector mean = member_mean(at);
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += std::pow(mean[static_cast<Eigen::Index>(i)] - points[i].value, 2);
  return std::sqrt(sum / static_cast<double>(points.size()));
}

double spread(const Members& at) {
  return std::sqrt(member_anomalies(at).squaredNorm() /
                   static_cast<double>(at.rows() * (at.cols() - 1)));
}

Members read_field(const fs::path& states, std::size_t substance,
                   const std::vector<std::size_t>& present, std::size_t voxels) {
  Members field(static_cast<Eigen::Index>(voxels), static_cast<Eigen::Index>(present.size()));
  for (std::size_t j = 0; j < present.size(); ++j) {
    const Checkpoint checkpoint = read_state(state_file(states, present[j], 0));
    const std::vector<double>& values = field_of(checkpoint.state, substance);
    std::copy(values.begin(), values.end(), field.col(static_cast<Eigen::Index>(j)).data());
  }
  return field;
}

std::map<std::size_t, std::vector<ImagePoint>> by_substance(const std::vector<ImagePoint>& points) {
  std::map<std::size_t, std::vector<ImagePoint>> out;
  for (const ImagePoint& point : points) out[point.substance].push_back(point);
  return out;
}

bool all_there(const fs::path& states, const std::vector<std::size_t>& present) {
  return std::all_of(present.begin(), present.end(), [&](std::size_t member) {
    std::error_code error;
    return fs::exists(state_file(states, member, 0), error);
  });
}

}  // namespace

FieldAnalyses analysed_fields(const Study& study, const std::vector<ImagePoint>& points,
                              const fs::path& states, const std::vector<std::size_t>& present,
                              std::size_t members) {
  FieldAnalyses out;
  if (!all_there(states, present)) {
    out.reports = read_reports(states);
    return out;
  }
  const Scenario& scenario = study.base.scenario;
  const Tissue tissue = build_tissue(scenario);
  const Workers workers(1);
  for (const auto& [substance, its_points] : by_substance(points)) {
    const Members before = read_field(states, substance, present, scenario.grid.size());
    const Members after =
        analysed_field(before, its_points, scenario.grid, held_voxels(tissue.model(), substance),
                       *scenario.assimilation.radius, workers);
    const Members at_before = field_at(before, its_points), at_after = field_at(after, its_points);
    out.reports.push_back({substance, its_points.size(), rmse(at_before, its_points),
                           rmse(at_after, its_points), spread(at_before), spread(at_after)});
    Members& all = out.fields[substance];
    all = Members::Zero(before.rows(), static_cast<Eigen::Index>(members));
    for (std::size_t j = 0; j < present.size(); ++j)
      all.col(static_cast<Eigen::Index>(present[j])) = after.col(static_cast<Eigen::Index>(j));
  }
  write_reports(states, out.reports);
  return out;
}

}  // namespace cytotwin
