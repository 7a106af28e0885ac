#include <fmt/format.h>

#include <algorithm>

#include "agents/fields/voxel_sources.h"
#include "twin/scenario/geometry.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<SubstanceSource>;
using Shape = SubstanceSource::Shape;

bool is(const void* object, Shape shape) { return TableBuilder<T>::of(object).shape == shape; }
bool is_point(const void* object) { return is(object, Shape::point); }
bool is_line(const void* object) { return is(object, Shape::line); }
bool is_ball(const void* object) { return is(object, Shape::ball); }
bool is_box(const void* object) { return is(object, Shape::box); }
bool is_centred(const void* object) { return is_point(object) || is_ball(object); }
bool is_round(const void* object) { return is_line(object) || is_ball(object); }
bool is_no_line(const void* object) { return !is_line(object); }

constexpr const char* no_line = "shape = \"point\", \"ball\" and \"box\"";

KeyOptions required_of(std::string doc, bool (*shape)(const void*), std::string words) {
  return {.doc = std::move(doc),
          .required = true,
          .when = shape,
          .when_words = "shape = " + std::move(words)};
}

void declare_place(TableBuilder<T>& table) {
  table.choice<Shape T::*, Shape>(
      "shape", &T::shape,
      {{"point", Shape::point}, {"line", Shape::line}, {"ball", Shape::ball}, {"box", Shape::box}},
      {.doc = "A point, a tube around a segment, or the voxels whose centres lie in a ball or box.",
       .required = true});
  table.point("centre", &T::centre,
              {.doc = "The point, or the centre of the ball; the origin by default.",
               .aliases = {"center", "position"},
               .when = is_centred,
               .when_words = "shape = \"point\" and \"ball\""});
  table.point("from", &T::from, required_of("Where the line begins.", is_line, "\"line\""));
  table.point("to", &T::to, required_of("Where the line ends.", is_line, "\"line\""));
  table.point("lower", &T::lower, required_of("Lower corner of the box.", is_box, "\"box\""));
  table.point("upper", &T::upper, required_of("Upper corner of the box.", is_box, "\"box\""));
}

void declare_sizes(TableBuilder<T>& table) {
  KeyOptions radius =
      required_of("Of the ball, or of the line's tube.", is_round, "\"line\" and \"ball\"");
  radius.range = more_than(0);
  radius.example = "\"4 um\"";
  table.quantity("radius", &T::radius, Measure::length, radius);
  KeyOptions volume = required_of(
      "What the point stands for: it exchanges like a cell of this size.", is_point, "\"point\"");
  volume.range = more_than(0);
  table.quantity("volume", &T::volume, Measure::volume, volume);
  KeyOptions wall = required_of(
      "P of the line's wall: P x 2 pi radius x length x (target - c) in all.", is_line, "\"line\"");
  wall.range = more_than(0);
  wall.aliases = {"permeability_coefficient", "transfer"};
  table.quantity("permeability", &T::permeability, Measure::speed, wall);
}

/// Where the source is and that it lies in the domain; false if it is known to be wrong.
bool check_place(const T& source, const Grid& grid, const std::string& label, Checks& checks) {
  const auto inside = [&](std::string_view key, Vec3 point) {
    if (!checks.good(source, {key})) return false;
    if (box_inside(grid, point, point)) return true;
    checks.problem(source, key,
                   fmt::format("{}{} = {} lies outside the domain", label, key, point_text(point)),
                   extent_text(grid));
    return false;
  };
  if (is_centred(&source)) return inside("centre", source.centre);
  if (is_box(&source)) {
    check_box(source, source.lower, source.upper, grid, label, checks);
    return checks.good(source, {"lower", "upper"});
  }
  const bool from = inside("from", source.from), to = inside("to", source.to);
  if (!from || !to || !(source.from == source.to)) return from && to;
  checks.problem(source, "to", label + "the line has no length",
                 "from and to must be different points");
  return false;
}

void check_coverage(const T& source, const Grid& grid, const std::string& label, Checks& checks) {
  if (is_ball(&source) && checks.good(source, {"radius"}) &&
      ball_source(grid, source.centre, source.radius, {}).voxel.empty())
    checks.problem(source, "radius", label + "the ball holds no voxel's centre",
                   "make it larger, or write shape = \"point\" with its volume");
  if (is_box(&source) && box_inside(grid, source.lower, source.upper) &&
      box_source(grid, source.lower, source.upper, {}).voxel.empty() &&
      source.lower.x < source.upper.x && source.lower.y < source.upper.y &&
      source.lower.z < source.upper.z)
    checks.problem(source, "upper", label + "the box holds no voxel's centre",
                   "make it larger, or write shape = \"point\" with its volume");
  const double edge = std::min({grid.spacing.x, grid.spacing.y, grid.spacing.z});
  if (is_line(&source) && checks.good(source, {"radius"}) && source.radius > edge)
    checks.warning(source, "radius",
                   fmt::format("{}a tube of radius {} um in voxels of {} um", label,
                               number_text(source.radius), number_text(edge)),
                   "what passes its wall goes to the voxels of its axis alone");
}

void check_rates(const T& source, const std::string& label, Checks& checks) {
  const bool gives = is_line(&source) || source.secretion > 0;
  if (!checks.good(source, {"secretion", "target", "uptake"})) return;
  if (!gives && source.uptake == 0)
    return checks.problem(source, "shape", label + "it neither gives nor takes",
                          "write secretion and target, or uptake");
  if (gives && !checks.written(source, "target"))
    checks.problem(source, "shape", label + "it has no target",
                   "write the concentration that it gives towards; 0 if it only takes");
}

}  // namespace

Table source_table() {
  TableBuilder<T> table(
      "A vessel, a pellet, stroma: what exchanges the substance, is no cell and does not move; "
      "S (T - c) - U c where it is, through the wall of a line P (T - c).");
  declare_place(table);
  declare_sizes(table);
  table.quantity("secretion", &T::secretion, Measure::rate,
                 {.doc = "S, supply towards target.",
                  .range = at_least(0),
                  .when = is_no_line,
                  .when_words = no_line});
  table.quantity("target", &T::target, Measure::concentration,
                 {.doc = "T, where its supply stops; of a line the concentration within it.",
                  .range = at_least(0),
                  .aliases = {"concentration", "value"}});
  table.quantity("uptake", &T::uptake, Measure::rate,
                 {.doc = "U, what it takes whatever the target.",
                  .range = at_least(0),
                  .when = is_no_line,
                  .when_words = no_line});
  return table.build();
}

void check_sources(const SubstanceDraft& substance, const std::optional<Grid>& grid,
                   Checks& checks) {
  for (std::size_t i = 0; i < substance.sources.size(); ++i) {
    const T& source = substance.sources[i];
    if (!checks.good(source, {"shape"})) continue;
    const std::string label = fmt::format("substance \"{}\": source {}: ", substance.name, i + 1);
    check_rates(source, label, checks);
    if (grid && check_place(source, *grid, label, checks))
      check_coverage(source, *grid, label, checks);
  }
}

}  // namespace cytotwin
