#include "agents/vessels/tissue_mesh.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace cytotwin {
namespace {

std::size_t divide(const char* caller, const char* name, double size, double spacing) {
  const double count = std::round(size / spacing);
  if (!(spacing > 0) || !(count >= 1) || std::abs(count * spacing - size) > 1e-9 * size) {
    throw std::invalid_argument(
        fmt::format("{}: spacing is {} um (above 0, and {} {} um a multiple of it)", caller,
                    spacing, name, size));
  }
  return static_cast<std::size_t>(count);
}

void check_levels(const char* caller, const std::array<std::size_t, retina_layer_count>& levels) {
  for (std::size_t layer = 0; layer < levels.size(); ++layer) {
    if (levels[layer] == 0) {
      throw std::invalid_argument(
          fmt::format("{}: layer {} has 0 levels (at least 1)", caller, layer));
    }
  }
}

void check_size(const char* caller, const TissueMesh& mesh, std::span<const double> field) {
  if (field.size() != mesh.size()) {
    throw std::invalid_argument(
        fmt::format("{}: field has {} values, the mesh has {}", caller, field.size(), mesh.size()));
  }
}

std::size_t nearest(double x, double spacing, std::size_t count) {
  return static_cast<std::size_t>(std::clamp(x / spacing, 0.0, static_cast<double>(count) - 0.5));
}

}  // namespace

std::size_t TissueMesh::level_count() const {
  return std::accumulate(levels.begin(), levels.end(), std::size_t{0});
}

std::size_t TissueMesh::layer_of(std::size_t level) const {
  std::size_t layer = 0;
  while (layer + 1 < retina_layer_count && level >= levels[layer]) level -= levels[layer++];
  return layer;
}

double TissueMesh::thickness(std::size_t level, std::size_t column) const {
  const std::size_t layer = layer_of(level);
  return columns[column].thickness[layer] / static_cast<double>(levels[layer]);
}

std::size_t TissueMesh::level_at(std::size_t column, double depth) const {
  std::size_t level = 0;
  for (std::size_t layer = 0; layer < retina_layer_count; ++layer) {
    const double whole = columns[column].thickness[layer];
    if (depth < whole || layer + 1 == retina_layer_count) {
      const auto count = static_cast<double>(levels[layer]);
      return level + static_cast<std::size_t>(std::clamp(depth / whole * count, 0.0, count - 0.5));
    }
    depth -= whole;
    level += levels[layer];
  }
  return level;
}

std::size_t TissueMesh::column_at(double x, double y) const {
  return nearest(y, spacing, ny) * nx + nearest(x, spacing, nx);
}

TissueMesh macula_mesh(double size, double spacing,
                       const std::array<std::size_t, retina_layer_count>& levels) {
  const std::size_t n = divide("macula_mesh", "size", size, spacing);
  check_levels("macula_mesh", levels);
  TissueMesh mesh{n, n, spacing, levels, {}};
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      const double x = (static_cast<double>(i) + 0.5) * spacing - size / 2;
      const double y = (static_cast<double>(j) + 0.5) * spacing - size / 2;
      mesh.columns.push_back(macular_column(std::hypot(x, y)));
    }
  }
  return mesh;
}

TissueMesh uniform_mesh(double width, double height, const RetinaColumn& column, double spacing,
                        const std::array<std::size_t, retina_layer_count>& levels) {
  const std::size_t nx = divide("uniform_mesh", "width", width, spacing);
  const std::size_t ny = divide("uniform_mesh", "height", height, spacing);
  check_levels("uniform_mesh", levels);
  return {nx, ny, spacing, levels, std::vector<RetinaColumn>(nx * ny, column)};
}

std::vector<double> inner_half(const TissueMesh& mesh, std::span<const double> field) {
  check_size("inner_half", mesh, field);
  std::vector<double> mean(mesh.columns_count());
  for (std::size_t c = 0; c < mean.size(); ++c) {
    double left = total_thickness(mesh.columns[c]) / 2, sum = 0;
    const double half = left;
    for (std::size_t k = 0; k < mesh.level_count() && left > 0; ++k) {
      const double part = std::min(left, mesh.thickness(k, c));
      sum += part * field[k * mesh.columns_count() + c];
      left -= part;
    }
    mean[c] = sum / half;
  }
  return mean;
}

std::vector<double> layer_mean(const TissueMesh& mesh, std::span<const double> field,
                               RetinaLayer layer) {
  check_size("layer_mean", mesh, field);
  const auto wanted = static_cast<std::size_t>(layer);
  std::size_t first = 0;
  for (std::size_t l = 0; l < wanted; ++l) first += mesh.levels[l];
  std::vector<double> mean(mesh.columns_count(), 0);
  for (std::size_t k = first; k < first + mesh.levels[wanted]; ++k) {
    for (std::size_t c = 0; c < mean.size(); ++c) {
      mean[c] += field[k * mean.size() + c] / static_cast<double>(mesh.levels[wanted]);
    }
  }
  return mean;
}

}  // namespace cytotwin
