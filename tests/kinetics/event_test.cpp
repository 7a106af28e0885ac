#include <gtest/gtest.h>

#include <cmath>

#include "kinetics/kinetics_error.h"
#include "kinetics/network.h"
#include "kinetics/simulate.h"

namespace cytotwin {
namespace {

Expression at_least(const Expression& a, const Expression& b) {
  return Expression::of(Operation::less_equal, {b, a});
}
const Expression now = Expression::symbol(Model::time);

/// x' = 1 from 0, a constant "mark" and a constant "count".
struct Ramp {
  static constexpr std::uint32_t x = 1, mark = 2, count = 3;
  Model model;
  Ramp() {
    model.add({"x", "", QuantityRole::state, 0.0, 1.0});
    model.add({"mark", "", QuantityRole::constant, 0.0, {}});
    model.add({"count", "", QuantityRole::constant, 0.0, {}});
  }
  Event& when(const Expression& trigger, std::uint32_t target, const Expression& value) {
    Event event;
    event.id = "event";
    event.trigger = trigger;
    event.assignments = {{target, value, {}}};
    model.events.push_back(event);
    return model.events.back();
  }
  std::vector<std::vector<double>> run(std::vector<double> times) const {
    const Network network(model);
    SimulationPlan plan;
    plan.output_times = std::move(times);
    plan.tolerances = {1e-10, {1e-12}};
    plan.constants = network.default_constants();
    return simulate(network, plan).values;
  }
};
Expression sym(std::uint32_t symbol) { return Expression::symbol(symbol); }

TEST(Event, HappensAtTheExactInstant) {
  Ramp ramp;
  ramp.when(at_least(now, 0.3), Ramp::mark, now);
  const auto rows = ramp.run({0, std::nextafter(0.3, 0), 0.3, 1});
  EXPECT_EQ(rows[1][Ramp::mark], 0);
  EXPECT_EQ(rows[2][Ramp::mark], 0.3);  // an output at the instant shows what comes after
  EXPECT_EQ(rows[3][Ramp::mark], 0.3);
}

TEST(Event, SeesWhatIsEqualForOneMomentOnly) {
  Ramp ramp;
  ramp.when(Expression::of(Operation::equal, {now, 0.3}), Ramp::mark, now);
  EXPECT_EQ(ramp.run({0, 1})[1][Ramp::mark], 0.3);
}

TEST(Event, FindsWhereAStateTurns) {
  Ramp ramp;
  ramp.when(at_least(sym(Ramp::x), 0.5), Ramp::mark, now);
  EXPECT_NEAR(ramp.run({0, 1})[1][Ramp::mark], 0.5, 1e-12);
}

// x restarts at 0 whenever it reaches 0.25: a sawtooth of 4 teeth a unit of time.
TEST(Event, SetsStatesAgainAndAgain) {
  Ramp ramp;
  ramp.when(at_least(sym(Ramp::x), 0.25), Ramp::x, 0.0);
  ramp.when(at_least(sym(Ramp::x), 0.25), Ramp::count, sym(Ramp::count) + 1.0);
  const auto rows = ramp.run({0, 0.6, 10.1});
  EXPECT_NEAR(rows[1][Ramp::x], 0.1, 1e-9);
  EXPECT_NEAR(rows[2][Ramp::x], 0.1, 1e-9);
  EXPECT_EQ(rows[2][Ramp::count], 40);
}

TEST(Event, WaitsForItsDelayWithTheValuesOfItsTrigger) {
  for (const bool at_trigger : {true, false}) {
    Ramp ramp;
    Event& event = ramp.when(at_least(now, 0.2), Ramp::mark, sym(Ramp::x));
    event.delay = 0.5;
    event.values_at_trigger = at_trigger;
    const auto rows = ramp.run({0, 0.69, 0.7, 1});
    EXPECT_EQ(rows[1][Ramp::mark], 0);
    EXPECT_NEAR(rows[2][Ramp::mark], at_trigger ? 0.2 : 0.7, 1e-9);
  }
}

// True from 0.2 to 0.3 only, due at 0.5.
TEST(Event, IsDroppedIfItDoesNotPersist) {
  for (const bool persistent : {true, false}) {
    Ramp ramp;
    const Expression pulse = Expression::of(
        Operation::both, {at_least(now, 0.2), Expression::of(Operation::less, {now, 0.3})});
    Event& event = ramp.when(pulse, Ramp::mark, 1.0);
    event.delay = 0.3;
    event.persistent = persistent;
    EXPECT_EQ(ramp.run({0, 1})[1][Ramp::mark], persistent ? 1 : 0);
  }
}

TEST(Event, HappensAtTheStartOnlyIfItsTriggerWasFalseBefore) {
  for (const bool before : {true, false}) {
    Ramp ramp;
    ramp.when(at_least(now, 0.0), Ramp::mark, 1.0).initial_value = before;
    EXPECT_EQ(ramp.run({0, 1})[0][Ramp::mark], before ? 0 : 1);
  }
}

TEST(Event, GoesByPriority) {
  Ramp ramp;
  ramp.when(at_least(now, 0.5), Ramp::mark, sym(Ramp::mark) * 2.0).priority = 1.0;
  ramp.when(at_least(now, 0.5), Ramp::mark, sym(Ramp::mark) + 3.0).priority = 2.0;
  for (Event& event : ramp.model.events) event.values_at_trigger = false;
  EXPECT_EQ(ramp.run({0, 1})[1][Ramp::mark], 6);
}

TEST(Event, SetsOffOthersAtTheSameInstant) {
  Ramp ramp;
  ramp.when(at_least(now, 0.5), Ramp::mark, 1.0);
  ramp.when(at_least(sym(Ramp::mark), 1.0), Ramp::count, now);
  EXPECT_EQ(ramp.run({0, 1})[1][Ramp::count], 0.5);
}

TEST(Event, WithoutEndIsReported) {
  Ramp ramp;
  const Expression low = Expression::of(Operation::less, {sym(Ramp::mark), 0.5});
  ramp.when(Expression::of(Operation::both, {at_least(now, 0.5), low}), Ramp::mark, 1.0);
  ramp.when(Expression::of(Operation::no, {low}), Ramp::mark, 0.0);
  EXPECT_THROW(ramp.run({0, 1}), KineticsError);
}

}  // namespace
}  // namespace cytotwin
