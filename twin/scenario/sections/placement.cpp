#include <fmt/format.h>

#include "twin/scenario/geometry.h"
#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<Placement>;
using Shape = Placement::Shape;

bool is_ball(const void* object) { return TableBuilder<T>::of(object).shape == Shape::ball; }
bool is_box(const void* object) { return TableBuilder<T>::of(object).shape == Shape::box; }
bool is_shell(const void* object) { return TableBuilder<T>::of(object).shape == Shape::shell; }
bool is_round(const void* object) { return is_ball(object) || is_shell(object); }
bool is_centred(const void* object) { return !is_box(object); }
bool is_filled(const void* object) { return TableBuilder<T>::of(object).shape != Shape::point; }

void declare_shape(TableBuilder<T>& table) {
  table.choice<Shape T::*, Shape>(
      "shape", &T::shape,
      {{"ball", Shape::ball},
       {"box", Shape::box},
       {"shell", Shape::shell},
       {"point", Shape::point}},
      {.doc = "Filled with cells; a point holds one cell.", .required = true});
  table.point("centre", &T::centre,
              {.doc = "Of the ball or shell, or the point; the origin by default.",
               .aliases = {"center", "position"},
               .when = is_centred,
               .when_words = "shape = \"ball\", \"shell\" and \"point\""});
  table.quantity("radius", &T::radius, Measure::length,
                 {.doc = "Of the ball; outer radius of the shell.",
                  .required = true,
                  .range = more_than(0),
                  .example = "\"150 um\"",
                  .when = is_round,
                  .when_words = "shape = \"ball\" and \"shell\""});
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

Table placement_table() {
  TableBuilder<T> table("Cells on a packing lattice inside a shape, or at random in it.");
  table.text("cell_type", &T::cell_type,
             {.doc = "Which cells.",
              .required = true,
              .example = "\"tumour\"",
              .aliases = {"type", "name"}});
  declare_shape(table);
  table.number("spacing", &T::spacing,
               {.doc = "Distance of neighbours in sums of radii; 20/21 is at rest under "
                       "repulsion_adhesion.",
                .range = {0.1, 1000},
                .when = is_filled,
                .when_words = "shape = \"ball\", \"box\" and \"shell\""});
  table.choice<Placement::Arrangement T::*, Placement::Arrangement>(
      "arrangement", &T::arrangement,
      {{"lattice", Placement::Arrangement::lattice}, {"random", Placement::Arrangement::random}},
      {.doc = "Packed, or uniform at random.",
       .when = is_filled,
       .when_words = "shape = \"ball\", \"box\" and \"shell\""});
  table.integer("count", &T::count,
                {.doc = "How many cells; of a lattice those nearest to the middle, by default all.",
                 .range = between(1, 1e8),
                 .example = "500",
                 .when = is_filled,
                 .when_words = "shape = \"ball\", \"box\" and \"shell\""});
  table.number("jitter", &T::jitter,
               {.doc = "Largest random displacement in radii.", .range = between(0, 10)});
  table.choice<Placement::Phases T::*, Placement::Phases>(
      "phases", &T::phases,
      {{"first", Placement::Phases::first}, {"growing", Placement::Phases::growing}},
      {.doc = "first: all at the start of the cycle; growing: drawn from the exponentially growing "
              "population."});
  return table.build();
}

namespace {

void declare(TableBuilder<ScenarioDraft>& root) {
  root.tables("placement", &ScenarioDraft::placements, placement_table(),
              {.doc = "Cells at the start.", .aliases = {"placements", "initial_conditions"}});
}

void check_centred(const T& placement, const Grid& grid, const std::string& label, Checks& checks) {
  if (!checks.good(placement, {"centre", "radius"}) || !placement.around.empty()) return;
  const double r = is_round(&placement) ? placement.radius : 0;
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

}  // namespace

void check_placement(const ScenarioDraft& draft, const T& placement, const std::string& label,
                     Checks& checks) {
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
  else if (grid)
    check_centred(placement, *grid, label, checks);
}

namespace {

void check(ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.placements.size(); ++i)
    check_placement(draft, draft.placements[i], fmt::format("placement {}: ", i + 1), checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.placements.assign(draft.placements.begin(), draft.placements.end());
}

}  // namespace

Section placement_section() { return {declare, check, fill}; }

}  // namespace cytotwin
