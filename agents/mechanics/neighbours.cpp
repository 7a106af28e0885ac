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

constexpr std::size_t cell_block = 4096;
constexpr std::size_t bin_block = 64;
constexpr std::size_t most_neighbours = 4096;
constexpr double most_bins_a_cell = 64;  // sparse tissues get coarser bins, not more memory

std::string describe_place(const Population& cells, std::size_t i) {
  return fmt::format("at ({:.6g}, {:.6g}, {:.6g}) um, radius {:.6g} um", cells.x[i], cells.y[i],
                     cells.z[i], cells.radius[i]);
}

// Squared distance from a point with its limit less the squared limit; negative = neighbour.
CYTOTWIN_SIMD void beyond_limit(const double* x, const double* y, const double* z, const double* r,
                                std::size_t n, const double* self, double reach, double skin,
                                double* excess) {
  for (std::size_t q = 0; q < n; ++q) {
    const double dx = x[q] - self[0], dy = y[q] - self[1], dz = z[q] - self[2];
    const double limit = reach * (self[3] + r[q]) + skin;
    excess[q] = dx * dx + dy * dy + dz * dz - limit * limit;
  }
}

// Sorts few rows by counting, for each, those below it: no branch to mispredict, lanes side by
// side.
constexpr std::size_t few = 32;
CYTOTWIN_SIMD void sort_few(std::uint32_t* rows, std::size_t n) {
  std::int32_t value[few], rank[few];
  for (std::size_t a = 0; a < few; ++a) {
    value[a] = a < n ? static_cast<std::int32_t>(rows[a]) : INT32_MAX;
    rank[a] = 0;
  }
  const std::size_t lanes = (n + 7) / 8 * 8;
  for (std::size_t b = 0; b < n; ++b) {
    const std::int32_t pivot = value[b];
    for (std::size_t a = 0; a < lanes; ++a) rank[a] += pivot < value[a] ? 1 : 0;
  }
  for (std::size_t a = 0; a < n; ++a) rows[rank[a]] = static_cast<std::uint32_t>(value[a]);
}

}  // namespace

// Cells that a bin's members may have as neighbours, side by side for the vector unit.
struct NeighbourList::Candidates {
  std::vector<double> x, y, z, r, excess;
  std::vector<std::uint32_t> row;

  void clear() {
    for (auto* column : {&x, &y, &z, &r}) column->clear();
    row.clear();
  }
};

// Where cells lie and how large they are.
struct NeighbourList::Extent {
  std::array<double, 3> lower{}, upper{};
  double largest_radius = 0;

  Extent(const Population& cells, const Workers& workers) {
    const std::array<const std::vector<double>*, 3> position = {&cells.x, &cells.y, &cells.z};
    const auto largest = [&](const std::vector<double>& column, double sign) {
      return workers.max_blocks(column.size(), cell_block, [&](std::size_t begin, std::size_t end) {
        double most = sign * column[begin];
        for (std::size_t i = begin; i < end; ++i) most = std::max(most, sign * column[i]);
        return most;
      });
    };
    for (std::size_t a = 0; a < 3; ++a) {
      lower[a] = -largest(*position[a], -1);
      upper[a] = largest(*position[a], 1);
    }
    largest_radius = std::max(largest(cells.radius, 1), 0.0);
  }

  double largest() const {
    double most = largest_radius;
    for (std::size_t a = 0; a < 3; ++a) most = std::max({most, -lower[a], upper[a]});
    return most;
  }
};

// Cells sorted by bin, by row within a bin.
struct NeighbourList::Bins {
  std::array<double, 3> lower{};
  std::array<std::size_t, 3> count{};
  double size = 1;                   // [um]
  std::vector<std::uint32_t> start;  // first member of each bin, one more than bins
  std::vector<std::uint32_t> row;    // of each member
  std::vector<double> x, y, z, r;    // of each member

  Bins(const Population& cells, const Extent& extent, double reach, double skin,
       const Workers& workers) {
    fit(extent, cells.size(), reach, skin);
    sort(cells, workers);
  }

  std::size_t bins() const { return start.size() - 1; }

