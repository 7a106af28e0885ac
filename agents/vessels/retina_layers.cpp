#include "agents/vessels/retina_layers.h"

#include <algorithm>
#include <numeric>

namespace cytotwin {
namespace {

using Layers = std::array<double, retina_layer_count>;

// Outer plexiform and nuclear layers together are 55 um in the calibrated column, where the anatomy
// has 29 + 54 um: the other places are scaled by the same ratio.
constexpr double outer_scale = 55.0 / 83;
// The way to the choroid is shorter under the pit: with it and the published share of consumption
// the foveal minimum is 3.6 mmHg, as elsewhere, and the outer retina burns 72 % of what it does
// elsewhere.
constexpr Layers pit = {2, 2, 2, 3, (38 + 77) * outer_scale, 20, 18};
constexpr Layers parafovea = {34, 43, 43, 38, (40 + 54) * outer_scale, 20, 30};
constexpr Layers perifovea = {44, 27, 27, 30, 55, 20, 30};
constexpr double pit_floor = 200, parafovea_at = 800, parafovea_until = 1100, perifovea_at = 2300;
constexpr double foveal_share = 0.68;  // of the consumption outside, Birol et al. 2007

double smooth_step(double from, double to, double x) {
  const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

}  // namespace

RetinaColumn perifoveal_column() { return {perifovea, {3, 3, 3, 3, 0.3, 24, 0}}; }

RetinaColumn in_light(RetinaColumn column) {
  column.consumption[static_cast<std::size_t>(RetinaLayer::inner_segments)] *= 0.72;
  return column;
}

RetinaColumn macular_column(double radius) {
  RetinaColumn column = perifoveal_column();
  const double rim = smooth_step(pit_floor, parafovea_at, radius);
  const double outside = smooth_step(parafovea_until, perifovea_at, radius);
  for (std::size_t layer = 0; layer < retina_layer_count; ++layer) {
    column.thickness[layer] = (1 - rim) * pit[layer] + rim * (1 - outside) * parafovea[layer] +
                              rim * outside * perifovea[layer];
  }
  column.consumption[static_cast<std::size_t>(RetinaLayer::inner_segments)] *=
      foveal_share + (1 - foveal_share) * rim;
  return column;
}

double total_thickness(const RetinaColumn& column) {
  return std::accumulate(column.thickness.begin(), column.thickness.end(), 0.0);
}

double plexus_depth(const RetinaColumn& column, Plexus plexus) {
  const Layers& h = column.thickness;
  switch (plexus) {
    case Plexus::arcade:
      return 31.0 / 44 * h[0];
    case Plexus::superficial:
      return h[0] + 10.0 / 27 * h[1];
    case Plexus::intermediate:
      return h[0] + h[1] + 23.0 / 27 * h[2];
    case Plexus::deep:
    case Plexus::vertical:
      break;
  }
  return h[0] + h[1] + h[2] + 26.0 / 30 * h[3];
}

}  // namespace cytotwin
