// Cells that eat and fuse.
#include "agents/contacts/merging.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "agents/mechanics/ordering.h"
#include "tests/agents/contacts/pairs.h"

namespace cytotwin {
namespace {

constexpr std::uint16_t eater = 0, prey = 1;
constexpr double rounding = 1e-14;  // relative; of one addition

struct Meal : Neighbourhood {
  ContactModel& model() { return types[eater].contact; }
  std::size_t step() {
    const std::vector<Merge> merges = find_merges(cells, next(), workers);
    merge_cells(cells, merges);
    renew();
    return merges.size();
  }
  void start(CellState of_prey) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells.type[i] == prey) cells.state[i] = of_prey;
    }
    renew();
  }
};

struct Diet {
  CellState state;
  double ContactModel::*rate;  // null: of live cells by type
};

class Phagocytosis : public testing::TestWithParam<Diet> {};

// One prey in reach of each eater: it is left with probability exp(-r t), for any step.
TEST_P(Phagocytosis, TakesPlaceAtItsRateForAnyStep) {
  for (const double dt : {0.1, 2.0}) {
    Meal meal;
    meal.dt = dt;
    if (GetParam().rate != nullptr) {
      meal.model().*GetParam().rate = 0.05;
    } else {
      meal.model().phagocytose = {0, 0.05};
    }
    meal.add_pairs(10000, eater, prey);
    meal.start(GetParam().state);
    std::size_t eaten = 0;
    for (int k = 0; k < std::lround(10 / dt); ++k) eaten += meal.step();
    const double p = 1 - std::exp(-0.05 * 10);
    EXPECT_NEAR(static_cast<double>(eaten), 10000 * p, bound * binomial_error(1e4, p)) << dt;
    EXPECT_EQ(meal.cells.size(), 20000 - eaten);
  }
}

// Nothing else is touched by a rate.
TEST_P(Phagocytosis, LeavesOtherKindsAlone) {
  for (const CellState other : {CellState::live, CellState::apoptotic, CellState::necrotic_swelling,
                                static_cast<CellState>(4)}) {
    const bool necrotic = GetParam().state == CellState::necrotic_lysed;
    if (other == GetParam().state || (necrotic && other == CellState::necrotic_swelling)) continue;
    Meal meal;
    if (GetParam().rate != nullptr) {
      meal.model().*GetParam().rate = 1e9;
    } else {
      meal.model().phagocytose = {0, 1e9};
    }
    meal.add_pairs(10, eater, prey);
    meal.start(other);
    EXPECT_EQ(meal.step(), 0U);
  }
}

// No model here ends in a death that is neither apoptosis nor necrosis: a state of another number
// stands for one.
INSTANTIATE_TEST_SUITE_P(
    Kinds, Phagocytosis,
    testing::Values(Diet{CellState::live, nullptr},
                    Diet{CellState::apoptotic, &ContactModel::phagocytose_apoptotic},
                    Diet{CellState::necrotic_swelling, &ContactModel::phagocytose_necrotic},
                    Diet{CellState::necrotic_lysed, &ContactModel::phagocytose_necrotic},
                    Diet{static_cast<CellState>(4), &ContactModel::phagocytose_other_dead}));

TEST(Merging, EaterTakesUpAllThatTheEatenHad) {
  Meal meal;
  meal.model().phagocytose_apoptotic = 1e9;
  meal.add_pairs(1, eater, prey);
  meal.start(CellState::apoptotic);
  meal.cells.set_volume(0, {1800, 130, 480});
  meal.cells.set_volume(1, {700, 90, 310});
  meal.cells.internalised = {{1.5, 0.1}, {0, 7}};
  meal.cells.extra.push_back({"custom_mass", "", AtDivision::halved, {0, 0}, {3, 4}});
  meal.cells.extra.push_back({"custom_level", "", AtDivision::copied, {0, 0}, {3, 4}});
  const double target = meal.cells.nuclear_solid_target[0];
  ASSERT_EQ(meal.step(), 1U);
  ASSERT_EQ(meal.cells.size(), 1U);
  EXPECT_EQ(meal.cells.id[0], 0U);
  EXPECT_DOUBLE_EQ(meal.cells.fluid[0], 2500);
  EXPECT_EQ(meal.cells.nuclear_solid[0], 130);
  EXPECT_DOUBLE_EQ(meal.cells.cytoplasmic_solid[0], 480 + 90 + 310);
  EXPECT_DOUBLE_EQ(meal.cells.radius[0], radius_of(2500 + 130 + 880));
  EXPECT_EQ(meal.cells.nuclear_solid_target[0], target);
  EXPECT_DOUBLE_EQ(meal.cells.internalised[0][0], 1.6);
  EXPECT_DOUBLE_EQ(meal.cells.internalised[1][0], 7);
  EXPECT_EQ(meal.cells.extra[0].values[0], 7);
  EXPECT_EQ(meal.cells.extra[1].values[0], 3);
  EXPECT_EQ(meal.cells.x[0], 0);
}

