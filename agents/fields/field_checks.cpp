#include "agents/fields/field_checks.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {

namespace {

void require(bool holds, const std::string& caller, const std::string& name, double value,
             const char* range) {
  if (holds && std::isfinite(value)) return;
  throw std::invalid_argument(fmt::format("{}: {} = {} ({})", caller, name, value, range));
}

}  // namespace

void check_field_problem(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                         double step, const std::string& caller) {
  require(step > 0, caller, "step", step, "above 0");
  require(grid.size() > 0, caller, "voxels", static_cast<double>(grid.size()), "1 or more");
  for (const auto& [name, value] : {std::pair{"spacing x", grid.spacing.x},
                                    {"spacing y", grid.spacing.y},
                                    {"spacing z", grid.spacing.z}}) {
    require(value > 0, caller, name, value, "above 0");
  }
  for (const auto& [name, value] : {std::pair{"diffusivity", substance.diffusivity},
                                    {"decay", substance.decay},
                                    {"bulk_secretion", substance.bulk_secretion},
                                    {"bulk_target", substance.bulk_target},
                                    {"bulk_uptake", substance.bulk_uptake}}) {
    require(value >= 0, caller, name, value, "0 or more");
  }
  for (std::size_t f = 0; f < substance.faces.size(); ++f) {
    const FaceCondition& face = substance.faces[f];
    const bool any_sign = face.kind == FaceCondition::Kind::flux;
    require(any_sign || face.value >= 0, caller, fmt::format("value of face {}", f), face.value,
            any_sign ? "finite" : "0 or more");
    if (!(face.transfer > 0)) {
      throw std::invalid_argument(
          fmt::format("{}: transfer of face {} = {} is not above 0", caller, f, face.transfer));
    }
  }
  check_fixed_voxels(fixed, grid);
}

void check_exposure(const FieldExposure& exposure, const Grid& grid, const std::string& caller) {
  if (!exposure.linear.empty()) {
    check_voxel_count(exposure.linear.size(), grid.size(), caller, "linear exposure");
  }
  if (!exposure.saturable.empty()) {
    check_voxel_count(exposure.saturable.size(), grid.size(), caller, "saturable exposure");
  }
}

}  // namespace cytotwin
