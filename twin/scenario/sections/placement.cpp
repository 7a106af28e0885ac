#include <fmt/format.h>

#include "twin/scenario/geometry.h"
#include "twin/scenario/sections.h"
#include "twin/scenario/suggest.h"

namespace cytotwin {

namespace {

using T = Draft<Placement>;
using Shape = Placement::Shape;

bool is_ball(const void* object) { return TableBuilder<T>::of(object).shape == Shape::ball; }
bool is_box(const void* object) { return TableBuilder<T>::of(object).shape == Shape::box; }
bool is_centred(const void* object) { return !is_box(object); }
bool is_packed(const void* object) { return TableBuilder<T>::of(object).shape != Shape::point; }

void declare_shape(TableBuilder<T>& table) {
  table.choice<Shape T::*, Shape>(
      "shape", &T::shape, {{"ball", Shape::ball}, {"box", Shape::box}, {"point", Shape::point}},
      {.doc = "Filled with cells; a point holds one cell.", .required = true});
  table.point("centre", &T::centre,
              {.doc = "Of the ball, or the point; the origin by default.",
               .aliases = {"center", "position"},
               .when = is_centred,
               .when_words = "shape = \"ball\" and \"point\""});
  table.quantity("radius", &T::radius, Measure::length,
                 {.doc = "Of the ball.",
                  .required = true,
                  .range = more_than(0),
                  .example = "\"150 um\"",
                  .when = is_ball,
                  .when_words = "shape = \"ball\""});
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

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Cells at the start, on a packing lattice inside a shape.");
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
                .when = is_packed,
                .when_words = "shape = \"ball\" and \"box\""});
  table.number("jitter", &T::jitter,
               {.doc = "Largest random displacement in radii.", .range = between(0, 10)});
  table.choice<Placement::Phases T::*, Placement::Phases>(
      "phases", &T::phases,
      {{"first", Placement::Phases::first}, {"growing", Placement::Phases::growing}},
      {.doc = "first: all at the start of the cycle; growing: drawn from the exponentially growing "
              "population."});
  root.tables("placement", &ScenarioDraft::placements, table.build(),
              {.aliases = {"placements", "initial_conditions"}});
}

void check_type(const ScenarioDraft& draft, const T& placement, const std::string& label,
                Checks& checks) {
  std::vector<std::string> names;
  for (const CellTypeDraft& type : draft.cell_types) {
    if (!checks.good(type, {"name"})) return;
    if (type.name == placement.cell_type) return;
    names.push_back(type.name);
  }
  if (!checks.good(draft, {"cell_type"}) || !checks.good(placement, {"cell_type"})) return;
  checks.problem(placement, "cell_type",
                 fmt::format("{}unknown cell_type \"{}\"", label, placement.cell_type),
                 suggestion(placement.cell_type, names, "cell types"));
}

void check(ScenarioDraft& draft, Checks& checks) {
  const auto& grid = draft.domain.grid;
  for (std::size_t i = 0; i < draft.placements.size(); ++i) {
    const T& placement = draft.placements[i];
    const std::string label = fmt::format("placement {}: ", i + 1);
    check_type(draft, placement, label, checks);
    if (!checks.good(placement, {"shape"})) continue;
    if (is_box(&placement))
      check_box(placement, placement.lower, placement.upper, grid, label, checks);
    if (!is_centred(&placement) || !grid || !checks.good(placement, {"centre", "radius"})) continue;
    const double r = is_ball(&placement) ? placement.radius : 0;
    const Vec3 reach{r, r, r};
    const bool inside = r == 0
                            ? grid->contains(placement.centre)
                            : box_inside(*grid, placement.centre - reach, placement.centre + reach);
    if (inside) continue;
    checks.problem(placement, checks.written(placement, "centre") ? "centre" : "radius",
                   r == 0 ? fmt::format("{}the point {} lies outside the domain", label,
                                        point_text(placement.centre))
                          : fmt::format("{}the ball of radius {} um around {} leaves the domain",
                                        label, number_text(r), point_text(placement.centre)),
                   extent_text(*grid));
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.placements.assign(draft.placements.begin(), draft.placements.end());
}

}  // namespace

Section placement_section() { return {declare, check, fill}; }

}  // namespace cytotwin
