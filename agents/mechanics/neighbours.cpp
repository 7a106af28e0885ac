#include "agents/mechanics/neighbours.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/errors.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

constexpr std::size_t block = 1024;
constexpr std::size_t most_neighbours = 4096;
constexpr double most_bins_a_cell = 64;  // sparse tissues get coarser bins, not more memory

std::string describe_place(const Population& cells, std::size_t i) {
  return fmt::format("at ({:.6g}, {:.6g}, {:.6g}) um, radius {:.6g} um", cells.x[i], cells.y[i],
                     cells.z[i], cells.radius[i]);
}

// Squared distance less the squared limit of n candidates; negative = neighbour.
CYTOTWIN_SIMD void beyond_limit(const double* x, const double* y, const double* z, const double* r,
                                std::size_t n, const double* self, double reach, double skin,
                                double* excess) {
  for (std::size_t q = 0; q < n; ++q) {
    const double dx = x[q] - self[0], dy = y[q] - self[1], dz = z[q] - self[2];
    const double limit = reach * (self[3] + r[q]) + skin;
    excess[q] = dx * dx + dy * dy + dz * dz - limit * limit;
  }
}

}  // namespace

// Cells sorted by bin, by row within a bin.
struct NeighbourList::Bins {
  std::array<double, 3> lower{};
  std::array<std::size_t, 3> count{};
  double size = 1;                   // [um]
  std::vector<std::uint32_t> start;  // first member of each bin, one more than bins
  std::vector<std::uint32_t> row;    // of each member
  std::vector<double> x, y, z, r;    // of each member

  Bins(const Population& cells, double reach, double skin) {
    fit(cells, reach, skin);
    sort(cells);
  }

  std::size_t along(double coordinate, std::size_t axis) const {
    return static_cast<std::size_t>((coordinate - lower[axis]) / size);
  }

 private:
  void fit(const Population& cells, double reach, double skin) {
    double largest = 0;
    std::array<double, 3> upper{};
    const std::array<const std::vector<double>*, 3> position = {&cells.x, &cells.y, &cells.z};
    for (std::size_t a = 0; a < 3; ++a) {
      const auto [low, high] = std::minmax_element(position[a]->begin(), position[a]->end());
      lower[a] = *low;
      upper[a] = *high;
    }
    for (const double radius : cells.radius) largest = std::max(largest, radius);
    size = std::max(1e-3, (2 * reach * largest + skin) / 2);
    const auto bins = [&] {
      double product = 1;
      for (std::size_t a = 0; a < 3; ++a) product *= std::floor((upper[a] - lower[a]) / size) + 1;
      return product;
    };
    while (bins() > most_bins_a_cell * static_cast<double>(cells.size()) + 1000) size *= 2;
    for (std::size_t a = 0; a < 3; ++a) count[a] = along(upper[a], a) + 1;
  }

  void sort(const Population& cells) {
    const std::size_t n = cells.size();
    std::vector<std::uint32_t> bin(n);
    start.assign(count[0] * count[1] * count[2] + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
      bin[i] = static_cast<std::uint32_t>(
          along(cells.x[i], 0) +
          count[0] * (along(cells.y[i], 1) + count[1] * along(cells.z[i], 2)));
      ++start[bin[i] + 1];
    }
    for (std::size_t b = 1; b < start.size(); ++b) start[b] += start[b - 1];
    auto next = start;
    row.resize(n);
    for (std::size_t i = 0; i < n; ++i) row[next[bin[i]]++] = static_cast<std::uint32_t>(i);
    const auto gathered = [&](const std::vector<double>& column) {
      std::vector<double> sorted(n);
      for (std::size_t m = 0; m < n; ++m) sorted[m] = column[row[m]];
      return sorted;
    };
    x = gathered(cells.x);
    y = gathered(cells.y);
    z = gathered(cells.z);
    r = gathered(cells.radius);
  }
};

bool NeighbourList::update(const Population& cells, double minutes, const Workers& workers) {
  if (valid_ && built_x_.size() == cells.size() && !outdated(cells, workers)) return false;
  build(cells, minutes, workers);
  return true;
}