  /// The members of a bin and of all around it.
  void gather(std::size_t bin, Candidates& near) const {
    near.clear();
    const std::array<std::size_t, 3> own = {bin % count[0], bin / count[0] % count[1],
                                            bin / (count[0] * count[1])};
    std::array<std::size_t, 3> first{}, last{};
    for (std::size_t a = 0; a < 3; ++a) {
      first[a] = own[a] - (own[a] > 0 ? 1 : 0);
      last[a] = std::min(count[a] - 1, own[a] + 1);
    }
    for (std::size_t k = first[2]; k <= last[2]; ++k) {
      for (std::size_t j = first[1]; j <= last[1]; ++j) {
        const std::size_t line = count[0] * (j + count[1] * k);
        append(start[line + first[0]], start[line + last[0] + 1], near);
      }
    }
  }

 private:
  std::size_t along(double coordinate, std::size_t axis) const {
    return static_cast<std::size_t>((coordinate - lower[axis]) / size);
  }

  void append(std::size_t begin, std::size_t end, Candidates& near) const {
    const auto copy = [&](const auto& from, auto& to) {
      to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
                from.begin() + static_cast<std::ptrdiff_t>(end));
    };
    copy(x, near.x);
    copy(y, near.y);
    copy(z, near.z);
    copy(r, near.r);
    copy(row, near.row);
  }

  void fit(const Extent& extent, std::size_t cells, double reach, double skin) {
    lower = extent.lower;
    size = std::max(1e-3, 2 * reach * extent.largest_radius + skin);
    const auto bins_needed = [&] {
      double product = 1;
      for (std::size_t a = 0; a < 3; ++a) {
        product *= std::floor((extent.upper[a] - lower[a]) / size) + 1;
      }
      return product;
    };
    while (bins_needed() > most_bins_a_cell * static_cast<double>(cells) + 1000) size *= 2;
    for (std::size_t a = 0; a < 3; ++a) count[a] = along(extent.upper[a], a) + 1;
  }

  // Only the counting itself is one thread's.
  void sort(const Population& cells, const Workers& workers) {
    const std::size_t n = cells.size();
    std::vector<std::uint32_t> bin(n);
    workers.for_blocks(n, cell_block, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        bin[i] = static_cast<std::uint32_t>(
            along(cells.x[i], 0) +
            count[0] * (along(cells.y[i], 1) + count[1] * along(cells.z[i], 2)));
      }
    });
    start.assign(count[0] * count[1] * count[2] + 1, 0);
    for (const std::uint32_t b : bin) ++start[b + 1];
    for (std::size_t b = 1; b < start.size(); ++b) start[b] += start[b - 1];
    auto next = start;
    row.resize(n);
    for (std::size_t i = 0; i < n; ++i) row[next[bin[i]]++] = static_cast<std::uint32_t>(i);
    for (auto* column : {&x, &y, &z, &r}) column->resize(n);
    workers.for_blocks(n, cell_block, [&](std::size_t begin, std::size_t end) {
      for (std::size_t m = begin; m < end; ++m) {
        const std::uint32_t i = row[m];
        x[m] = cells.x[i];
        y[m] = cells.y[i];
        z[m] = cells.z[i];
        r[m] = cells.radius[i];
      }
    });
  }
};

void NeighbourList::set_reach(double reach) {
  constexpr double wasteful = 1.25;
  if (reach <= reach_ && reach * wasteful >= reach_) return;
  reach_ = reach;
  valid_ = false;
}

bool NeighbourList::update(const Population& cells, double minutes, const Workers& workers) {
  if (valid_ && built_x_.size() == cells.size() && !outdated(cells, workers)) return false;
  build(cells, minutes, workers);
  return true;
}

bool NeighbourList::outdated(const Population& cells, const Workers& workers) const {
  const double moved =
      workers.max_blocks(cells.size(), cell_block, [&](std::size_t begin, std::size_t end) {
        double most = 0;
        for (std::size_t i = begin; i < end; ++i) {
          const double dx = cells.x[i] - built_x_[i], dy = cells.y[i] - built_y_[i],
                       dz = cells.z[i] - built_z_[i];
          const double grown = std::max(0.0, cells.radius[i] - built_r_[i]);
          most = std::max(most, std::sqrt(dx * dx + dy * dy + dz * dz) + reach_ * grown);
        }
        return most;
      });
  return moved + rounding_ > skin_ / 2;
}

