#include "twin/simulation/observe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace cytotwin {

namespace {

bool is_necrotic(CellState state) {
  return state == CellState::necrotic_swelling || state == CellState::necrotic_lysed;
}

void require_equal_sizes(const SpheroidCells& cells) {
  const std::size_t size = cells.x.size();
  for (const std::size_t other : {cells.y.size(), cells.z.size(), cells.radius.size(),
                                  cells.state.size(), cells.cycling.size()}) {
    if (other != size) {
      throw std::invalid_argument(
          fmt::format("SpheroidCells: columns of {} and {} values", size, other));
    }
  }
}

void require_options(const StructureOptions& options) {
  const auto share = [](double value) { return value > 0 && value < 1; };
  if (!(options.shell > 0) || options.cells_a_shell == 0 || !share(options.necrotic_share) ||
      !share(options.inhibited_share)) {
    throw std::invalid_argument(fmt::format(
        "structure_of: shell {} (> 0), cells_a_shell {} (> 0), necrotic_share {} and "
        "inhibited_share {} (in (0, 1))",
        options.shell, options.cells_a_shell, options.necrotic_share, options.inhibited_share));
  }
}

/// Means over the cells of one shell.
struct Shell {
  std::size_t cells = 0;
  double distance = 0;        ///< mean of its cells [um]
  double necrotic_share = 0;  ///< of the cells
  double cycling_share = 0;   ///< of the cells
};

/// Cells in order of distance from the centroid; ties by row.
class RadialOrder {
 public:
  explicit RadialOrder(const SpheroidCells& cells)
      : cells_(cells), rows_(cells.x.size()), distance_(cells.x.size()) {
    const Vec3 centre = centroid(cells);
    for (std::size_t i = 0; i < distance_.size(); ++i) {
      distance_[i] = norm(Vec3{cells.x[i], cells.y[i], cells.z[i]} - centre);
    }
    std::iota(rows_.begin(), rows_.end(), std::size_t{0});
    std::stable_sort(rows_.begin(), rows_.end(),
                     [&](std::size_t a, std::size_t b) { return distance_[a] < distance_[b]; });
  }

  std::size_t size() const { return rows_.size(); }
  double distance(std::size_t rank) const { return distance_[rows_[rank]]; }

  Shell shell(std::size_t begin, std::size_t end) const {
    Shell shell;
    shell.cells = end - begin;
    double necrotic = 0, cycling = 0;
    for (std::size_t rank = begin; rank < end; ++rank) {
      const std::size_t i = rows_[rank];
      if (is_necrotic(cells_.state[i])) necrotic += 1;
      if (cells_.state[i] == CellState::live && cells_.cycling[i] != 0) cycling += 1;
      shell.distance += distance_[i];
    }
    shell.distance /= static_cast<double>(shell.cells);
    shell.necrotic_share = necrotic / static_cast<double>(shell.cells);
    shell.cycling_share = cycling / static_cast<double>(shell.cells);
    return shell;
  }

  std::vector<Shell> shells(const StructureOptions& options) const {
    std::vector<Shell> shells;
    std::size_t begin = 0;
    double inner = 0;
    std::size_t last_begin = 0;
    for (std::size_t end = 1; end <= size(); ++end) {
      const bool thick = distance(end - 1) - inner >= options.shell;
      const bool last = end == size();
      if (!last && !(thick && end - begin >= options.cells_a_shell)) continue;
      const bool short_rest =
          last && !shells.empty() && !(thick && end - begin >= options.cells_a_shell);
      if (short_rest) {
        shells.back() = shell(last_begin, end);
      } else {
        shells.push_back(shell(begin, end));
      }
      last_begin = begin;
      begin = end;
      inner = distance(end - 1);
    }
    return shells;
  }

