#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "twin/scenario/cells_csv.h"
#include "twin/scenario/geometry.h"
#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<Placement>;
using Shape = Placement::Shape;

bool has_shape(const void* object) { return !TableBuilder<T>::of(object).file; }
bool is(const void* object, Shape shape) {
  return has_shape(object) && TableBuilder<T>::of(object).shape == shape;
}
bool is_ball(const void* object) { return is(object, Shape::ball); }
bool is_box(const void* object) { return is(object, Shape::box); }
bool is_shell(const void* object) { return is(object, Shape::shell); }
bool is_line(const void* object) { return is(object, Shape::line); }
bool is_thick(const void* object) { return is_ball(object) || is_shell(object) || is_line(object); }
bool is_centred(const void* object) {
  return is_ball(object) || is_shell(object) || is(object, Shape::point);
}
bool is_filled(const void* object) { return has_shape(object) && !is(object, Shape::point); }

constexpr const char* without_file = "a placement without a file";
constexpr const char* filled_shapes = "shape = \"ball\", \"box\", \"shell\" and \"line\"";

void declare_shape(TableBuilder<T>& table) {
  table.choice<Shape T::*, Shape>(
      "shape", &T::shape,
      {{"ball", Shape::ball},
       {"box", Shape::box},
       {"shell", Shape::shell},
       {"line", Shape::line},
       {"point", Shape::point}},
      {.doc = "Filled with cells; a line is a cylinder around a segment, a point holds one cell.",
       .required = true,
       .when = has_shape,
       .when_words = without_file});
  table.point("centre", &T::centre,
              {.doc = "Of the ball or shell, or the point; the origin by default.",
               .aliases = {"center", "position"},
               .when = is_centred,
               .when_words = "shape = \"ball\", \"shell\" and \"point\""});
  table.quantity("radius", &T::radius, Measure::length,
                 {.doc = "Of the ball or the line's cylinder; outer radius of the shell.",
                  .required = true,
                  .range = more_than(0),
                  .example = "\"150 um\"",
                  .when = is_thick,
                  .when_words = "shape = \"ball\", \"shell\" and \"line\""});
  table.quantity("inner_radius", &T::inner_radius, Measure::length,
                 {.doc = "Of the shell.",
                  .range = at_least(0),
                  .when = is_shell,
                  .when_words = "shape = \"shell\""});
  table.text("around", &T::around,
             {.doc = "A cell type: both radii count from the outermost surface of its cells.",
              .example = "\"tumour\"",
              .when = is_shell,
              .when_words = "shape = \"shell\""});
  table.point("from", &T::from,
              {.doc = "Where the line begins.",
               .required = true,
               .aliases = {"start"},
               .when = is_line,
               .when_words = "shape = \"line\""});
  table.point("to", &T::to,
              {.doc = "Where the line ends.",
               .required = true,
               .aliases = {"end"},
               .when = is_line,
               .when_words = "shape = \"line\""});
  table.point("lower", &T::lower,
              {.doc = "Lower corner of the box.",
               .required = true,
               .when = is_box,
               .when_words = "shape = \"box\""});
  table.point("upper", &T::upper,
              {.doc = "Upper corner of the box.",
               .required = true,
               .when = is_box,
               .when_words = "shape = \"box\""});
}

}  // namespace

Table placement_table(bool from_files) {
  TableBuilder<T> table("Cells on a packing lattice inside a shape, or at random in it.");
  if (from_files)
    table.text("file", &T::file,
               {.doc = "CSV of cells in place of a shape, relative to this scenario file: a header "
                       "with x, y, z, type and perhaps volume, phase, state, variables; or without "
                       "header x, y, z, number of the type.",
                .example = "\"cells.csv\"",
                .aliases = {"filename", "csv"},
                .decides = true});
  table.text("cell_type", &T::cell_type,
             {.doc = "Which cells.",
              .required = true,
              .example = "\"tumour\"",
              .aliases = {"type", "name"},
              .when = has_shape,
              .when_words = without_file});
  declare_shape(table);
  table.number("spacing", &T::spacing,
               {.doc = "Distance of neighbours in sums of radii; 20/21 is at rest under "
                       "repulsion_adhesion.",
                .range = {0.1, 1000},
                .when = is_filled,
                .when_words = filled_shapes});
  table.choice<Placement::Arrangement T::*, Placement::Arrangement>(
      "arrangement", &T::arrangement,
      {{"lattice", Placement::Arrangement::lattice}, {"random", Placement::Arrangement::random}},
      {.doc = "Packed, or uniform at random.", .when = is_filled, .when_words = filled_shapes});
  table.integer("count", &T::count,
                {.doc = "How many cells; of a lattice those nearest to the middle, by default all.",
                 .range = between(1, 1e8),
                 .example = "500",
                 .when = is_filled,
                 .when_words = filled_shapes});
  table.number("jitter", &T::jitter,
               {.doc = "Largest random displacement in radii.",
                .range = between(0, 10),
                .when = has_shape,
                .when_words = without_file});
  table.choice<Placement::Phases T::*, Placement::Phases>(
      "phases", &T::phases,
      {{"first", Placement::Phases::first}, {"growing", Placement::Phases::growing}},
      {.doc = "first: all at the start of the cycle; growing: drawn from the exponentially growing "
              "population. Of a file: cells whose phase it leaves open."});
  return table.build();
}

