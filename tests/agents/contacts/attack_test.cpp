#include "agents/contacts/attack.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "agents/contacts/contact_columns.h"
#include "agents/contacts/hold.h"
#include "agents/contacts/links.h"
#include "agents/contacts/springs.h"
#include "agents/mechanics/ordering.h"
#include "tests/agents/contacts/pairs.h"

namespace cytotwin {
namespace {

constexpr std::uint16_t hunter = 0, prey = 1;

/// Pairs of a hunter and its prey, 15 um apart, each pair far from all others. Nobody moves.
struct Pairs : Neighbourhood {
  explicit Pairs(std::size_t count) {
    types[hunter].contact.attack.rate = {0, 1e9};
    types[hunter].contact.attack.mean_duration = 1e9;
    add_pairs(count, hunter, prey);
  }
  AttackModel& model() { return types[hunter].contact.attack; }
  DamageModel& wound() { return types[prey].contact.damage; }
  double& column(const char* name, std::size_t row) {
    return cells.extra[cells.find_extra(name)].values[row];
  }
  void begin() {
    add_contact_columns(cells, types);
    renew();
  }
  AttackEvents step() { return attack(cells, next(), workers); }
  std::size_t attacking() {
    std::size_t n = 0;
    for (const double target : cells.extra[cells.find_extra("attack_target")].values) {
      n += target >= 0;
    }
    return n;
  }
  std::size_t live_prey() const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      n += cells.type[i] == prey && cells.state[i] == CellState::live;
    }
    return n;
  }
};

TEST(Attack, StartsAtItsRateForAnyStep) {
  for (const double dt : {0.1, 2.0}) {
    Pairs pairs(10000);
    pairs.dt = dt;
    pairs.model().rate = {0, 0.05};
    pairs.begin();
    for (int k = 0; k < std::lround(10 / dt); ++k) pairs.step();
    const double p = 1 - std::exp(-0.05 * 10);
    EXPECT_NEAR(static_cast<double>(pairs.attacking()), 10000 * p, bound * binomial_error(1e4, p));
  }
}

TEST(Attack, RecognitionRangeAndImmunogenicityScaleStarts) {
  Pairs pairs(20000);
  pairs.model().rate = {0, 0.4};
  pairs.model().near = 14;
  pairs.model().far = 18;  // at 15 um 3/4
  pairs.model().recognition = Recognition{"antigen", 0.5, 2};
  pairs.types[prey].contact.immunogenicity = {0.5, 1};
  pairs.begin();
  pairs.cells.extra.push_back({"custom_antigen", "", AtDivision::copied, {0, 0}, {}});
  std::vector<double>& antigen = pairs.cells.extra.back().values;
  antigen.assign(pairs.cells.size(), 0.5);
  for (std::size_t i = 0; i < antigen.size() / 2; ++i) antigen[i] = 1.25;  // recognised by half
  pairs.dt = 1;
  for (int k = 0; k < 10; ++k) pairs.step();
  const double p = 1 - std::exp(-0.4 * 0.75 * 0.5 * 0.5 * 10);
  EXPECT_NEAR(static_cast<double>(pairs.attacking()), 10000 * p, bound * binomial_error(1e4, p))
      << "of the first half, of the second nobody";
}

// When the list was built must not matter: a skin keeps pairs beyond the reach in it.
TEST(Attack, StartsWithinTheReachWhateverTheSkin) {
  for (const double skin : {0.0, 5.0}) {
    Pairs pairs(1000);
    pairs.neighbours = NeighbourList(1.25, skin);
    pairs.model().far = 18;
    for (double& radius : pairs.cells.radius) radius = 5.9;  // reach 14.75 um, the pair at 15
    pairs.begin();
    pairs.step();
    EXPECT_EQ(pairs.attacking(), 0U) << skin;
    for (double& radius : pairs.cells.radius) radius = 6.1;
    pairs.renew();
    pairs.step();
    EXPECT_EQ(pairs.attacking(), 1000U) << skin;
  }
}

TEST(Attack, LastsItsMeanDuration) {
  Pairs pairs(10000);
  pairs.model().mean_duration = 30;
  pairs.begin();
  pairs.step();
  ASSERT_EQ(pairs.attacking(), 10000U);
  pairs.model().rate = {0, 0};
  for (int k = 0; k < 200; ++k) pairs.step();
  const double p = std::exp(-20.0 / 30);
  EXPECT_NEAR(static_cast<double>(pairs.attacking()), 10000 * p, bound * binomial_error(1e4, p));
}

