#include "twin/commands/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "viz/loader.h"

namespace cytotwin {

namespace {

std::vector<double> days_of(const std::vector<double>& minutes) {
  std::vector<double> days;
  for (const double m : minutes) days.push_back(m / 1440);
  return days;
}

std::size_t column_index(const SeriesTable& series, const std::string& name) {
  return static_cast<std::size_t>(std::find(series.names.begin(), series.names.end(), name) -
                                  series.names.begin());
}

std::string unit_of(const SeriesTable& series, const std::string& name) {
  return series.units[column_index(series, name)];
}

std::string axis_title(const std::string& name, const std::string& unit) {
  std::string title = name;
  std::replace(title.begin(), title.end(), '_', ' ');
  return unit.empty() ? title : fmt::format("{} [{}]", title, unit == "um" ? "µm" : unit);
}

// As high as a patch needs it.
PictureSize size_for(const Grid& grid) {
  const Vec3 extent = grid.upper() - grid.origin;
  PictureSize size;
  const double height = 200 + 0.72 * size.width * extent.y / extent.x;
  size.height = static_cast<int>(std::clamp(height, 420.0, 960.0));
  return size;
}

// Sessions of laser and doses, as thin strips of a width in years; the first of a kind is named.
void mark_treatments(const Scenario& scenario, double width, Chart& chart) {
  const auto mark = [&](const std::string& label, double minutes) {
    const double year = minutes / 525960;
    chart.spans.push_back({label, year, year + width});
  };
  for (std::size_t k = 0; k < scenario.retina->laser.size(); ++k)
    mark(k == 0 ? "laser" : "", scenario.retina->laser[k].at);
  bool named = false;
  for (const Dose& dose : scenario.doses) {
    for (int k = 0; k < dose.count; ++k) {
      const double at = dose.start + k * dose.interval;
      if (at < scenario.time.start || at > scenario.time.end) continue;
      mark(named ? "" : "injection", at);
      named = true;
    }
  }
}

}  // namespace

RunPictures::RunPictures(std::filesystem::path folder, const Scenario& scenario)
    : folder_(std::move(folder)), scenario_(scenario) {
  std::filesystem::create_directories(folder_ / "pictures");
  if (scenario_.output.vtk) std::filesystem::create_directories(folder_ / "vtk");
}

RunPictures::~RunPictures() = default;

Viz& RunPictures::viz() {
  if (!viz_) viz_ = load_viz();
  return *viz_;
}

void RunPictures::keep_frame(std::size_t index, double minutes) {
  cells_.push_back({minutes, fmt::format("cells_{:06}.vtp", index)});
  if (!scenario_.substances.empty() || scenario_.retina) {
    fields_.push_back({minutes, fmt::format("fields_{:06}.vti", index)});
  }
}

void RunPictures::write_frame(std::size_t index, const FrameView& frame) {
  keep_frame(index, frame.minutes);
  if (scenario_.output.vtk) write_vtk(index, frame);
  draw_frame(index, frame);
}

void RunPictures::write_vtk(std::size_t, const FrameView& frame) {
  const std::filesystem::path vtk = folder_ / "vtk";
  viz().write_cells(frame, vtk / cells_.back().file);
  viz().write_collection(cells_, vtk / "cells.pvd");
  if (frame.fields.empty()) return;
  viz().write_fields(frame, vtk / fields_.back().file);
  viz().write_collection(fields_, vtk / "fields.pvd");
}

void RunPictures::draw_frame(std::size_t index, const FrameView& frame) {
  if (frame.id.empty()) return;
  for (const std::string& colour : scenario_.output.pictures) {
    const std::string file = folder_ / "pictures" / fmt::format("{}_{:06}.png", colour, index);
    const bool substance = std::any_of(frame.fields.begin(), frame.fields.end(),
                                       [&](const FieldColumn& f) { return f.name == colour; });
    if (substance) {
      FieldPicture picture;
      if (scenario_.retina) picture.size = size_for(frame.grid);
      picture.substance = colour;
      picture.cell_outlines = !scenario_.retina && frame.id.size() < 200000;
      picture.title = scenario_.twin.name;
      viz().draw_field(frame, picture, file);
      continue;
    }
    if (scenario_.retina) {
      VesselPicture picture;
      picture.size = size_for(frame.grid);
      picture.colour_by = colour;
      picture.title = scenario_.twin.name;
      viz().draw_vessels(frame, picture, file);
      continue;
    }
    CellPicture picture;
    picture.colour_by = colour;
    picture.cut = scenario_.output.cut ? Cut::half : Cut::none;
    picture.title = scenario_.twin.name;
    viz().draw_cells(frame, picture, file);
  }
}

void RunPictures::write_charts(const SeriesTable& series,
                               const std::vector<ComparisonResult>& comparisons) {
  // one chart for what has one curve
  using Curve = std::tuple<std::string, double, double, bool>;
  std::map<Curve, std::vector<const ComparisonResult*>> charts;
  for (const ComparisonResult& result : comparisons) {
    const Comparison& of = result.comparison;
    charts[{of.series, of.scale, of.offset, of.relative}].push_back(&result);
  }
  for (const auto& [key, results] : charts) draw_comparison(series, results);
  if (scenario_.retina) return draw_retina(series);
  draw_counts(series);
  draw_network_quantities(series);
}

void RunPictures::draw_comparison(const SeriesTable& series,
                                  const std::vector<const ComparisonResult*>& results) {
  const ComparisonResult& first = *results.front();
  const Comparison& of = first.comparison;
  const bool own_unit = of.scale == 1 && of.offset == 0 && !of.relative;
  Chart chart;
  chart.title = scenario_.twin.name;
  chart.x_title = "time [d]";
  chart.y_title = own_unit ? axis_title(of.series, series.units[column_index(series, of.series)])
                           : axis_title(of.mean_column, "");
  chart.lines.push_back({"simulated", days_of(first.time), first.curve});
  for (const ComparisonResult* result : results) {
    const bool calibrated = result->comparison.calibrated;
    ChartPoints points;
    points.label =
        calibrated ? "measured, mean ± sd" : "measured, not used in calibration, mean ± sd";
    points.x = days_of(result->points.time);
    points.y = result->points.mean;
    points.sd = result->points.sd;
    for (double& sd : points.sd) sd = std::isfinite(sd) ? sd : 0;
    points.role = calibrated ? PointRole::calibrated : PointRole::held_out;
    chart.points.push_back(std::move(points));
  }
  const std::string file = of.series + (own_unit ? "" : "_" + of.mean_column) + ".png";
  viz().draw_chart(chart, folder_ / "pictures" / file);
}

void RunPictures::draw_counts(const SeriesTable& series) {
  Chart chart;
  chart.title = scenario_.twin.name;
  chart.x_title = "time [d]";
  chart.y_title = "cells";
  for (const char* name : {"live", "apoptotic", "necrotic"}) {
    const std::size_t c = column_index(series, name);
    const auto& values = series.columns[c];
    if (std::all_of(values.begin(), values.end(), [](double v) { return v == 0; })) continue;
    chart.lines.push_back({name, days_of(series.columns[0]), values});
  }
  viz().draw_chart(chart, folder_ / "pictures" / "cells.png");
}

// A chart of some columns over years.
void RunPictures::draw_columns(const SeriesTable& series, const std::string& file,
                               const std::string& y_title, const std::vector<std::string>& names) {
  Chart chart;
  chart.title = scenario_.twin.name;
  chart.x_title = "time [years]";
  chart.y_title = y_title;
  std::vector<double> years = series.columns[0];
  for (double& value : years) value /= 525960;
  for (const std::string& name : names)
    chart.lines.push_back(
        {axis_title(name, ""), years, series.columns[column_index(series, name)]});
  mark_treatments(scenario_, 0.003 * (years.back() - years.front()), chart);
  viz().draw_chart(chart, folder_ / "pictures" / (file + ".png"));
}

void RunPictures::draw_retina(const SeriesTable& series) {
  draw_columns(series, "non_perfusion", "share of the capillaries, or of the area",
               {"non_perfused", "closed", "hypoxic"});
  draw_columns(series, "flow", "over the healthy value", {"flow", "vessel_density", "pericytes"});
  draw_columns(series, "vegf_level", "over the healthy value", {"vegf", "vegf_secretion"});
  draw_columns(series, "oxygen_level", "inner retina [mmHg]", {"oxygen"});
  draw_columns(series, "microaneurysms", "microaneurysms in the patch", {"microaneurysms"});
  draw_columns(series, "severity", "ETDRS severity level", {"severity"});
  if (scenario_.model) {
    for (const std::string& name : scenario_.retina->eye.show)
      draw_columns(series, "eye_" + name, axis_title(name, unit_of(series, "eye_" + name)),
                   {"eye_" + name});
  }
  draw_columns(series, "foveal_avascular_area", "area [mm²]",
               {"foveal_avascular_area", "non_perfused_area"});
}

void RunPictures::draw_network_quantities(const SeriesTable& series) {
  for (const KineticsSection& section : scenario_.kinetics) {
    const std::string& type = scenario_.cell_types[section.cell_type].name;
    for (const CellNetwork::Output& output : section.outputs) {
      const std::string& name = scenario_.variables[output.variable].name;
      const auto column = [&](const std::string& share) {
        return series.columns[column_index(series, name + share + "_" + type)];
      };
      const std::vector<double> days = days_of(series.columns[0]);
      Chart chart;
      chart.title = scenario_.twin.name;
      chart.x_title = "time [d]";
      chart.y_title = axis_title(name, scenario_.variables[output.variable].unit);
      chart.bands.push_back(
          {"5 to 95 % of " + type + " cells", days, column("_05"), column("_95")});
      chart.lines.push_back({"median", days, column("_50")});
      chart.lines.push_back({"mean", days, column(""), 1, true});
      viz().draw_chart(chart, folder_ / "pictures" / fmt::format("{}_{}.png", name, type));
    }
  }
}

}  // namespace cytotwin