TEST(Merging, FusionAddsVolumesAndTargetsAtTheCentroid) {
  Meal meal;
  meal.model().fuse = {0, 1e9};
  meal.add_pairs(1, eater, prey);
  meal.renew();
  meal.cells.set_volume(0, {1800, 130, 480});
  meal.cells.set_volume(1, {700, 90, 310});
  meal.cells.nuclear_solid_target = {135, 60};
  meal.cells.internalised = {{1.5, 0.1}};
  meal.cells.has_velocity = {1, 1};
  ASSERT_EQ(meal.step(), 1U);
  ASSERT_EQ(meal.cells.size(), 1U);
  EXPECT_EQ(meal.cells.type[0], eater);
  EXPECT_DOUBLE_EQ(meal.cells.fluid[0], 2500);
  EXPECT_DOUBLE_EQ(meal.cells.nuclear_solid[0], 220);
  EXPECT_DOUBLE_EQ(meal.cells.cytoplasmic_solid[0], 790);
  EXPECT_DOUBLE_EQ(meal.cells.nuclear_solid_target[0], 195);
  EXPECT_DOUBLE_EQ(meal.cells.internalised[0][0], 1.6);
  EXPECT_DOUBLE_EQ(meal.cells.x[0], 15.0 * 1100 / 3510);
  EXPECT_EQ(meal.cells.has_velocity[0], 0) << "it was put there, not moved";
}

TEST(Merging, FusionTakesPlaceAtTheSumOfBothRates) {
  Meal meal;
  meal.dt = 1;
  meal.model().fuse = {0, 0.03};
  meal.types[prey].contact.fuse = {0.02, 0};
  meal.add_pairs(10000, eater, prey);
  meal.renew();
  std::size_t fused = 0;
  for (int k = 0; k < 10; ++k) fused += meal.step();
  const double p = 1 - std::exp(-0.05 * 10);
  EXPECT_NEAR(static_cast<double>(fused), 10000 * p, bound * binomial_error(1e4, p));
  // the one whose event it was stays
  double of_prey = 0;
  for (std::size_t i = 0; i < meal.cells.size(); ++i) {
    const bool alone = meal.cells.volume(i).total() > 4000;
    of_prey += alone && meal.cells.type[i] == prey ? 1 : 0;
  }
  const auto n = static_cast<double>(fused);
  EXPECT_NEAR(of_prey, 0.4 * n, bound * binomial_error(n, 0.4));
}

TEST(Merging, DeadCellsNeitherEatNorFuse) {
  Meal meal;
  meal.model().phagocytose = {1e9, 1e9};
  meal.model().fuse = {1e9, 1e9};
  meal.types[prey].contact.fuse = {1e9, 1e9};
  meal.add_pairs(1, eater, eater);
  meal.renew();
  std::fill(meal.cells.state.begin(), meal.cells.state.end(), CellState::apoptotic);
  EXPECT_EQ(meal.step(), 0U);
}

TEST(Merging, BeyondReachNothingHappensWhateverTheSkin) {
  for (const double skin : {0.0, 5.0}) {
    Meal meal;
    meal.neighbours = NeighbourList(1.25, skin);
    meal.model().phagocytose = {0, 1e9};
    meal.add_pairs(100, eater, prey);
    for (double& radius : meal.cells.radius) radius = 5.9;  // reach 14.75 um, the pair at 15
    meal.renew();
    EXPECT_EQ(meal.step(), 0U) << skin;
    for (double& radius : meal.cells.radius) radius = 6.1;
    meal.renew();
    EXPECT_EQ(meal.step(), 100U) << skin;
  }
}

TEST(Merging, TwoEatersShareNoPrey) {
  Meal meal;
  meal.model().phagocytose = {0, 1e9};
  meal.add_pairs(500, eater, prey);
  for (std::size_t k = 0; k < 500; ++k) {
    meal.add(eater, meal.cells.position(2 * k + 1) + Vec3{15, 0, 0});
  }
  meal.renew();
  EXPECT_EQ(meal.step(), 500U);
  std::size_t second = 0;
  for (std::size_t i = 0; i < meal.cells.size(); ++i) {
    second += meal.cells.id[i] >= 1000 && meal.cells.volume(i).total() > 4000 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(second), 250, bound * binomial_error(500, 0.5))
      << "neither has a privilege";
}

