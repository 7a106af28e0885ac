#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

std::vector<CellType> two_types() {
  std::vector<CellType> types(2);
  types[0].cycle = flow_separated_cycle();
  types[0].oxygen = OxygenResponse{};
  types[0].pressure = PressureResponse{};
  types[0].death.released_fraction = 0.5;
  types[1].cycle = ki67_advanced_cycle();
  types[1].death.apoptosis.rate = 1e-3;
  return types;
}

// Oxygen by id, so that it follows the cells when their rows change place.
std::vector<double> oxygen_of(const Population& population) {
  std::vector<double> oxygen;
  for (const std::uint64_t id : population.id) oxygen.push_back(static_cast<double>(id % 40));
  return oxygen;
}

Population shuffled(Population population, std::uint64_t seed) {
  std::vector<std::uint32_t> order(population.size());
  std::iota(order.begin(), order.end(), 0U);
  RandomStream random(seed, 0, 0, Purpose::placement);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.bits() % i]);
  population.reorder(order);
  return population;
}

struct Outcome {
  Population population;
  std::vector<Division> divisions;
  double released = 0;
};

// 30 steps of 36 min of two types with oxygen, pressure, deaths, removals and contents.
Outcome run(unsigned threads, bool shuffle) {
  const std::vector<CellType> types = two_types();
  const std::vector<std::string> substances = {"oxygen"};
  const StandardBehaviour a(types[0], substances), b(types[1], substances);
  const Behaviour* behaviours[] = {&a, &b};
  Outcome outcome;
  outcome.population.internalised.resize(1);
  for (std::uint16_t i = 0; i < 6000; ++i) {
    const CellType& type = types[i % 2];
    const std::size_t row = outcome.population.add(type, i % 2, {i * 1.0, i * 0.5, i * 0.1});
    RandomStream random(4, outcome.population.id[row], 0, Purpose::initial_phase);
    set_cycle_position(outcome.population, row, type, draw_growing(type.cycle, 1e-3, random));
    outcome.population.pressure[row] = random.uniform();
    outcome.population.internalised[0][row] = random.uniform();
  }
  const Workers workers(threads);
  for (std::uint32_t i = 0; i < 30; ++i) {
    if (shuffle) outcome.population = shuffled(outcome.population, i);
    const std::vector<double> oxygen = oxygen_of(outcome.population);
    const PhenotypeStep step{types, behaviours, oxygen, 36.0 * i, 36, i, 99};
    const PhenotypeEvents events = advance_phenotype(outcome.population, step, workers);
    outcome.divisions.insert(outcome.divisions.end(), events.divisions.begin(),
                             events.divisions.end());
    for (const Release& release : events.released) outcome.released += release.mass;
  }
  return outcome;
}

// Rows in the order of their ids.
Population by_id(Population population) {
  std::vector<std::uint32_t> order(population.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return population.id[a] < population.id[b]; });
  population.reorder(order);
  return population;
}

void expect_same_bytes(const Outcome& a, const Outcome& b) {
  std::vector<std::vector<unsigned char>> bytes[2];
  for (std::size_t k = 0; k < 2; ++k) {
    const Population& population = k == 0 ? a.population : b.population;
    Population::for_each_column(population, [&](const char*, const char*, const auto& column) {
      const auto* begin = reinterpret_cast<const unsigned char*>(column.data());
      bytes[k].emplace_back(begin, begin + column.size() * sizeof(column[0]));
    });
  }
  EXPECT_TRUE(bytes[0] == bytes[1]);
  EXPECT_EQ(a.released, b.released);
  ASSERT_EQ(a.divisions.size(), b.divisions.size());
  for (std::size_t i = 0; i < a.divisions.size(); ++i) {
    EXPECT_EQ(a.divisions[i].daughter, b.divisions[i].daughter);
    EXPECT_EQ(a.divisions[i].lag, b.divisions[i].lag);
  }
}

TEST(Determinism, SameBytesForAnyNumberOfThreads) {
  const Outcome one = run(1, false);
  ASSERT_GT(one.divisions.size(), 1000U);
  ASSERT_GT(one.released, 10.0);
  expect_same_bytes(one, run(2, false));
  expect_same_bytes(one, run(4, false));
}

TEST(Determinism, SameBytesForAnyOrderOfRows) {
  Outcome ordered = run(1, false), mixed = run(2, true);
  ordered.population = by_id(ordered.population);
  mixed.population = by_id(mixed.population);
  expect_same_bytes(ordered, mixed);
}

}  // namespace
}  // namespace cytotwin
