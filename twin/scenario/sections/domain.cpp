#include <fmt/format.h>

#include <cmath>

#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

constexpr double max_voxels = 5e8;
constexpr std::array axis_names = {"x", "y", "z"};

/// One length for all axes, or three.
void read_voxel(const Key& key, const Node& node, void* object, ReadContext& context) {
  Vec3& voxel = TableBuilder<DomainDraft>::of(object).voxel;
  if (node.kind == Node::Kind::list) {
    if (const auto value = read_point(key, node, context)) voxel = *value;
  } else if (const auto value = read_quantity(key, node, context)) {
    voxel = {*value, *value, *value};
  }
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<DomainDraft> table("The box of tissue and its voxels.");
  table.point("size", &DomainDraft::size,
              {.doc = "Edge lengths along x, y, z; each a whole number of voxels.",
               .required = true,
               .range = more_than(0),
               .example = R"(["1200 um", "1200 um", "1200 um"])",
               .aliases = {"x_min", "x_max", "y_min", "y_max", "z_min", "z_max", "length"}});
  table.point("centre", &DomainDraft::centre,
              {.doc = "Middle of the box; (0, 0, 0) if neither centre nor origin is given.",
               .example = R"(["0 um", "0 um", "0 um"])",
               .aliases = {"center"}});
  table.point("origin", &DomainDraft::origin,
              {.doc = "Lower corner of the box, instead of centre.",
               .example = R"(["-600 um", "-600 um", "-600 um"])",
               .aliases = {"lower"}});
  table
      .custom("voxel", KeyType::point,
              {.doc = "Edge length of a voxel: one for all axes, or three.",
               .range = more_than(0),
               .example = "\"20 um\"",
               .aliases = {"dx", "dy", "dz", "spacing", "resolution"}},
              read_voxel,
              [](const Key& key, const void* object, const std::optional<std::string>& unit) {
                return value_text(key, TableBuilder<DomainDraft>::of(object).voxel, unit);
              })
      .measure = Measure::length;
  root.table("domain", &ScenarioDraft::domain, table.build(),
             {.required = true, .aliases = {"microenvironment"}});
}

/// Voxels along an axis, 0 and a problem if that is no whole number.
double voxels_along(int axis, double size, double voxel, const DomainDraft& domain,
                    Checks& checks) {
  const double count = size / voxel, rounded = std::round(count);
  if (rounded >= 1 && std::abs(count - rounded) <= 1e-9 * count) return rounded;
  const double below = std::max(1.0, std::floor(count));
  checks.problem(
      domain, "size",
      fmt::format("domain.size along {} = {} um is not a whole number of voxels of {} um",
                  axis_names[static_cast<std::size_t>(axis)], number_text(size),
                  number_text(voxel)),
      fmt::format("write for example \"{} um\" or \"{} um\"", number_text(below * voxel),
                  number_text((below + 1) * voxel)));
  return 0;
}

void check(ScenarioDraft& draft, Checks& checks) {
  DomainDraft& domain = draft.domain;
  if (domain.node == nullptr) return;
  if (checks.written(domain, "centre") && checks.written(domain, "origin"))
    return checks.problem(domain, "origin", "domain.centre and domain.origin are both given",
                          "give one of them");
  if (!checks.good(domain, {"size", "voxel", "centre", "origin"})) return;
  const Vec3 size = domain.size, voxel = domain.voxel;
  const double nx = voxels_along(0, size.x, voxel.x, domain, checks);
  const double ny = voxels_along(1, size.y, voxel.y, domain, checks);
  const double nz = voxels_along(2, size.z, voxel.z, domain, checks);
  if (nx * ny * nz == 0) return;
  if (!(nx * ny * nz <= max_voxels))
    return checks.problem(
        domain, "size",
        fmt::format("the domain has {} x {} x {} = {:.3g} voxels", nx, ny, nz, nx * ny * nz),
        fmt::format("at most {:.3g}; make the voxels larger", max_voxels));
  if (!domain.origin) domain.origin = domain.centre.value_or(Vec3{}) - 0.5 * size;
  domain.centre.reset();
  domain.grid = Grid{
      {static_cast<std::size_t>(nx), static_cast<std::size_t>(ny), static_cast<std::size_t>(nz)},
      voxel,
      *domain.origin};
}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.grid = *draft.domain.grid; }

}  // namespace

Section domain_section() { return {declare, check, fill}; }

}  // namespace cytotwin
