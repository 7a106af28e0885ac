#include <fmt/format.h>

#include "twin/scenario/geometry.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using Face = std::optional<FaceCondition>;

std::string forms(const Key& key, const ReadContext& context) {
  Key flux = key;
  flux.measure = Measure::concentration_flux;
  const std::string unit = context.substance_unit.value_or("mmHg");
  const Dimension value = dimension_of(Measure::concentration, unit);
  const std::string quote = value.unit.empty() ? "" : "\"";
  return fmt::format(
      "write \"no-flux\", {}{}{} (held at this value) or {{ flux = \"{}\" }} (into "
      "the domain)",
      quote, value.example, quote, dimension_of(Measure::concentration_flux, unit).example);
}

/// { value = ... } or { flux = ... }
Face read_face_table(const Key& key, const Node& node, ReadContext& context) {
  const bool one = node.entries.size() == 1;
  const std::string name = one ? node.entries.front().key : "";
  if (name != "value" && name != "flux") {
    context.bad_value(key, node, "is a table, but not { value = ... } or { flux = ... }",
                      forms(key, context));
    return std::nullopt;
  }
  Key inner = key;
  const bool flux = name == "flux";
  inner.name = key.name + "." + name;
  inner.measure = flux ? Measure::concentration_flux : Measure::concentration;
  inner.options.range = flux ? any_value() : at_least(0);
  const auto value = read_quantity(inner, node.entries.front().value, context);
  if (!value) {
    context.mark_bad(node);
    return std::nullopt;
  }
  return FaceCondition{flux ? FaceCondition::Kind::flux : FaceCondition::Kind::fixed_value, *value};
}

Face read_face(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind == Node::Kind::table) return read_face_table(key, node, context);
  const bool text = node.kind == Node::Kind::string;
  if (text && (node.text == "no-flux" || node.text == "no_flux")) return FaceCondition{};
  const bool numeric = text ? node.text.find_first_of("0123456789") != std::string::npos
                            : node.kind == Node::Kind::integer || node.kind == Node::Kind::real;
  if (!numeric) {
    context.bad_value(key, node, fmt::format("is {}, not a condition", describe(node)),
                      forms(key, context));
    return std::nullopt;
  }
  const auto value = read_quantity(key, node, context);
  if (!value) return std::nullopt;
  return FaceCondition{FaceCondition::Kind::fixed_value, *value};
}

std::optional<std::string> face_text(const Key& key, const Face& face, const SubstanceUnit& unit) {
  if (!face) return std::nullopt;
  if (face->kind == FaceCondition::Kind::no_flux) return "\"no-flux\"";
  if (face->kind == FaceCondition::Kind::fixed_value) return value_text(key, face->value, unit);
  Key flux = key;
  flux.measure = Measure::concentration_flux;
  return fmt::format("{{ flux = {} }}", *value_text(flux, face->value, unit));
}

template <class Member>
void declare_face(TableBuilder<BoundaryDraft>& table, std::string name, std::string doc,
                  Member member) {
  Key& key = table.custom(
      std::move(name), KeyType::face,
      {.doc = std::move(doc), .range = at_least(0), .example = "\"38 mmHg\""},
      [member](const Key& self, const Node& node, void* object, ReadContext& context) {
        if (const Face face = read_face(self, node, context))
          member(TableBuilder<BoundaryDraft>::of(object)) = face;
      },
      [member](const Key& self, const void* object, const SubstanceUnit& unit) {
        return face_text(self, member(TableBuilder<BoundaryDraft>::of(object)), unit);
      });
  key.measure = Measure::concentration;
}

using R = Draft<FixedRegion>;
bool is_box(const void* object) {
  return TableBuilder<R>::of(object).shape == FixedRegion::Shape::box;
}
bool is_ball(const void* object) {
  return TableBuilder<R>::of(object).shape == FixedRegion::Shape::ball;
}

}  // namespace

Table boundary_table() {
  TableBuilder<BoundaryDraft> table(
      "What holds at the faces of the domain: \"no-flux\", a value that is held (\"38 mmHg\"), or "
      "{ flux = \"5 mmHg*um/min\" } into the domain.");
  declare_face(
      table, "all", "Every face that has no condition of its own; \"no-flux\" by default.",
      [](auto& boundary) -> auto& { return boundary.all; });
  const std::array<const char*, 6> names = {"x_low",  "x_high", "y_low",
                                            "y_high", "z_low",  "z_high"};
  for (std::size_t i = 0; i < names.size(); ++i)
    declare_face(
        table, names[i],
        fmt::format("The face at the {} end of {}.", i % 2 == 0 ? "lower" : "upper", names[i][0]),
        [i](auto& boundary) -> auto& { return boundary.faces[i]; });
  return table.build();
}

Table fixed_table() {
  using Shape = FixedRegion::Shape;
  TableBuilder<R> table("Voxels held at a value, whatever happens around them.");
  table.choice<Shape R::*, Shape>(
      "shape", &R::shape,
      {{"outer_layer", Shape::outer_layer}, {"box", Shape::box}, {"ball", Shape::ball}},
      {.doc = "outer_layer: all voxels at a face of the domain.", .required = true});
  table.quantity("value", &R::value, Measure::concentration,
                 {.doc = "Concentration in the region.", .required = true, .range = at_least(0)});
  table.point("lower", &R::lower,
              {.doc = "Lower corner of the box.",
               .required = true,
               .when = is_box,
               .when_words = "shape = \"box\""});
  table.point("upper", &R::upper,
              {.doc = "Upper corner of the box.",
               .required = true,
               .when = is_box,
               .when_words = "shape = \"box\""});
  table.point("centre", &R::centre,
              {.doc = "Centre of the ball.",
               .required = true,
               .aliases = {"center"},
               .when = is_ball,
               .when_words = "shape = \"ball\""});
  table.quantity("radius", &R::radius, Measure::length,
                 {.doc = "Radius of the ball.",
                  .required = true,
                  .range = more_than(0),
                  .when = is_ball,
                  .when_words = "shape = \"ball\""});
  return table.build();
}

void check_fixed(const SubstanceDraft& substance, const std::optional<Grid>& grid, Checks& checks) {
  for (std::size_t i = 0; i < substance.fixed.size(); ++i) {
    const R& region = substance.fixed[i];
    if (!checks.good(region, {"shape"})) continue;
    const std::string label = fmt::format("substance \"{}\": fixed {}: ", substance.name, i + 1);
    if (is_box(&region)) check_box(region, region.lower, region.upper, grid, label, checks);
    if (!is_ball(&region) || !grid || !checks.good(region, {"centre"})) continue;
    if (!grid->contains(region.centre))
      checks.problem(
          region, "centre",
          fmt::format("{}centre = {} lies outside the domain", label, point_text(region.centre)),
          extent_text(*grid));
  }
}

}  // namespace cytotwin
