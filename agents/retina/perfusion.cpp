#include "agents/retina/perfusion.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {

namespace {

// In samples half a column apart at most, so that no column on the way is missed by more than that.
void add_pieces(const ColumnGrid& grid, std::uint32_t segment, Vec3 from, Vec3 to,
                std::vector<PerfusionMap::Piece>& pieces) {
  const double length = norm(to - from);
  const auto samples = static_cast<std::size_t>(std::ceil(2 * length / grid.spacing)) + 1;
  for (std::size_t k = 0; k < samples; ++k) {
    const double along = (static_cast<double>(k) + 0.5) / static_cast<double>(samples);
    const Vec3 p = from + along * (to - from);
    const auto column = static_cast<std::uint32_t>(grid.column_of(p.x, p.y));
    const double part = length / static_cast<double>(samples);
    if (!pieces.empty() && pieces.back().segment == segment && pieces.back().column == column) {
      pieces.back().length += part;
    } else {
      pieces.push_back({segment, column, part});
    }
  }
}

}  // namespace

PerfusionMap::PerfusionMap(const ColumnGrid& grid, std::span<const Vec3> from,
                           std::span<const Vec3> to, std::span<const double> weight, double reach)
    : weight_(weight.begin(), weight.end()),
      whole_(grid.size(), 0),
      share_(grid.size(), 1),
      supply_(grid.size(), 1),
      screen_(grid, reach) {
  for (std::size_t s = 0; s < from.size(); ++s)
    add_pieces(grid, static_cast<std::uint32_t>(s), from[s], to[s], pieces_);
  for (const Piece& piece : pieces_) whole_[piece.column] += weight_[piece.segment] * piece.length;
  screen_.spread(whole_, whole_);
  std::vector<double> sorted = whole_;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                   sorted.end());
  usual_ = sorted[sorted.size() / 2];
}

void PerfusionMap::solve(std::span<const std::uint8_t> perfused) {
  std::fill(share_.begin(), share_.end(), 0);
  for (const Piece& piece : pieces_) {
    if (perfused[piece.segment] != 0) share_[piece.column] += weight_[piece.segment] * piece.length;
  }
  screen_.spread(share_, share_);
  for (std::size_t c = 0; c < share_.size(); ++c) {
    supply_[c] = usual_ > 0 ? std::clamp(share_[c] / usual_, 0.0, 1.0) : 0;
    share_[c] = whole_[c] > 0 ? std::clamp(share_[c] / whole_[c], 0.0, 1.0) : 1;
  }
}

std::vector<std::uint8_t> PerfusionMap::lit(std::span<const std::uint8_t> perfused) const {
  std::vector<std::uint8_t> columns(share_.size(), 0);
  for (const Piece& piece : pieces_) {
    if (perfused[piece.segment] != 0) columns[piece.column] = 1;
  }
  return columns;
}

}  // namespace cytotwin
