#include "agents/motion/cell_motion.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "agents/mechanics/ordering.h"

namespace cytotwin {
namespace {

constexpr double bound = 3.3;  // standard errors: a test of right code fails once in 1,000 seeds

/// Cells at the origin that only move of their own accord.
struct Walkers {
  Grid grid{{10, 10, 10}, {20, 20, 20}, {-100, -100, -100}};
  std::vector<CellType> types{1};
  std::vector<std::vector<double>> fields;
  Population cells;
  Drift velocity;
  std::uint32_t steps = 0;
  double dt = 0.5;

  Walkers(std::size_t count, Motility motility) {
    types[0].motility = std::move(motility);
    for (std::size_t i = 0; i < count; ++i) cells.add(types[0], 0, {});
    add_motion_columns(cells, types);
  }
  void make_planar() { grid = {{10, 10, 1}, {20, 20, 20}, {-100, -100, -10}}; }
  /// A field that rises by `slope` a um along x.
  void add_field(double slope) {
    std::vector<double>& field = fields.emplace_back(grid.size());
    for (std::size_t p = 0; p < field.size(); ++p) {
      field[p] = 5 + slope * grid.spacing.x * static_cast<double>(p % grid.count[0]);
    }
  }
  void choose(unsigned threads = 1) {
    own_motion(cells, {types, grid, fields, dt, steps++, 7}, Workers(threads), velocity);
  }
  void walk() {
    choose();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells.x[i] += dt * velocity.x[i];
      cells.y[i] += dt * velocity.y[i];
      cells.z[i] += dt * velocity.z[i];
    }
  }
  double mean_vx() const {
    double sum = 0;
    for (const double v : velocity.x) sum += v;
    return sum / static_cast<double>(velocity.x.size());
  }
};

Motility walk_of(double speed, double persistence, double bias = 0) {
  return {speed, persistence, bias, {}, false};
}

// Velocities of steps i and i + k agree with probability q^k, q = exp(-dt/T), and are else
// independent: <r^2> = (v dt)^2 (n + 2 sum (n - k) q^k), which for dt -> 0 is the velocity-jump
// process's 2 v^2 T (t - T (1 - exp(-t/T))).
double expected_square(double speed, double dt, double persistence, int n) {
  const double q = std::exp(-dt / persistence);
  double sum = n, power = 1;
  for (int k = 1; k < n; ++k) sum += 2 * (n - k) * (power *= q);
  return std::pow(speed * dt, 2) * sum;
}

struct Squares {
  double mean, error;
};

Squares squares_of(const Population& cells) {
  double sum = 0, squared = 0;
  const auto n = static_cast<double>(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double square = dot(cells.position(i), cells.position(i));
    sum += square;
    squared += square * square;
  }
  return {sum / n, std::sqrt((squared / n - std::pow(sum / n, 2)) / n)};
}

TEST(Motility, MeanSquaredDisplacementOfAPersistentWalk) {
  for (const bool planar : {false, true}) {
    for (const double persistence : {0.3, 10.0}) {
      Walkers walkers(20000, walk_of(2, persistence));
      if (planar) walkers.make_planar();
      for (int step = 0; step < 80; ++step) walkers.walk();
      const Squares found = squares_of(walkers.cells);
      EXPECT_NEAR(found.mean, expected_square(2, 0.5, persistence, 80), bound * found.error)
          << persistence << (planar ? " planar" : "");
    }
  }
}

TEST(Motility, DiscreteWalkIsTheVelocityJumpProcessInTheLimit) {
  const double v = 2, T = 10, t = 40;
  EXPECT_NEAR(expected_square(v, 0.01, T, 4000), 2 * v * v * T * (t - T * (1 - std::exp(-t / T))),
              1e-3 * v * v * T * t);
}

TEST(Motility, KeepsItsSpeedAndItsPlane) {
  Walkers walkers(1000, walk_of(3, 1));
  walkers.make_planar();
  walkers.choose();
  for (std::size_t i = 0; i < 1000; ++i) {
    const Vec3 v = {walkers.velocity.x[i], walkers.velocity.y[i], walkers.velocity.z[i]};
    EXPECT_NEAR(norm(v), 3, 1e-14);
    EXPECT_EQ(v.z, 0);
  }
}

// normalise(xi/2 + g/2) makes half the angle that xi makes with g: the mean cosine is 2/3 for xi
// uniform on the sphere, 2/pi on the circle.
TEST(Motility, HalfBiasDriftsByTwoThirdsOfTheSpeed) {
  for (const bool planar : {false, true}) {
    Walkers walkers(40000, walk_of(1, 1, 0.5));
    if (planar) walkers.make_planar();
    walkers.add_field(0.01);
    walkers.types[0].motility->chemotaxis = {1};
    walkers.choose();
    const double mean = planar ? 2 / std::numbers::pi : 2.0 / 3;
    const double spread = std::sqrt(0.5 - mean * mean);  // <cos^2(angle / 2)> = 1/2
    EXPECT_NEAR(walkers.mean_vx(), mean, bound * spread / 200) << (planar ? "planar" : "");
  }
}

TEST(Motility, SensitivitiesHaveASignAndAddUp) {
  Walkers walkers(10000, walk_of(1, 1, 1));
  walkers.add_field(0.01);
  walkers.add_field(0.03);
  const auto drift = [&](double first, double second, bool normalise) {
    walkers.types[0].motility->chemotaxis = {first, second};
    walkers.types[0].motility->normalise_gradients = normalise;
    walkers.types[0].motility->persistence = 1e-3;  // all draw anew
    walkers.choose();
    return walkers.mean_vx();
  };
  EXPECT_DOUBLE_EQ(drift(1, 0, false), 1);
  EXPECT_DOUBLE_EQ(drift(-1, 0, false), -1);
  EXPECT_DOUBLE_EQ(drift(-1, 1, false), 1);
  EXPECT_DOUBLE_EQ(drift(-2, 1, true), -1);
  EXPECT_NEAR(drift(-1, 1, true), 0, bound / std::sqrt(3 * 10000.0)) << "they cancel: at random";
  EXPECT_NEAR(drift(0, 0, false), 0, bound / std::sqrt(3 * 10000.0));
}

TEST(Motility, DeadAndAttackingCellsStay) {
  Walkers walkers(3, walk_of(1, 1));
  walkers.cells.state[0] = CellState::apoptotic;
  walkers.cells.extra.push_back({"attack_target", "", AtDivision::reset, {-1}, {-1, 5, -1}});
  walkers.choose();
  EXPECT_EQ(walkers.velocity.x[0], 0);
  EXPECT_EQ(walkers.velocity.x[1], 0);
  EXPECT_NE(walkers.velocity.x[2], 0);
  walkers.types[0].contact.attack.holds_still = false;
  walkers.choose();
  EXPECT_NE(walkers.velocity.x[1], 0);
}

TEST(Motility, SpeedsSpreadAroundTheirMedian) {
  constexpr std::size_t count = 4000;
  Motility motility = walk_of(0.6, 10);
  motility.speed_spread = 1;
  Walkers walkers(count, motility);
  walkers.choose();
  std::size_t below_median = 0, below_95 = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double speed =
        norm({walkers.velocity.x[i], walkers.velocity.y[i], walkers.velocity.z[i]});
    below_median += speed < 0.6 ? 1 : 0;
    below_95 += speed < 0.6 * std::exp(1.6448536) ? 1 : 0;
  }
  const auto share = [](std::size_t n) { return static_cast<double>(n) / count; };
  EXPECT_NEAR(share(below_median), 0.5, bound * std::sqrt(0.25 / count));
  EXPECT_NEAR(share(below_95), 0.95, bound * std::sqrt(0.95 * 0.05 / count));
}

