#include "agents/motion/cell_motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "agents/cells/controlled.h"
#include "agents/fields/sampling.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 1024;
constexpr std::array<const char*, 3> column_names = {"motility_x", "motility_y", "motility_z"};

Vec3 normalised(Vec3 v) {
  const double length = norm(v);
  return length > 0 ? (1 / length) * v : Vec3{};
}

/// Where the cells head for.
class Chemotaxis {
 public:
  Chemotaxis(const Population& cells, const MotionStep& step) : cells_(cells), step_(step) {
    for (std::size_t s = 0; s < step.fields.size(); ++s) {
      sensitivity_.emplace_back(cells, step.types,
                                Control{ControlKind::chemotaxis, static_cast<std::uint16_t>(s)});
    }
  }

  /// Unit vector, or 0 where nothing attracts.
  Vec3 direction(std::size_t row) const {
    const std::optional<Motility>& motility = step_.types[cells_.type[row]].motility;
    const bool normalise = motility && motility->normalise_gradients;
    Vec3 sum;
    for (std::size_t s = 0; s < sensitivity_.size(); ++s) {
      const double sensitivity = sensitivity_[s](row);
      if (sensitivity == 0) continue;
      const Vec3 gradient = gradient_at(step_.grid, step_.fields[s], cells_.position(row));
      sum = sum + sensitivity * (normalise ? normalised(gradient) : gradient);
    }
    return normalised(sum);
  }

 private:
  const Population& cells_;
  const MotionStep& step_;
  std::vector<Controlled> sensitivity_;
};

Control of(ControlKind kind) { return {kind, 0}; }

/// The directions' columns, and what a step does to them.
class Directions {
 public:
  Directions(Population& cells, const MotionStep& step)
      : cells_(cells),
        step_(step),
        speed_(cells, step.types, of(ControlKind::speed)),
        persistence_(cells, step.types, of(ControlKind::persistence)),
        bias_(cells, step.types, of(ControlKind::bias)),
        chemotaxis_(cells, step),
        planar_(step.grid.count[2] == 1) {
    for (std::size_t a = 0; a < 3; ++a) {
      const std::size_t column = cells.find_extra(column_names[a]);
      if (column == cells.extra.size()) {
        throw std::invalid_argument("own_motion: the population has no columns of motion");
      }
      column_[a] = cells.extra[column].values.data();
    }
    const std::size_t target = cells.find_extra("attack_target");
    if (target < cells.extra.size()) attack_target_ = cells.extra[target].values.data();
  }

  Vec3 velocity(std::size_t row) {
    const double speed = speed_(row);
    if (cells_.state[row] != CellState::live || !(speed > 0) || is_held(row)) return {};
    Vec3 direction = {column_[0][row], column_[1][row], column_[2][row]};
    RandomStream random(step_.seed, cells_.id[row], step_.step_index, Purpose::motility);
    const bool is_new = direction.x == 0 && direction.y == 0 && direction.z == 0;
    if (is_new || random.uniform() < -std::expm1(-step_.step / persistence_(row))) {
      direction = draw(row, random);
      const double spread = spread_of(row);
      if (spread > 0) {
        const double deviation = std::clamp(random.normal(), -3.0, 3.0);
        direction = std::exp(spread * deviation) * direction;
      }
      column_[0][row] = direction.x;
      column_[1][row] = direction.y;
      column_[2][row] = direction.z;
    }
    return speed * direction;
  }

 private:
  double spread_of(std::size_t row) const {
    const std::optional<Motility>& motility = step_.types[cells_.type[row]].motility;
    return motility ? motility->speed_spread : 0;
  }

  bool is_held(std::size_t row) const {
    return attack_target_ != nullptr && attack_target_[row] >= 0 &&
           step_.types[cells_.type[row]].contact.attack.holds_still;
  }

  Vec3 draw(std::size_t row, RandomStream& random) const {
    const Vec3 at_random = planar_ ? random.planar_direction() : random.direction();
    const double bias = bias_(row);
    if (bias == 0) return at_random;
    const Vec3 goal = chemotaxis_.direction(row);
    const Vec3 sum = normalised((1 - bias) * at_random + bias * goal);
    // the two cancel for one direction in a continuum, or there is no gradient to follow at bias 1
    return sum.x == 0 && sum.y == 0 && sum.z == 0 ? at_random : sum;
  }

  Population& cells_;
  const MotionStep& step_;
  Controlled speed_, persistence_, bias_;
  Chemotaxis chemotaxis_;
  bool planar_;
  std::array<double*, 3> column_{};
  const double* attack_target_ = nullptr;
};

}  // namespace

bool has_motion(const Population& cells, std::span<const CellType> types) {
  for (const CellType& type : types) {
    if (type.motility) return true;
  }
  for (const ControlColumn& column : cells.controlled) {
    if (column.control == of(ControlKind::speed)) return true;
  }
  return false;
}

void add_motion_columns(Population& cells, std::span<const CellType> types) {
  for (const char* name : column_names) {
    if (cells.find_extra(name) < cells.extra.size()) continue;
    ExtraColumn column{name, "", AtDivision::reset, {}, {}};
    column.initial.assign(types.size(), 0.0);
    column.values.assign(cells.size(), 0.0);
    cells.extra.push_back(std::move(column));
  }
}

void own_motion(Population& cells, const MotionStep& step, const Workers& workers,
                Drift& velocity) {
  velocity.assign(cells.size());
  Directions directions(cells, step);
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Vec3 v = directions.velocity(i);
      velocity.x[i] = v.x;
      velocity.y[i] = v.y;
      velocity.z[i] = v.z;
    }
  });
}

}  // namespace cytotwin
