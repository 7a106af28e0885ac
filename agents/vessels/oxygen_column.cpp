#include "agents/vessels/oxygen_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

constexpr double hypoxia = 10;  // [mmHg]

/// Length that [a, b] shares with [low, high].
double overlap(double a, double b, double low, double high) {
  return std::max(0.0, std::min(b, high) - std::max(a, low));
}

/// The column in voxels: what each burns at most and what capillaries exchange in it, per volume.
struct Voxels {
  double size;
  std::vector<double> burnt, exchange;
};

void check(const RetinaColumn& column, const ColumnSupply& supply,
           const RetinaOxygenConstants& constants, std::size_t voxels) {
  const auto fail = [](const std::string& what) {
    throw std::invalid_argument("solve_column: " + what);
  };
  if (voxels < 50) fail(fmt::format("voxels is {} (at least 50)", voxels));
  for (const double h : column.thickness) {
    if (!(h > 0)) fail(fmt::format("a layer is {} um thick (above 0)", h));
  }
  for (const double m : column.consumption) {
    if (!(m >= 0)) fail(fmt::format("a layer consumes {} mL/100 g/min (at least 0)", m));
  }
  for (const double share : supply.perfused) {
    if (!(share >= 0 && share <= 1)) fail(fmt::format("perfused share is {} (0 to 1)", share));
  }
  if (!(supply.exchange >= 0)) fail(fmt::format("exchange is {} (at least 0)", supply.exchange));
  if (!(constants.half_maximum > 0)) {
    fail(fmt::format("half_maximum is {} mmHg (above 0)", constants.half_maximum));
  }
}

Voxels divide(const RetinaColumn& column, const ColumnSupply& supply, std::size_t count) {
  Voxels v{total_thickness(column) / static_cast<double>(count), std::vector<double>(count, 0),
           std::vector<double>(count, 0)};
  const auto spread = [&](std::vector<double>& to, double from, double until, double density) {
    for (std::size_t i = 0; i < count; ++i) {
      const double low = static_cast<double>(i) * v.size;
      to[i] += density * overlap(low, low + v.size, from, until) / v.size;
    }
  };
  double top = 0;
  for (std::size_t layer = 0; layer < retina_layer_count; ++layer) {
    spread(v.burnt, top, top + column.thickness[layer],
           column.consumption[layer] * consumption_unit);
    top += column.thickness[layer];
  }
  constexpr std::array<Plexus, 3> plexuses = {Plexus::superficial, Plexus::intermediate,
                                              Plexus::deep};
  for (std::size_t p = 0; p < plexuses.size(); ++p) {
    const double middle = plexus_depth(column, plexuses[p]);
    spread(v.exchange, middle - supply.band[p] / 2, middle + supply.band[p] / 2,
           supply.exchange * supply.perfused[p]);
  }
  return v;
}

/// One step of Newton's method by elimination; returns the largest change.
double newton_step(const Voxels& v, const ColumnSupply& supply,
                   const RetinaOxygenConstants& constants, std::vector<double>& oxygen) {
  const std::size_t n = oxygen.size();
  const double k = constants.permeability / (v.size * v.size);
  std::vector<double> pivot(n), right(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double below = oxygen[i] + constants.half_maximum;
    const double slope = v.burnt[i] * constants.half_maximum / (below * below);
    pivot[i] = (i > 0 ? k : 0) + (i + 1 < n ? k : 2 * k) + v.exchange[i] + slope;
    right[i] = v.exchange[i] * supply.oxygen - v.burnt[i] * oxygen[i] / below + slope * oxygen[i];
    if (i + 1 == n) right[i] += 2 * k * constants.choroid;
    if (i > 0) {
      const double factor = k / pivot[i - 1];
      pivot[i] -= factor * k;
      right[i] += factor * right[i - 1];
    }
  }
  double change = 0, next = 0;
  for (std::size_t i = n; i-- > 0;) {
    next = std::max(0.0, (right[i] + (i + 1 < n ? k * next : 0)) / pivot[i]);
    change = std::max(change, std::abs(next - oxygen[i]));
    oxygen[i] = next;
  }
  return change;
}

void measure(const RetinaColumn& column, const Voxels& v, const ColumnSupply& supply,
             const RetinaOxygenConstants& constants, OxygenProfile& profile) {
  const std::size_t n = profile.oxygen.size();
  const double total = total_thickness(column);
  double inner = 0;
  for (std::size_t layer = 0; layer < inner_layer_count; ++layer) inner += column.thickness[layer];
  double consumed = 0, outer = 0, supplied = 0, hypoxic = 0, half = 0;
  profile.minimum = profile.oxygen.front();
  for (std::size_t i = 0; i < n; ++i) {
    const double p = profile.oxygen[i], low = static_cast<double>(i) * v.size;
    profile.depth.push_back(low + v.size / 2);
    const double burnt = v.burnt[i] * p / (p + constants.half_maximum);
    consumed += burnt * v.size;
    supplied += v.exchange[i] * (supply.oxygen - p) * v.size;
    outer += burnt * overlap(low, low + v.size, inner, total);
    if (p < hypoxia) hypoxic += overlap(low, low + v.size, 0, inner);
    half += p * overlap(low, low + v.size, 0, total / 2);
    if (p < profile.minimum) {
      profile.minimum = p;
      profile.minimum_depth = profile.depth.back() / total;
    }
  }
  supplied += 2 * constants.permeability / v.size * (constants.choroid - profile.oxygen.back());
  profile.inner_half = half / (total / 2);
  profile.outer_consumption = outer / (total - inner) / consumption_unit;
  profile.hypoxic = hypoxic / inner;
  profile.imbalance = consumed > 0 ? std::abs(supplied - consumed) / consumed : 0;
}

}  // namespace

OxygenProfile solve_column(const RetinaColumn& column, const ColumnSupply& supply,
                           const RetinaOxygenConstants& constants, std::size_t voxels) {
  check(column, supply, constants, voxels);
  const Voxels v = divide(column, supply, voxels);
  OxygenProfile profile;
  profile.oxygen.assign(voxels, supply.oxygen);
  // Consumption is concave: from above, Newton's steps go down to the root and never past it.
  for (int step = 0; step < 100; ++step) {
    if (newton_step(v, supply, constants, profile.oxygen) < 1e-10) break;
  }
  measure(column, v, supply, constants, profile);
  return profile;
}

}  // namespace cytotwin