 private:
  const SpheroidCells& cells_;
  std::vector<std::size_t> rows_;
  std::vector<double> distance_;
};

/// Outermost place where a share that is high inside falls below a level on the way out.
template <class Share>
double outermost_fall(const std::vector<Shell>& shells, double level, double outer, Share&& share) {
  if (share(shells.back()) >= level) return outer;
  for (std::size_t s = shells.size() - 1; s-- > 0;) {
    const double inside = share(shells[s]), outside = share(shells[s + 1]);
    if (inside < level) continue;
    const double way = (inside - level) / (inside - outside);
    return shells[s].distance + way * (shells[s + 1].distance - shells[s].distance);
  }
  return 0;
}

}  // namespace

double CellCounts::live_fraction() const {
  return total() > 0 ? static_cast<double>(live) / static_cast<double>(total()) : 0;
}
double CellCounts::cycling_fraction() const {
  return live > 0 ? static_cast<double>(cycling) / static_cast<double>(live) : 0;
}

CellCounts count_cells(const SpheroidCells& cells) {
  require_equal_sizes(cells);
  CellCounts counts;
  for (std::size_t i = 0; i < cells.state.size(); ++i) {
    const CellState state = cells.state[i];
    counts.live += state == CellState::live ? 1 : 0;
    counts.apoptotic += state == CellState::apoptotic ? 1 : 0;
    counts.necrotic += is_necrotic(state) ? 1 : 0;
    counts.cycling += state == CellState::live && cells.cycling[i] != 0 ? 1 : 0;
  }
  return counts;
}

FieldSummary summarise(std::span<const double> values) {
  if (values.empty()) return {};
  FieldSummary summary{values.front(), 0, values.front()};
  for (const double value : values) {
    summary.smallest = std::min(summary.smallest, value);
    summary.largest = std::max(summary.largest, value);
    summary.mean += value;
  }
  summary.mean /= static_cast<double>(values.size());
  return summary;
}

Vec3 centroid(const SpheroidCells& cells) {
  Vec3 sum;
  double volume = 0;
  for (std::size_t i = 0; i < cells.x.size(); ++i) {
    const double cube = cells.radius[i] * cells.radius[i] * cells.radius[i];
    sum = sum + cube * Vec3{cells.x[i], cells.y[i], cells.z[i]};
    volume += cube;
  }
  return volume > 0 ? (1 / volume) * sum : Vec3{};
}

double largest_extent(const SpheroidCells& cells, Vec3 centre) {
  double extent = 0;
  for (std::size_t i = 0; i < cells.x.size(); ++i) {
    const double distance = norm(Vec3{cells.x[i], cells.y[i], cells.z[i]} - centre);
    extent = std::max(extent, distance + cells.radius[i]);
  }
  return extent;
}

double distance_quantile(const SpheroidCells& cells, Vec3 centre, double share) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < cells.x.size(); ++i) {
    distances.push_back(norm(Vec3{cells.x[i], cells.y[i], cells.z[i]} - centre));
  }
  return quantile(std::move(distances), share);
}

double quantile(std::vector<double> sample, double share) {
  if (sample.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(sample.size()));
  const auto nth = sample.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sample.begin(), nth, sample.end());
  return *nth;
}

SpheroidStructure structure_of(const SpheroidCells& cells, const StructureOptions& options) {
  require_options(options);
  require_equal_sizes(cells);
  SpheroidStructure structure;
  structure.outer = projected_radius(cells.x, cells.y, cells.radius, options.pixel);
  if (cells.x.empty()) return structure;
  const RadialOrder order(cells);
  const auto shells = order.shells(options);
  structure.necrotic = outermost_fall(shells, options.necrotic_share, structure.outer,
                                      [](const Shell& shell) { return shell.necrotic_share; });
  const double rim = order.shell(order.size() * 3 / 4, order.size()).cycling_share;
  const double level = -options.inhibited_share * rim;
  // The surface cycles by definition; of its few cells many can be between cycles by chance.
  const double surface = order.distance(order.size() * 9 / 10);
  const auto arrest = [&](const Shell& shell) {
    return shell.distance > surface ? -rim : -shell.cycling_share;
  };
  structure.inhibited =
      rim > 0 ? outermost_fall(shells, level, structure.outer, arrest) : structure.outer;
  structure.inhibited = std::max(structure.inhibited, structure.necrotic);
  return structure;
}

}  // namespace cytotwin