TEST(Motility, ControlledSpeedCountsAtOnce) {
  Walkers walkers(2, walk_of(1, 1e9));
  walkers.choose();
  const double before = walkers.velocity.x[1];
  walkers.cells.controlled.push_back(
      {{ControlKind::speed, 0}, "migration speed", {1}, {0}, {0, 4}});
  walkers.choose();
  EXPECT_EQ(walkers.velocity.x[0], 0);
  EXPECT_DOUBLE_EQ(walkers.velocity.x[1], 4 * before);
}

TEST(Motility, SameBytesForAnyThreadsAndOrderOfRows) {
  const auto directions = [](unsigned threads, bool sorted) {
    Walkers walkers(5000, walk_of(2, 3, 0.3));
    walkers.add_field(0.01);
    walkers.types[0].motility->chemotaxis = {1};
    for (std::size_t i = 0; i < 5000; ++i) walkers.cells.x[i] = static_cast<double>(i % 97) - 50;
    if (sorted) walkers.cells.reorder(space_filling_order(walkers.cells));
    for (int step = 0; step < 5; ++step) walkers.choose(threads);
    std::vector<double> by_id(5000);
    for (std::size_t i = 0; i < 5000; ++i) by_id[walkers.cells.id[i]] = walkers.velocity.x[i];
    return by_id;
  };
  EXPECT_EQ(directions(1, false), directions(2, false));
  EXPECT_EQ(directions(1, false), directions(4, true));
}

}  // namespace
}  // namespace cytotwin
