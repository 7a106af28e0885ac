#include "twin/simulation/clock.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cytotwin {
namespace {

using Tick = Clock::Tick;
using Step = std::pair<Tick, std::size_t>;  // tick, process

/// Single steps in the order in which the clock hands them out.
std::vector<Step> steps_of(Clock& clock, const std::vector<Tick>& periods, Tick end) {
  std::vector<Step> steps;
  while (const Clock::Moment* moment = clock.next(end)) {
    for (const Clock::Due& due : moment->due) {
      for (std::int64_t s = due.steps - 1; s >= 0; --s) {
        steps.emplace_back(moment->tick - s * periods[due.process], due.process);
      }
    }
  }
  return steps;
}

/// The same by looking at every tick.
std::vector<Step> every_tick(const std::vector<Tick>& periods, Tick begin, Tick end) {
  std::vector<Step> steps;
  for (Tick tick = begin; tick <= end; ++tick) {
    for (std::size_t p = 0; p < periods.size(); ++p) {
      if (tick > 0 && tick % periods[p] == 0) steps.emplace_back(tick, p);
    }
  }
  return steps;
}

Clock clock_of(const std::vector<Tick>& periods) {
  Clock clock;
  for (const Tick period : periods) clock.add("p", period);
  return clock;
}

TEST(Clock, HandsOutEveryStepInOrder) {
  for (const std::vector<Tick>& periods : std::vector<std::vector<Tick>>{
           {1}, {100, 200, 6000}, {6000, 100}, {7, 11, 13}, {4, 6}, {6, 4}, {5, 5, 5}}) {
    Clock clock = clock_of(periods);
    EXPECT_EQ(steps_of(clock, periods, 20000), every_tick(periods, 0, 20000)) << periods.front();
    EXPECT_EQ(clock.done(), 20000);
  }
}

TEST(Clock, GoesOnAlikeFromAnyTick) {
  const std::vector<Tick> periods = {7, 11, 3, 25};
  for (Tick stop = -1; stop < 400; stop += 13) {
    Clock clock = clock_of(periods);
    clock.restore(stop);
    EXPECT_EQ(steps_of(clock, periods, 1000), every_tick(periods, stop + 1, 1000)) << stop;
  }
}

TEST(Clock, EndInTheMiddleOfABatchChangesNothing) {
  const std::vector<Tick> periods = {100, 6000};
  Clock clock = clock_of(periods);
  std::vector<Step> steps;
  for (Tick end = 0; end <= 20000; end += 730) {
    for (const Step& step : steps_of(clock, periods, end)) steps.push_back(step);
  }
  EXPECT_EQ(steps, every_tick(periods, 0, 19710));
}

TEST(Clock, StepsInARowComeTogether) {
  Clock clock;
  const std::size_t field = clock.add("field", Clock::to_ticks(0.1));
  const std::size_t phenotype = clock.add("phenotype", Clock::to_ticks(6));
  const Clock::Moment* moment = clock.next(Clock::to_ticks(100));
  ASSERT_NE(moment, nullptr);
  EXPECT_EQ(moment->tick, 6000);
  ASSERT_EQ(moment->due.size(), 2U);
  EXPECT_EQ(moment->due[0].process, field);
  EXPECT_EQ(moment->due[0].steps, 60);
  EXPECT_EQ(moment->due[1].process, phenotype);
  EXPECT_EQ(moment->due[1].steps, 1);
  EXPECT_EQ(clock.name(phenotype), "phenotype");
}

// Declared the other way round, the field's step at 6 min follows the phenotype's.
TEST(Clock, BatchEndsBeforeAProcessThatGoesFirst) {
  Clock clock;
  clock.add("phenotype", 6000);
  clock.add("field", 100);
  const Clock::Moment* moment = clock.next(100000);
  EXPECT_EQ(moment->tick, 5900);
  ASSERT_EQ(moment->due.size(), 1U);
  EXPECT_EQ(moment->due[0].steps, 59);
  moment = clock.next(100000);
  EXPECT_EQ(moment->tick, 6000);
  ASSERT_EQ(moment->due.size(), 2U);
  EXPECT_EQ(moment->due[0].process, 0U);
  EXPECT_EQ(moment->due[1].steps, 1);
}

TEST(Clock, FirstStepMayBeAtTheStart) {
  const auto make = [] {
    Clock clock;
    clock.add("field", 100);
    clock.add("frame", 1000, 0);
    return clock;
  };
  Clock clock = make();
  const Clock::Moment* moment = clock.next(5000);
  EXPECT_EQ(moment->tick, 0);
  ASSERT_EQ(moment->due.size(), 1U);
  EXPECT_EQ(moment->due[0].process, 1U);
  EXPECT_EQ(moment->due[0].steps, 1);
  EXPECT_EQ(clock.done(), 0);
  Clock other = make();
  other.restore(0);
  moment = other.next(5000);
  EXPECT_EQ(moment->tick, 1000) << "the start is not repeated";
  EXPECT_EQ(moment->due[0].steps, 10);
}

// 1e9 ticks are 694 days; 3600 and 6000 do not divide each other, the last two are prime.
TEST(Clock, CountsAreExactOverALongTime) {
  const std::vector<Tick> periods = {3600, 6000, 999983, 1000003};
  const Tick end = 1000000000;
  Clock clock = clock_of(periods);
  std::vector<std::int64_t> counts(periods.size(), 0);
  Tick last = -1;
  while (const Clock::Moment* moment = clock.next(end)) {
    EXPECT_GT(moment->tick, last);
    last = moment->tick;
    for (const Clock::Due& due : moment->due) counts[due.process] += due.steps;
  }
  for (std::size_t p = 0; p < periods.size(); ++p) EXPECT_EQ(counts[p], end / periods[p]);
}

TEST(Clock, WholeTicksOnly) {
  EXPECT_EQ(Clock::to_ticks(0.1), 100);
  EXPECT_EQ(Clock::to_ticks(0.001), 1);
  EXPECT_EQ(Clock::to_ticks(1e6 + 0.001), 1000000001);
  EXPECT_EQ(Clock::to_ticks(21 * 1440.0), 30240000);
  EXPECT_EQ(Clock::to_ticks(0.1 + 0.2), 300) << "the last bit of a conversion is forgiven";
  EXPECT_EQ(Clock::to_minutes(100), 0.1);
  for (const double minutes : {0.0015, 0.1001, std::numeric_limits<double>::quiet_NaN(), 1e30,
                               std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(Clock::to_ticks(minutes), std::invalid_argument) << minutes;
  }
  try {
    Clock::to_ticks(0.0005);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "Clock::to_ticks: 0.0005 min is no whole number of 0.001 min");
  }
}

TEST(Clock, WrongProcessesAreRefused) {
  Clock clock;
  EXPECT_THROW(clock.add("p", 0), std::invalid_argument);
  EXPECT_THROW(clock.add("p", -1), std::invalid_argument);
  EXPECT_THROW(clock.add("p", 1, -1), std::invalid_argument);
  EXPECT_THROW(clock.restore(-2), std::invalid_argument);
  EXPECT_EQ(clock.next(10), nullptr) << "no process, nothing happens";
  EXPECT_THROW(clock.add("p", 1), std::invalid_argument) << "too late";
}

}  // namespace
}  // namespace cytotwin
