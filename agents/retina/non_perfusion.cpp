#include "agents/retina/non_perfusion.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "core/random.h"

namespace cytotwin {

namespace {

/// Disjoint sets with path halving.
class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

constexpr double square_um_in_square_mm = 1e6;

std::vector<std::uint8_t> dark_columns(const ColumnGrid& grid,
                                       std::span<const std::uint8_t> perfused, double reach) {
  const auto steps = static_cast<std::ptrdiff_t>(reach / grid.spacing);
  const auto nx = static_cast<std::ptrdiff_t>(grid.nx), ny = static_cast<std::ptrdiff_t>(grid.ny);
  std::vector<std::uint8_t> dark(grid.size(), 1);
  for (std::ptrdiff_t j = 0; j < ny; ++j) {
    for (std::ptrdiff_t i = 0; i < nx; ++i) {
      if (perfused[static_cast<std::size_t>(i + nx * j)] == 0) continue;
      for (std::ptrdiff_t dj = -steps; dj <= steps; ++dj) {
        for (std::ptrdiff_t di = -steps; di <= steps; ++di) {
          const bool outside = i + di < 0 || i + di >= nx || j + dj < 0 || j + dj >= ny;
          const double distance = grid.spacing * std::hypot(di, dj);
          if (!outside && distance <= reach)
            dark[static_cast<std::size_t>(i + di + nx * (j + dj))] = 0;
        }
      }
    }
  }
  return dark;
}

Groups dark_areas(const ColumnGrid& grid, const std::vector<std::uint8_t>& dark) {
  Groups groups(grid.size());
  for (std::size_t c = 0; c < grid.size(); ++c) {
    if (dark[c] == 0) continue;
    if ((c + 1) % grid.nx != 0 && dark[c + 1] != 0) groups.join(c, c + 1);
    if (c + grid.nx < grid.size() && dark[c + grid.nx] != 0) groups.join(c, c + grid.nx);
  }
  return groups;
}

}  // namespace

std::vector<std::size_t> contiguous_groups(std::span<const SegmentEnds> ends, std::size_t nodes,
                                           std::span<const std::uint8_t> marked) {
  Groups groups(nodes);
  for (std::size_t s = 0; s < ends.size(); ++s) {
    if (marked[s] != 0) groups.join(ends[s][0], ends[s][1]);
  }
  std::vector<std::size_t> count(nodes, 0);
  for (std::size_t s = 0; s < ends.size(); ++s) {
    if (marked[s] != 0) ++count[groups.find(ends[s][0])];
  }
  std::erase(count, std::size_t{0});
  std::sort(count.begin(), count.end(), std::greater<>());
  return count;
}

double largest_contiguous_share(std::span<const SegmentEnds> ends, std::size_t nodes,
                                std::span<const std::uint8_t> marked) {
  const std::vector<std::size_t> groups = contiguous_groups(ends, nodes, marked);
  if (groups.empty()) return 0;
  const std::size_t all = std::accumulate(groups.begin(), groups.end(), std::size_t{0});
  return static_cast<double>(groups.front()) / static_cast<double>(all);
}

std::vector<std::uint8_t> random_mask(std::span<const std::uint8_t> eligible, std::size_t marked,
                                      std::uint64_t seed, std::uint64_t number) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t s = 0; s < eligible.size(); ++s) {
    if (eligible[s] == 0) continue;
    const auto step = static_cast<std::uint32_t>(number);
    order.emplace_back(RandomStream(seed, s, step, Purpose::random_mask).uniform(), s);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint8_t> mask(eligible.size(), 0);
  for (std::size_t k = 0; k < std::min(marked, order.size()); ++k) mask[order[k].second] = 1;
  return mask;
}

AngiogramMeasures measure_angiogram(const ColumnGrid& grid, std::span<const std::uint8_t> perfused,
                                    double reach, double least_area, double fovea_x,
                                    double fovea_y) {
  AngiogramMeasures measures;
  measures.dark = dark_columns(grid, perfused, reach);
  Groups groups = dark_areas(grid, measures.dark);
  std::vector<double> area(grid.size(), 0);
  for (std::size_t c = 0; c < grid.size(); ++c) {
    if (measures.dark[c] != 0) area[groups.find(c)] += grid.area() / square_um_in_square_mm;
  }
  const std::size_t fovea = grid.column_of(fovea_x, fovea_y);
  const std::size_t zone = measures.dark[fovea] != 0 ? groups.find(fovea) : grid.size();
  for (std::size_t c = 0; c < grid.size(); ++c) {
    if (c == zone) {
      measures.foveal_avascular = area[c];
    } else if (area[c] >= least_area) {
      measures.non_perfused += area[c];
    }
  }
  return measures;
}

}  // namespace cytotwin
