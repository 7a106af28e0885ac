#include "agents/fields/line_operator.h"

#include <algorithm>
#include <map>

namespace cytotwin {

namespace {

struct FixedPlace {
  std::uint32_t line;
  std::uint32_t place;
  double value;
};

FixedPlace place_on_axis(const Grid& grid, int axis, std::uint32_t voxel, double value) {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  const std::size_t i = voxel % nx, j = voxel / nx % ny, k = voxel / (nx * ny);
  const std::array<std::size_t, 3> line = {j + ny * k, i + nx * k, i + nx * j};
  const std::array<std::size_t, 3> place = {i, j, k};
  return {static_cast<std::uint32_t>(line[static_cast<std::size_t>(axis)]),
          static_cast<std::uint32_t>(place[static_cast<std::size_t>(axis)]), value};
}

double spacing_along(const Grid& grid, int axis) {
  return axis == 0 ? grid.spacing.x : axis == 1 ? grid.spacing.y : grid.spacing.z;
}

}  // namespace

LineOperator diffusion_along_line(std::size_t size, double spacing, double diffusivity,
                                  const FaceCondition& low, const FaceCondition& high,
                                  const FixedOnLine& fixed, const UniformReaction& uniform) {
  const double rate = diffusivity / (spacing * spacing);
  LineOperator line;
  line.diagonal.assign(size, uniform.loss);
  line.coupling.resize(size);
  line.source.assign(size, uniform.supply);
  line.fixed.resize(size);
  line.loss = uniform.loss;
  for (std::size_t i = 0; i + 1 < size; ++i) {
    line.diagonal[i] += rate;
    line.diagonal[i + 1] += rate;
    line.coupling[i] = -rate;
  }
  const auto add_face = [&](const FaceCondition& face, std::size_t i, bool& open) {
    if (face.kind == FaceCondition::Kind::flux) line.source[i] += face.value / spacing;
    if (face.kind != FaceCondition::Kind::fixed_value) return;
    const double exchange = face.conductance(spacing, diffusivity) / spacing;
    line.diagonal[i] += exchange;
    line.source[i] += exchange * face.value;
    open = true;
  };
  add_face(low, 0, line.open_low);
  add_face(high, size - 1, line.open_high);
  for (const auto& [i, value] : fixed) {
    if (i > 0) {
      line.source[i - 1] += rate * value;
      line.coupling[i - 1] = 0;
    }
    if (i + 1 < size) {
      line.source[i + 1] += rate * value;
      line.coupling[i] = 0;
    }
    line.fixed[i] = 1;
    line.fixed_sum += value;
  }
  // Neighbouring fixed voxels gave to each other above; they take nothing.
  for (const auto& [i, value] : fixed) line.diagonal[i] = line.source[i] = 0;
  return line;
}

AxisOperators diffusion_along_axis(const Grid& grid, int axis, const Substance& substance,
                                   const FixedVoxels& fixed, const UniformReaction& uniform) {
  const auto a = static_cast<std::size_t>(axis);
  const auto build = [&](const FixedOnLine& on_line) {
    return diffusion_along_line(grid.count[a], spacing_along(grid, axis), substance.diffusivity,
                                substance.faces[2 * a], substance.faces[2 * a + 1], on_line,
                                uniform);
  };
  AxisOperators lines;
  lines.operators.push_back(build({}));
  lines.of_line.assign(grid.size() / grid.count[a], 0);

  std::vector<FixedPlace> places;
  places.reserve(fixed.voxel.size());
  for (std::size_t n = 0; n < fixed.voxel.size(); ++n) {
    places.push_back(place_on_axis(grid, axis, fixed.voxel[n], fixed.value[n]));
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& p, const auto& q) { return p.line < q.line; });
  std::map<FixedOnLine, std::uint32_t> known;
  for (std::size_t n = 0; n < places.size();) {
    const std::uint32_t line = places[n].line;
    FixedOnLine on_line;
    for (; n < places.size() && places[n].line == line; ++n) {
      on_line.emplace_back(places[n].place, places[n].value);
    }
    const auto [entry, is_new] =
        known.emplace(on_line, static_cast<std::uint32_t>(lines.operators.size()));
    if (is_new) lines.operators.push_back(build(on_line));
    lines.of_line[line] = entry->second;
  }
  return lines;
}

}  // namespace cytotwin