namespace {

void declare(TableBuilder<ScenarioDraft>& root) {
  root.tables("placement", &ScenarioDraft::placements, placement_table(true),
              {.doc = "Cells at the start.", .aliases = {"placements", "initial_conditions"}});
}

void check_centred(const T& placement, const Grid& grid, const std::string& label, Checks& checks) {
  if (!checks.good(placement, {"centre", "radius"}) || !placement.around.empty()) return;
  const double r = is_thick(&placement) ? placement.radius : 0;
  const Vec3 reach{r, r, grid.count[2] == 1 ? 0 : r};
  const bool inside = r == 0 ? grid.contains(placement.centre)
                             : box_inside(grid, placement.centre - reach, placement.centre + reach);
  if (inside) return;
  checks.problem(placement, checks.written(placement, "centre") ? "centre" : "radius",
                 r == 0 ? fmt::format("{}the point {} lies outside the domain", label,
                                      point_text(placement.centre))
                        : fmt::format("{}the ball of radius {} um around {} leaves the domain",
                                      label, number_text(r), point_text(placement.centre)),
                 extent_text(grid));
}

void check_line(const T& placement, const std::optional<Grid>& grid, const std::string& label,
                Checks& checks) {
  if (!checks.good(placement, {"from", "to"})) return;
  const bool planar = grid && grid->count[2] == 1;
  Vec3 along = placement.to - placement.from;
  if (planar) along.z = 0;
  const double length = norm(along);
  if (!(length > 0))
    return checks.problem(placement, "to", label + "the line has no length",
                          "from and to must be different points");
  if (!grid || !checks.good(placement, {"radius"})) return;
  const auto extent = [&](double component) {
    return placement.radius * std::sqrt(std::max(0.0, 1 - std::pow(component / length, 2)));
  };
  const Vec3 reach{extent(along.x), extent(along.y), planar ? 0 : extent(along.z)};
  const Vec3 a = placement.from, b = placement.to;
  const Vec3 lower{std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)};
  const Vec3 upper{std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)};
  if (box_inside(*grid, lower - reach, upper + reach)) return;
  checks.problem(placement, "to",
                 fmt::format("{}the cylinder of radius {} um from {} to {} leaves the domain",
                             label, number_text(placement.radius), point_text(a), point_text(b)),
                 extent_text(*grid));
}

/// Whether what cells of a file may be is settled.
bool ready(const ScenarioDraft& draft, const Checks& checks) {
  const auto sound = [&](const auto& list, std::initializer_list<std::string_view> keys) {
    return std::all_of(list.begin(), list.end(),
                       [&](const auto& one) { return checks.good(one, keys); });
  };
  const auto has_cycle = [&](const CellTypeDraft& type) {
    return checks.good(type, {"cycle"}) && checks.good(type.graph, {"model", "phase"}) &&
           type.cycle.name == type.graph.model;  // check_cycle() built it
  };
  return draft.domain.grid && checks.good(draft, {"variable", "cell_type"}) &&
         sound(draft.variables, {"name"}) && sound(draft.cell_types, {"name", "volume.total"}) &&
         std::all_of(draft.cell_types.begin(), draft.cell_types.end(), has_cycle);
}

void read_file(const ScenarioDraft& draft, T& placement, const std::string& label, Checks& checks) {
  const std::filesystem::path file =
      std::filesystem::absolute(checks.directory_of(placement, "file") / *placement.file)
          .lexically_normal();
  placement.file = file.string();
  if (!ready(draft, checks)) return;
  try {
    placement.cells = std::make_shared<const std::vector<PlacedCell>>(read_cells_csv(file, draft));
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) {
      if (problem.place.line > 0)
        checks.problem(problem);
      else
        checks.problem(placement, "file",
                       fmt::format("{}file \"{}\": {}", label, file.string(), problem.message),
                       problem.hint.empty() ? "paths are relative to the file that they stand in"
                                            : problem.hint);
    }
  }
}

}  // namespace

void check_placement(const ScenarioDraft& draft, const T& placement, const std::string& label,
                     Checks& checks) {
  if (!checks.good(placement, {"file"}) || !has_shape(&placement)) return;
  known_cell_type(draft, placement, "cell_type", placement.cell_type, label, checks);
  if (!checks.good(placement, {"shape"})) return;
  const auto& grid = draft.domain.grid;
  if (is_shell(&placement) && !placement.around.empty())
    known_cell_type(draft, placement, "around", placement.around, label, checks);
  if (is_shell(&placement) && checks.good(placement, {"radius", "inner_radius"}) &&
      placement.inner_radius >= placement.radius)
    checks.problem(placement, "inner_radius",
                   fmt::format("{}inner_radius = {} um is not below radius = {} um", label,
                               number_text(placement.inner_radius), number_text(placement.radius)),
                   "the shell lies between the two");
  const bool random = placement.arrangement == Placement::Arrangement::random;
  if (random && is_filled(&placement) && !placement.count &&
      checks.good(placement, {"arrangement", "count"}))
    checks.problem(placement, "arrangement", label + "cells at random need a count",
                   "write for example count = 500");
  if (is_box(&placement))
    check_box(placement, placement.lower, placement.upper, grid, label, checks);
  else if (is_line(&placement))
    check_line(placement, grid, label, checks);
  else if (grid)
    check_centred(placement, *grid, label, checks);
}

namespace {

void check(ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.placements.size(); ++i) {
    T& placement = draft.placements[i];
    const std::string label = fmt::format("placement {}: ", i + 1);
    if (checks.good(placement, {"file"}) && placement.file)
      read_file(draft, placement, label, checks);
    else
      check_placement(draft, placement, label, checks);
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.placements.assign(draft.placements.begin(), draft.placements.end());
}

}  // namespace

Section placement_section() { return {declare, check, fill}; }

}  // namespace cytotwin