// One hit kills: survival of the attacked is exp(-rate t), the published killing on contact.
TEST(Attack, OneLethalHitKillsAtTheHitRate) {
  Pairs pairs(10000);
  pairs.model().hit_rate = 0.06667;
  pairs.wound().lethal = 1;
  pairs.begin();
  pairs.step();
  std::size_t kills = 0;
  for (int k = 0; k < 100; ++k) kills += pairs.step().kills;
  const double p = 1 - std::exp(-0.06667 * 10);
  EXPECT_NEAR(static_cast<double>(kills), 10000 * p, bound * binomial_error(1e4, p));
  EXPECT_EQ(pairs.live_prey(), 10000 - kills);
  pairs.step();
  EXPECT_EQ(pairs.attacking(), 10000 - kills) << "hunters let the dead go";
}

// Three hits of 1 without repair are lethal: the time to the third of a Poisson process.
TEST(Attack, HitsAddUp) {
  Pairs pairs(10000);
  pairs.model().hit_rate = 0.1;
  pairs.wound().lethal = 3;
  pairs.begin();
  pairs.step();
  std::size_t kills = 0;
  for (int k = 0; k < 300; ++k) kills += pairs.step().kills;
  const double m = 0.1 * 30, p = 1 - std::exp(-m) * (1 + m + m * m / 2);
  EXPECT_NEAR(static_cast<double>(kills), 10000 * p, bound * binomial_error(1e4, p));
}

// Mean of shot noise: rate / repair (1 - exp(-repair t)); its variance rate / (2 repair) (1 - ...).
TEST(Attack, HitsAreForgottenAtTheRateOfRepair) {
  Pairs pairs(10000);
  pairs.model().hit_rate = 0.2;
  pairs.wound().repair = std::log(2.0) / 20;
  pairs.begin();
  pairs.step();
  for (int k = 0; k < 250; ++k) pairs.step();
  double sum = 0;
  for (std::size_t i = 0; i < pairs.cells.size(); ++i) sum += pairs.column("damage", i);
  const double r = pairs.wound().repair, t = 25;
  const double mean = 0.2 / r * (1 - std::exp(-r * t));
  const double variance = 0.2 / (2 * r) * (1 - std::exp(-2 * r * t));
  EXPECT_NEAR(sum / 10000, mean, bound * std::sqrt(variance / 10000));
}

TEST(Attack, ContinuousDamageIsExact) {
  Pairs pairs(1);
  pairs.model().damage_rate = 0.3;
  pairs.wound().repair = 0.05;
  pairs.begin();
  pairs.step();
  for (int k = 0; k < 100; ++k) pairs.step();
  EXPECT_NEAR(pairs.column("damage", 1), 0.3 / 0.05 * (1 - std::exp(-0.05 * 10)), 1e-12);
  EXPECT_NEAR(pairs.column("attack_time", 0), 10, 1e-12);
}

TEST(Attack, FirstHitWaits) {
  Pairs pairs(1000);
  pairs.model().hit_rate = 100;
  pairs.model().first_hit_delay = 15;
  pairs.begin();
  std::size_t hits = pairs.step().hits;
  for (int k = 0; k < 149; ++k) hits += pairs.step().hits;
  EXPECT_EQ(hits, 0U);
  for (int k = 0; k < 2; ++k) hits += pairs.step().hits;
  EXPECT_GT(hits, 5000U);
}

TEST(Attack, ExclusiveHuntersShareNoPrey) {
  for (const bool exclusive : {true, false}) {
    Pairs pairs(500);
    pairs.model().exclusive = exclusive;
    for (std::size_t k = 0; k < 500; ++k) {  // a second hunter on the other side of each prey
      const Vec3 at = pairs.cells.position(2 * k + 1);
      pairs.cells.add(pairs.types[hunter], hunter, at + Vec3{15, 0, 0});
    }
    pairs.begin();
    for (int k = 0; k < 3; ++k) pairs.step();
    EXPECT_EQ(pairs.attacking(), exclusive ? 500U : 1000U);
  }
}