// The neighbours of one member among the candidates of its bin, in ascending row order.
std::size_t NeighbourList::collect(const Bins& bins, std::size_t member, Candidates& near,
                                   std::uint32_t* found) const {
  const double self[4] = {bins.x[member], bins.y[member], bins.z[member], bins.r[member]};
  beyond_limit(near.x.data(), near.y.data(), near.z.data(), near.r.data(), near.row.size(), self,
               reach_, skin_, near.excess.data());
  const std::uint32_t own = bins.row[member];
  const std::uint32_t* row = near.row.data();
  const double* excess = near.excess.data();
  std::size_t kept = 0;
  for (std::size_t q = 0, n = near.row.size(); q < n; ++q) {
    found[kept] = row[q];
    kept += static_cast<std::size_t>(excess[q] < 0) & static_cast<std::size_t>(row[q] != own);
  }
  if (kept <= few) {
    sort_few(found, kept);
  } else {
    std::sort(found, found + kept);
  }
  return kept;
}

void NeighbourList::remember(const Population& cells, const Workers& workers) {
  for (auto* column : {&built_x_, &built_y_, &built_z_, &built_r_}) column->resize(cells.size());
  workers.for_blocks(cells.size(), cell_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      built_x_[i] = static_cast<float>(cells.x[i]);
      built_y_[i] = static_cast<float>(cells.y[i]);
      built_z_[i] = static_cast<float>(cells.z[i]);
      built_r_[i] = static_cast<float>(cells.radius[i]);
    }
  });
}

void NeighbourList::build(const Population& cells, double minutes, const Workers& workers) {
  const std::size_t n = cells.size();
  offset_.assign(n + 1, 0);
  neighbour_.clear();
  remember(cells, workers);
  valid_ = true;
  if (n == 0) return;
  valid_ = false;  // until all went well
  const Extent extent(cells, workers);
  // A float is off by 2^-24 of the value at most, here in three places and in reach x radius.
  rounding_ = std::ldexp(3 + reach_, -24) * extent.largest();
  const Bins bins(cells, extent, reach_, skin_, workers);

  std::vector<std::vector<std::uint32_t>> found((bins.bins() + bin_block - 1) / bin_block);
  workers.for_blocks(bins.bins(), bin_block, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& rows = found[begin / bin_block];
    Candidates near;
    for (std::size_t bin = begin; bin < end; ++bin) {
      if (bins.start[bin] == bins.start[bin + 1]) continue;
      bins.gather(bin, near);
      near.excess.resize(near.row.size());
      for (std::size_t m = bins.start[bin]; m < bins.start[bin + 1]; ++m) {
        const std::size_t before = rows.size(), i = bins.row[m];
        rows.resize(before + near.row.size());
        const std::size_t kept = collect(bins, m, near, rows.data() + before);
        rows.resize(before + kept);
        if (kept > most_neighbours) {
          throw RunError(
              fmt::format("more than {} neighbours: cells lie on one point", most_neighbours),
              minutes, cells.id[i], describe_place(cells, i));
        }
        offset_[i + 1] = static_cast<std::uint32_t>(kept);
      }
    }
  });

  for (std::size_t i = 0; i < n; ++i) offset_[i + 1] += offset_[i];
  neighbour_.resize(offset_[n]);
  valid_ = true;
  workers.for_blocks(bins.bins(), bin_block, [&](std::size_t begin, std::size_t end) {
    const std::uint32_t* next = found[begin / bin_block].data();
    for (std::size_t m = bins.start[begin]; m < bins.start[end]; ++m) {
      const std::size_t i = bins.row[m], count = offset_[i + 1] - offset_[i];
      std::copy_n(next, count, neighbour_.begin() + static_cast<std::ptrdiff_t>(offset_[i]));
      next += count;
    }
  });
}

std::size_t NeighbourList::bytes() const {
  return (offset_.capacity() + neighbour_.capacity()) * sizeof(std::uint32_t) +
         4 * built_x_.capacity() * sizeof(float);
}

}  // namespace cytotwin
