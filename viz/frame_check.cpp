#include "viz/frame_check.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <variant>

namespace cytotwin {
namespace {

void check_length(const std::string& name, std::size_t length, std::size_t cells) {
  if (length == cells) return;
  throw std::invalid_argument(
      fmt::format("cell column \"{}\" has {} values, the frame has {} cells", name, length, cells));
}

}  // namespace

void check_cells(const FrameView& frame) {
  const std::size_t cells = frame.id.size();
  check_length("x", frame.x.size(), cells);
  check_length("y", frame.y.size(), cells);
  check_length("z", frame.z.size(), cells);
  check_length("radius", frame.radius.size(), cells);
  for (const CellColumn& column : frame.cells) {
    const std::size_t length =
        std::visit([](const auto& values) { return values.size(); }, column.values);
    check_length(column.name, length, cells);
  }
  for (std::size_t i = 0; i < cells; ++i) {
    const double sum = frame.x[i] + frame.y[i] + frame.z[i] + frame.radius[i];
    if (std::isfinite(sum) && frame.radius[i] >= 0) continue;
    throw std::invalid_argument(fmt::format(
        "cell {} at {:.6g} min has centre ({}, {}, {}) um and radius {} um (must be "
        "finite, the radius not negative)",
        frame.id[i], frame.minutes, frame.x[i], frame.y[i], frame.z[i], frame.radius[i]));
  }
}

void check_fields(const FrameView& frame) {
  for (const FieldColumn& field : frame.fields) {
    if (field.values.size() == frame.grid.size()) continue;
    throw std::invalid_argument(fmt::format("field \"{}\" has {} values, the grid has {} voxels",
                                            field.name, field.values.size(), frame.grid.size()));
  }
}

}  // namespace cytotwin