TEST(Attack, TargetsThatGoLeaveNothingBehind) {
  Pairs pairs(200);
  pairs.begin();
  pairs.step();
  std::vector<std::uint8_t> remove(pairs.cells.size(), 0);
  for (std::size_t i = 1; i < 200; i += 2) remove[i] = 1;  // the prey of the first 100
  pairs.cells.remove(remove);
  pairs.cells.reorder(space_filling_order(pairs.cells));
  pairs.renew();
  pairs.step();
  EXPECT_EQ(pairs.attacking(), 100U);
  for (std::size_t i = 0; i < pairs.cells.size(); ++i) {
    const double target = pairs.column("attack_target", i);
    if (target < 0) continue;
    EXPECT_NE(pairs.rows.row_of(static_cast<std::uint64_t>(target)), RowIndex::none);
  }
}

TEST(Attack, SameBytesForAnyThreadsAndOrderOfRows) {
  const auto damage = [](unsigned threads, bool sorted) {
    Pairs pairs(3000);
    pairs.workers = Workers(threads);
    pairs.model().rate = {0, 0.2};
    pairs.model().hit_rate = 0.3;
    pairs.model().mean_duration = 5;
    pairs.wound().repair = 0.01;
    pairs.wound().lethal = 4;
    pairs.begin();
    if (sorted) pairs.cells.reorder(space_filling_order(pairs.cells));
    pairs.renew();
    for (int k = 0; k < 100; ++k) pairs.step();
    std::vector<double> by_id(pairs.cells.size());
    for (std::size_t i = 0; i < by_id.size(); ++i) {
      by_id[pairs.cells.id[i]] = pairs.column("damage", i);
    }
    return by_id;
  };
  EXPECT_EQ(damage(1, false), damage(2, false));
  EXPECT_EQ(damage(1, false), damage(4, true));
}

TEST(Attack, HoldsWhatIsAttackedIfAsked) {
  Pairs pairs(3);
  pairs.begin();
  pairs.step();
  EXPECT_TRUE(held_rows(pairs.cells, pairs.types).empty());
  pairs.model().holds_target = true;
  pairs.cells.state[5] = CellState::apoptotic;
  EXPECT_EQ(held_rows(pairs.cells, pairs.types), (std::vector<std::uint8_t>{0, 1, 0, 1, 0, 0}));
}

// x' = 2 k (0 - x) of the distance: explicit here by the drift alone, so compare velocities.
TEST(AttackSprings, PullBothAlike) {
  Pairs pairs(2);
  pairs.types[hunter].contact.attachment.spring = 0.04;
  pairs.types[prey].contact.attachment.spring = 0.01;
  pairs.begin();
  pairs.step();
  Drift drift;
  drift.assign(pairs.cells.size());
  add_attack_springs(pairs.cells, pairs.types, pairs.rows, drift);
  EXPECT_NEAR(drift.x[0], 0.02 * 15, 1e-15);
  EXPECT_NEAR(drift.x[1], -0.02 * 15, 1e-15);
  EXPECT_EQ(drift.y[0], 0);
}

// One spring holds a pair, whatever it is held by.
TEST(AttackSprings, AreNoneBetweenTheLinked) {
  Pairs pairs(2);
  pairs.types[hunter].contact.attachment.attach_rate = 1e9;
  pairs.begin();
  add_link_columns(pairs.cells, 2, 12);
  pairs.step();
  step_links(pairs.cells, pairs.next(), pairs.workers);
  ASSERT_EQ(count_links(pairs.cells), 2U);
  Drift drift;
  drift.assign(pairs.cells.size());
  add_attack_springs(pairs.cells, pairs.types, pairs.rows, drift);
  EXPECT_EQ(drift.x[0], 0);
}

// A r + A' r': 1 x 8.41 + 1.25 x 8.41 = 18.9 um.
TEST(Attack, StartsWithinTheReachOfBothCells) {
  Pairs pairs(100);
  pairs.types[hunter].mechanics.reach = 1;
  pairs.begin();
  for (std::size_t i = 1; i < pairs.cells.size(); i += 2) {
    pairs.cells.x[i] += i < 100 ? 3.8 : 4.0;  // 18.8 and 19 um apart
  }
  pairs.renew();
  pairs.step();
  EXPECT_EQ(pairs.attacking(), 50U);
}

}  // namespace
}  // namespace cytotwin
