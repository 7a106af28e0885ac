#include "tests/viz/synthetic_tissue.h"

#include <cmath>
#include <random>

namespace cytotwin::testing {

SyntheticSpheroid::SyntheticSpheroid(std::size_t cells) {
  const double cell_radius = 8.4;
  const double pitch = 1.8 * cell_radius;
  outer_ = std::cbrt(0.75 * cells / M_PI) * pitch;
  std::mt19937 engine(7);
  const auto uniform = [&engine] { return engine() / 4294967296.0 - 0.5; };
  const int reach = static_cast<int>(outer_ / pitch) + 1;
  for (int k = -reach; k <= reach; ++k) {
    for (int j = -reach; j <= reach; ++j) {
      for (int i = -reach; i <= reach; ++i) {
        const Vec3 centre{pitch * (i + 0.5 * uniform()), pitch * (j + 0.5 * uniform()),
                          pitch * (k + 0.5 * uniform())};
        const double depth = 1 - norm(centre) / outer_;
        if (depth < 0) continue;
        id.push_back(id.size());
        x.push_back(centre.x);
        y.push_back(centre.y);
        z.push_back(centre.z);
        radius.push_back(cell_radius * (1 + 0.3 * uniform()));
        pressure.push_back(depth * depth + 0.1 * uniform() + 0.05);
        const double blurred = depth + 0.08 * uniform();
        state.push_back(blurred > 0.55 ? 2 : blurred > 0.25 ? 1 : 0);
        phase.push_back(static_cast<std::uint16_t>(engine() % 4));
      }
    }
  }
  const auto half = static_cast<std::size_t>(outer_ / 20) + 3;
  grid = Grid{{2 * half, 2 * half, 2 * half}, {20, 20, 20}, -20.0 * half * Vec3{1, 1, 1}};
  for (std::size_t n = 0; n < grid.size(); ++n) {
    const std::size_t i = n % grid.count[0], j = n / grid.count[0] % grid.count[1];
    const double distance = norm(grid.centre(i, j, n / grid.count[0] / grid.count[1])) / outer_;
    oxygen.push_back(38 / (1 + std::exp(6 - 8 * distance)));
    drug.push_back(1e-3 * std::exp(-distance));
  }
}

FrameView SyntheticSpheroid::frame() const {
  FrameView frame;
  frame.minutes = 12.5 * 1440;
  frame.id = id;
  frame.x = x;
  frame.y = y;
  frame.z = z;
  frame.radius = radius;
  frame.cells = {
      {"state", "", std::span<const std::uint8_t>(state), {"cycling", "quiescent", "necrotic"}},
      {"phase", "", std::span<const std::uint16_t>(phase), {"G1", "S", "G2", "M"}},
      {"pressure", "", std::span<const double>(pressure), {}},
  };
  frame.grid = grid;
  frame.fields = {{"oxygen", "mmHg", oxygen}, {"drug", "nM", drug}};
  return frame;
}

}  // namespace cytotwin::testing
