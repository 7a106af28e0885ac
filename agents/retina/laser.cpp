#include "agents/retina/laser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cytotwin {

namespace {

double width(const ColumnGrid& grid) { return grid.spacing * static_cast<double>(grid.nx); }
double height(const ColumnGrid& grid) { return grid.spacing * static_cast<double>(grid.ny); }

// Spots in rows, every other row shifted by half: the pitch that makes the burned share.
bool in_spot(const ColumnGrid& grid, const LaserSession& session, std::size_t column) {
  const double area = std::numbers::pi * session.spot * session.spot / 4;
  const double pitch = std::sqrt(area / session.burned_share);
  const double y = grid.y(column) - grid.bottom;
  const double row = std::floor(y / pitch);
  const double shift = std::fmod(row, 2) != 0 ? pitch / 2 : 0;
  const double x = grid.x(column) - grid.left + shift;
  const double dx = x - (std::floor(x / pitch) + 0.5) * pitch;
  return std::hypot(dx, y - (row + 0.5) * pitch) <= session.spot / 2;
}

// Strips from the artery's side (low y) to the vein's across the middle of the way, evenly apart
// along both.
bool in_band(const ColumnGrid& grid, const LaserSession& session, std::size_t column) {
  const double along = (grid.y(column) - grid.bottom) / height(grid);
  if (std::abs(along - 0.5) > session.band_length / 2) return false;
  const double gap = width(grid) / session.bands;
  const double x = grid.x(column) - grid.left;
  return std::abs(x - (std::floor(x / gap) + 0.5) * gap) <= session.spot / 2;
}

}  // namespace

std::vector<std::uint8_t> burned_columns(const ColumnGrid& grid, const LaserSession& session,
                                         double fovea_x, double fovea_y) {
  std::vector<std::uint8_t> burned(grid.size(), 0);
  if (session.pattern == LaserSession::Pattern::focal) return burned;
  const bool bands = session.pattern == LaserSession::Pattern::bands;
  for (std::size_t c = 0; c < grid.size(); ++c) {
    const double from_fovea = std::hypot(grid.x(c) - fovea_x, grid.y(c) - fovea_y);
    if (from_fovea < session.spare_radius) continue;
    burned[c] = (bands ? in_band(grid, session, c) : in_spot(grid, session, c)) ? 1 : 0;
  }
  return burned;
}

}  // namespace cytotwin
