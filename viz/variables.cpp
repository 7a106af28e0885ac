#include "viz/variables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <variant>

namespace cytotwin {
namespace {

[[noreturn]] void fail_unknown(const std::string& what, const std::string& name,
                               const std::vector<std::string>& known) {
  throw std::invalid_argument(
      fmt::format("unknown {} \"{}\" (known here: {})", what, name,
                  known.empty() ? std::string("none") : fmt::format("{}", fmt::join(known, ", "))));
}

}  // namespace

CellVariable find_cell_variable(const FrameView& frame, const std::string& name) {
  std::vector<std::string> known;
  for (const CellColumn& column : frame.cells) {
    known.push_back(column.name);
    if (column.name != name) continue;
    CellVariable variable{column.name, column.unit, {}, column.labels};
    std::visit([&](const auto& values) { variable.values.assign(values.begin(), values.end()); },
               column.values);
    return variable;
  }
  known.insert(known.end(), {"radius", "diameter"});
  if (name != "radius" && name != "diameter") fail_unknown("cell variable", name, known);
  CellVariable variable{name, "um", {frame.radius.begin(), frame.radius.end()}, {}};
  if (name == "diameter") {
    for (double& value : variable.values) value *= 2;
  }
  return variable;
}

const FieldColumn& find_field(const FrameView& frame, const std::string& substance) {
  std::vector<std::string> known;
  for (const FieldColumn& field : frame.fields) {
    if (field.name == substance) return field;
    known.push_back(field.name);
  }
  fail_unknown("substance", substance, known);
}

PictureRange colour_range(const std::optional<PictureRange>& asked,
                          std::span<const double> values) {
  if (asked) {
    if (std::isfinite(asked->high - asked->low) && asked->low < asked->high) return *asked;
    throw std::invalid_argument(
        fmt::format("range {} to {} (must be finite and ascending)", asked->low, asked->high));
  }
  PictureRange range{INFINITY, -INFINITY};
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  if (range.low > range.high) return {0, 1};
  // Values that differ by round-off only are one colour: the scale must not magnify noise.
  const double size = std::max(std::abs(range.low), std::abs(range.high));
  if (range.high - range.low <= 1e-9 * size || size == 0) {
    const double half = size == 0 ? 0.5 : 0.05 * size;
    return {range.low - half, range.high + half};
  }
  return range;
}

Rgb colour_of(const CellVariable& variable, double value, PictureRange range) {
  if (!std::isfinite(value)) return missing;
  if (variable.labels.empty()) return viridis((value - range.low) / (range.high - range.low));
  const bool named = value >= 0 && value < static_cast<double>(variable.labels.size());
  return named && value < palette_size ? palette(static_cast<std::size_t>(value)) : missing;
}

}  // namespace cytotwin
