#include "twin/store/state_arrays.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "agents/cells/population.h"
#include "core/errors.h"
#include "tests/twin/store/store_fixture.h"
#include "twin/store/population_state.h"

namespace cytotwin {
namespace {

template <class Call>
std::string input_error_of(Call&& call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.problems().front().place.file + ": " + error.problems().front().message;
  }
  return "no InputError";
}

TEST(StateArrays, MissingArrayIsNamedWithItsOrigin) {
  const StateArrays state("run.h5:/checkpoints/000003");
  EXPECT_EQ(input_error_of([&] { state.get<double>("clock/tick"); }),
            "run.h5:/checkpoints/000003: holds no state \"clock/tick\"");
}

TEST(StateArrays, OtherTypeAndOtherSizeAreNamed) {
  StateArrays state;
  state.set("phase", std::vector<std::uint8_t>{1, 2, 3});
  EXPECT_EQ(input_error_of([&] { state.get<double>("phase"); }),
            "checkpoint: state \"phase\" holds uint8, not double");
  EXPECT_EQ(input_error_of([&] { state.get<std::uint8_t>("phase", 4); }),
            "checkpoint: state \"phase\" has 3 values, not 4");
  EXPECT_EQ(input_error_of([&] { state.get_value<std::uint8_t>("phase"); }),
            "checkpoint: state \"phase\" has 3 values, not 1");
}

TEST(StateArrays, NamesThatAreNoneAreRefused) {
  StateArrays state;
  for (const char* name : {"", "/a", "a/", "a//b", ".", "a/./b", "a\nb"}) {
    EXPECT_THROW(state.set_value(name, 1.0), std::invalid_argument) << name;
  }
  state.set_value("custom_PD-L1 of a cell", 1.0);
  state.set_value("a/b", 1.0);
  EXPECT_THROW(state.set_value("a", 1.0), std::invalid_argument) << "a is a group of a/b";
  EXPECT_THROW(state.set_value("a/b/c", 1.0), std::invalid_argument) << "a/b is an array";
}

Population some_cells(std::size_t cells) {
  Population population;
  const CellType type;
  population.internalised.resize(2);
  for (std::size_t i = 0; i < cells; ++i) {
    const double t = static_cast<double>(i);
    population.add(type, static_cast<std::uint16_t>(i % 3), {t, -t, 0.1 * t});
    population.state[i] = static_cast<CellState>(i % 4);
    population.phase[i] = static_cast<std::uint8_t>(i % 5);
    population.internalised[1][i] = std::sqrt(t);
  }
  std::vector<std::uint8_t> gone(cells, 0);
  if (cells > 0) gone[0] = 1;
  population.remove(gone);
  return population;
}

// Every column that for_each_column() knows, so a new one is covered without a word here.
TEST(PopulationState, ReturnsEveryColumnBitForBit) {
  for (const std::size_t cells : {0U, 1U, 100U}) {
    const Population before = some_cells(cells);
    StateArrays state;
    put_population(state, before);

    const Population after = take_population(state);

    EXPECT_EQ(after.next_id, cells);
    ASSERT_EQ(after.internalised.size(), 2U);
    std::vector<const void*> columns;
    Population::for_each_column(
        before, [&](const char*, const char*, const auto& column) { columns.push_back(&column); });
    std::size_t at = 0;
    Population::for_each_column(after, [&](const char* name, const char*, const auto& column) {
      const auto& expected = *static_cast<const std::decay_t<decltype(column)>*>(columns.at(at++));
      EXPECT_TRUE(column == expected) << name;
    });
  }
}

TEST(PopulationState, ColumnOfAnotherLengthIsRefused) {
  StateArrays state;
  put_population(state, some_cells(5));
  state.set("population/radius", std::vector<double>(3));
  EXPECT_EQ(input_error_of([&] { take_population(state); }),
            "checkpoint: state \"population/radius\" has 3 values, not 4");
}

}  // namespace
}  // namespace cytotwin