bool NeighbourList::outdated(const Population& cells, const Workers& workers) const {
  const double moved =
      workers.max_blocks(cells.size(), 4 * block, [&](std::size_t begin, std::size_t end) {
        double most = 0;
        for (std::size_t i = begin; i < end; ++i) {
          const double dx = cells.x[i] - built_x_[i], dy = cells.y[i] - built_y_[i],
                       dz = cells.z[i] - built_z_[i];
          const double grown = std::max(0.0, cells.radius[i] - built_r_[i]);
          most = std::max(most, std::sqrt(dx * dx + dy * dy + dz * dz) + reach_ * grown);
        }
        return most;
      });
  return moved > skin_ / 2;
}

void NeighbourList::collect(const Bins& bins, std::size_t member,
                            std::vector<std::uint32_t>& found) const {
  const double self[4] = {bins.x[member], bins.y[member], bins.z[member], bins.r[member]};
  std::array<std::size_t, 3> first{}, last{};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t own = bins.along(self[a], a);
    first[a] = own < 2 ? 0 : own - 2;
    last[a] = std::min(bins.count[a] - 1, own + 2);
  }
  constexpr std::size_t chunk = 128;
  double excess[chunk];
  for (std::size_t k = first[2]; k <= last[2]; ++k) {
    for (std::size_t j = first[1]; j <= last[1]; ++j) {
      const std::size_t line = bins.count[0] * (j + bins.count[1] * k);
      const std::size_t end = bins.start[line + last[0] + 1];
      for (std::size_t at = bins.start[line + first[0]]; at < end; at += chunk) {
        const std::size_t n = std::min(chunk, end - at);
        beyond_limit(&bins.x[at], &bins.y[at], &bins.z[at], &bins.r[at], n, self, reach_, skin_,
                     excess);
        for (std::size_t q = 0; q < n; ++q) {
          if (excess[q] < 0 && at + q != member) found.push_back(bins.row[at + q]);
        }
      }
    }
  }
}

void NeighbourList::build(const Population& cells, double minutes, const Workers& workers) {
  const std::size_t n = cells.size();
  built_x_ = cells.x;
  built_y_ = cells.y;
  built_z_ = cells.z;
  built_r_ = cells.radius;
  offset_.assign(n + 1, 0);
  neighbour_.clear();
  valid_ = true;
  if (n == 0) return;
  valid_ = false;  // until all went well
  const Bins bins(cells, reach_, skin_);
  std::vector<std::uint32_t> member_of(n);
  for (std::size_t m = 0; m < n; ++m) member_of[bins.row[m]] = static_cast<std::uint32_t>(m);

  std::vector<std::vector<std::uint32_t>> found((n + block - 1) / block);
  workers.for_blocks(n, block, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& rows = found[begin / block];
    rows.reserve((end - begin) * 24);
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t before = rows.size();
      collect(bins, member_of[i], rows);
      if (rows.size() - before > most_neighbours) {
        throw RunError(
            fmt::format("more than {} neighbours: cells lie on one point", most_neighbours),
            minutes, cells.id[i], describe_place(cells, i));
      }
      std::sort(rows.begin() + static_cast<std::ptrdiff_t>(before), rows.end());
      offset_[i + 1] = static_cast<std::uint32_t>(rows.size() - before);
    }
  });
  for (std::size_t i = 0; i < n; ++i) offset_[i + 1] += offset_[i];
  neighbour_.resize(offset_[n]);
  valid_ = true;
  workers.for_blocks(found.size(), 1, [&](std::size_t b, std::size_t) {
    std::copy(found[b].begin(), found[b].end(),
              neighbour_.begin() + static_cast<std::ptrdiff_t>(offset_[b * block]));
  });
}

std::size_t NeighbourList::bytes() const {
  return (offset_.capacity() + neighbour_.capacity()) * sizeof(std::uint32_t) +
         4 * built_x_.capacity() * sizeof(double);
}

}  // namespace cytotwin
