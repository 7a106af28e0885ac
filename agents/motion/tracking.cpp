#include "agents/motion/tracking.h"

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace cytotwin {
namespace {

constexpr std::size_t block = 4096;
constexpr std::array<const char*, 3> track_names = {"track_x", "track_y", "track_z"};
constexpr const char* speed_name = "speed";

void add(Population& cells, const char* name, const char* unit, double initial, std::size_t types) {
  if (cells.find_extra(name) < cells.extra.size()) return;
  ExtraColumn column{name, unit, AtDivision::copied, {}, {}};
  column.initial.assign(types, initial);
  column.values.assign(cells.size(), initial);
  cells.extra.push_back(std::move(column));
}

std::vector<double>& values_of(Population& cells, const char* name) {
  const std::size_t index = cells.find_extra(name);
  if (index == cells.extra.size()) {
    throw std::invalid_argument("advance_tracks: the population has no tracks");
  }
  return cells.extra[index].values;
}

}  // namespace

void add_track_columns(Population& cells, std::size_t types) {
  constexpr double unseen = std::numeric_limits<double>::quiet_NaN();
  for (const char* name : track_names) add(cells, name, "um", unseen, types);
  add(cells, speed_name, "um/min", 0, types);
}

void advance_tracks(Population& cells, double minutes, const Workers& workers) {
  std::vector<double>& x = values_of(cells, track_names[0]);
  std::vector<double>& y = values_of(cells, track_names[1]);
  std::vector<double>& z = values_of(cells, track_names[2]);
  std::vector<double>& speed = values_of(cells, speed_name);
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Vec3 here = cells.position(i);
      const double distance = norm(here - Vec3{x[i], y[i], z[i]});
      speed[i] = std::isnan(distance) ? 0 : distance / minutes;
      x[i] = here.x;
      y[i] = here.y;
      z[i] = here.z;
    }
  });
}

}  // namespace cytotwin