// Of two that fuse with each other one remains.
TEST(Merging, MutualFusionLeavesOne) {
  Meal meal;
  meal.model().fuse = {1e9, 0};
  meal.add_pairs(500, eater, eater);
  meal.renew();
  EXPECT_EQ(meal.step(), 500U);
  EXPECT_EQ(meal.cells.size(), 500U);
  double first = 0;
  for (std::size_t i = 0; i < 500; ++i) first += meal.cells.id[i] % 2 == 0 ? 1 : 0;
  EXPECT_NEAR(first, 250, bound * binomial_error(500, 0.5)) << "either may stay";
}

// A eats B and B eats C at one rate: whichever is first keeps the other from happening.
TEST(Merging, OfAChainOneIsEaten) {
  Meal meal;
  meal.types.resize(3);
  meal.types[0].contact.phagocytose = {0, 1e9, 0};
  meal.types[1].contact.phagocytose = {0, 0, 1e9};
  for (int k = 0; k < 500; ++k) {
    for (std::uint16_t t = 0; t < 3; ++t) meal.add(t, {15.0 * t, 100.0 * k, 0});
  }
  meal.renew();
  EXPECT_EQ(meal.step(), 500U);
  std::vector<double> left(3);
  for (const std::uint16_t type : meal.cells.type) ++left[type];
  EXPECT_EQ(left[0], 500);
  EXPECT_EQ(left[1] + left[2], 500);
  EXPECT_NEAR(left[1], 250, bound * binomial_error(500, 0.5));
}

// A crowd in which everybody eats and fuses: nothing is lost but rows.
TEST(Merging, ConservesVolumeAndSubstanceInACrowd) {
  Meal meal;
  for (CellType& type : meal.types) {
    type.contact.phagocytose = {0.5, 0.2};
    type.contact.phagocytose_apoptotic = 1;
    type.contact.fuse = {0.1, 0.3};
  }
  for (int k = 0; k < 1000; ++k) {
    meal.add(static_cast<std::uint16_t>(k % 2),
             {14.0 * (k % 10), 14.0 * (k / 10 % 10), 14.0 * (k / 100)});
    if (k % 7 == 0) meal.cells.state[static_cast<std::size_t>(k)] = CellState::apoptotic;
  }
  meal.cells.internalised = {std::vector<double>(1000)};
  for (std::size_t i = 0; i < 1000; ++i) {
    meal.cells.internalised[0][i] = 0.1 * static_cast<double>(i);
  }
  meal.renew();
  const auto volume = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < meal.cells.size(); ++i) sum += meal.cells.volume(i).total();
    return sum;
  };
  const auto substance = [&] {
    const auto& held = meal.cells.internalised[0];
    return std::accumulate(held.begin(), held.end(), 0.0);
  };
  const double volume_before = volume(), substance_before = substance();
  std::size_t merges = 0;
  for (int k = 0; k < 20; ++k) merges += meal.step();
  EXPECT_GT(merges, 300U);
  EXPECT_EQ(meal.cells.size(), 1000 - merges);
  EXPECT_NEAR(volume(), volume_before, 1000 * rounding * volume_before);
  EXPECT_NEAR(substance(), substance_before, 1000 * rounding * substance_before);
}

TEST(Merging, SameBytesForAnyThreadsAndOrderOfRows) {
  const auto left = [](unsigned threads, bool sorted) {
    Meal meal;
    meal.workers = Workers(threads);
    for (CellType& type : meal.types) {
      type.contact.phagocytose = {0.2, 0.3};
      type.contact.fuse = {0.2, 0.1};
    }
    for (int k = 0; k < 3000; ++k) {
      meal.add(static_cast<std::uint16_t>(k % 2),
               {14.0 * (k % 15), 14.0 * (k * 7 / 15 % 15), 14.0 * (k / 225)});
    }
    if (sorted) meal.cells.reorder(space_filling_order(meal.cells));
    meal.renew();
    for (int k = 0; k < 10; ++k) meal.step();
    std::vector<double> by_id(3000, -1);
    for (std::size_t i = 0; i < meal.cells.size(); ++i) {
      by_id[meal.cells.id[i]] = meal.cells.x[i] + meal.cells.volume(i).total();
    }
    return by_id;
  };
  EXPECT_EQ(left(1, false), left(2, false));
  EXPECT_EQ(left(1, false), left(4, true));
}

}  // namespace
}  // namespace cytotwin
