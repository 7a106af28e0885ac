#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
      "write \"no-flux\", {}{}{} (held at this value), {{ value = ..., transfer = \"100 um/min\" "
      "}} "
      "(held behind a layer) or {{ flux = \"{}\" }} (into the domain)",
      quote, value.example, quote, dimension_of(Measure::concentration_flux, unit).example);
}

/// { value = ... }, { value = ..., transfer = ... } or { flux = ... }
Face read_face_table(const Key& key, const Node& node, ReadContext& context) {
  const auto entry = [&](const char* name) {
    const auto is_it = [&](const auto& candidate) { return candidate.key == name; };
    const auto found = std::find_if(node.entries.begin(), node.entries.end(), is_it);
    return found == node.entries.end() ? nullptr : &found->value;
  };
  const Node *flux = entry("flux"), *value = entry("value"), *transfer = entry("transfer");
  const std::size_t known = (flux != nullptr) + (value != nullptr) + (transfer != nullptr);
  if (known != node.entries.size() || (flux == nullptr) == (value == nullptr) ||
      (flux != nullptr && transfer != nullptr)) {
    context.bad_value(key, node,
                      "is a table, but not { value = ... }, { value = ..., transfer = ... } or "
                      "{ flux = ... }",
                      forms(key, context));
    return std::nullopt;
  }
  const auto read = [&](const Node& of, const char* name, Measure measure, Range range) {
    Key inner = key;
    inner.name = key.name + "." + name;
    inner.measure = measure;
    inner.options.range = range;
    const auto number = read_quantity(inner, of, context);
    if (!number) context.mark_bad(node);
    return number;
  };
  if (flux != nullptr) {
    const auto into = read(*flux, "flux", Measure::concentration_flux, any_value());
    if (!into) return std::nullopt;
    return FaceCondition{FaceCondition::Kind::flux, *into};
  }
  FaceCondition face{FaceCondition::Kind::fixed_value};
  const auto held = read(*value, "value", Measure::concentration, at_least(0));
  if (!held) return std::nullopt;
  face.value = *held;
  if (transfer != nullptr) {
    const auto layer = read(*transfer, "transfer", Measure::speed, more_than(0));
    if (!layer) return std::nullopt;
    face.transfer = *layer;
  }
  return face;
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
  if (face->kind == FaceCondition::Kind::fixed_value) {
    const auto value = value_text(key, face->value, unit);
    if (std::isinf(face->transfer)) return value;
    return fmt::format("{{ value = {}, transfer = \"{}\" }}", *value,
                       quantity_text(face->transfer, "um/min"));
  }
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
      "What holds at the faces of the domain: \"no-flux\", a value that is held (\"38 mmHg\"), a "
      "value behind a layer that lets through transfer x difference ({ value = \"38 mmHg\", "
      "transfer = \"100 um/min\" }), or { flux = \"5 mmHg*um/min\" } into the domain.");
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
