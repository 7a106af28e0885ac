// Events within the windows of cells.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

const Expression now = Expression::symbol(Model::time);
Expression at_least(const Expression& a, const Expression& b) {
  return Expression::of(Operation::less_equal, {b, a});
}

/// x' = speed from 0, and "mark" and "count" that events set.
struct Ramp {
  ModelWriter w;
  Expression speed = w.constant("speed", 1.0), x = w.state("x", 0.0),
             mark = w.constant("mark", 0.0), count = w.constant("count", 0.0);
  Ramp() { w.rate(x, speed); }
  Event& when(const Expression& trigger, const Expression& target, const Expression& value) {
    Event event;
    event.id = "event";
    event.trigger = trigger;
    event.assignments = {{target.symbol(), value, {}}};
    w.model.events.push_back(event);
    return w.model.events.back();
  }
  Model held() const {
    Model model = w.model;
    hold_event_targets(model);
    return model;
  }
};
constexpr std::size_t x = 0, mark = 1, count = 2;  // states, where all targets are held

class Events : public testing::TestWithParam<std::string> {
 protected:
  /// End after `windows` windows of `window`, from 0.
  Cells run(const Network& network, Cells cells, int windows, double window) const {
    const auto solver = make_solver(GetParam(), network, tolerances_of(network, 1e-8, 1e-10));
    for (int w = 0; w < windows; ++w) {
      const auto report = solver->advance(cells.batch(), w * window, window, Workers(1));
      for (const auto& failure : report.failures) ADD_FAILURE() << failure.what;
    }
    return cells;
  }
};
INSTANTIATE_TEST_SUITE_P(CellKinetics, Events, testing::ValuesIn(solver_names()),
                         [](const auto& name) { return name.param; });

// Found by bisection to neighbouring numbers, on states that are straight lines.
TEST_P(Events, HappenAtTheInstantTheTriggerTurns) {
  Ramp ramp;
  ramp.when(at_least(ramp.x, 0.7), ramp.mark, now);
  ramp.when(at_least(now, 1.3), ramp.count, now);
  const Network network(ramp.held());
  Cells cells(network, 3);
  cells.varied = {{1, 2, 0.25}};
  const Cells end = run(network, cells, 2, 1);
  EXPECT_NEAR(end.states[mark][0], 0.7, 1e-12);
  EXPECT_NEAR(end.states[mark][1], 0.35, 1e-12);
  EXPECT_EQ(end.states[mark][2], 0);  // comes to 0.5 only
  for (const double at : end.states[count]) EXPECT_EQ(at, 1.3);
  EXPECT_EQ(end.triggers[0], std::vector<std::uint8_t>({1, 1, 0}));
}

// A sawtooth: x restarts at 0 whenever it reaches 0.25, counted; 10.1 / 0.25 teeth.
TEST_P(Events, SetStatesAgainAndAgainOverWindows) {
  Ramp ramp;
  ramp.when(at_least(ramp.x, 0.25), ramp.count, ramp.count + 1.0);
  ramp.when(at_least(ramp.x, 0.25), ramp.x, 0.0);
  const Network network(ramp.held());
  const Cells end = run(network, Cells(network, 1), 5, 2.02);
  EXPECT_EQ(end.states[count - 1][0], 40);
  EXPECT_NEAR(end.states[x][0], 0.1, 1e-9);
}

// The memory of a trigger lies between windows: true before and after is no turn, at a bound it
// turns once.
TEST_P(Events, HappenOnceAtABoundOfWindows) {
  Ramp ramp;
  ramp.when(at_least(now, 1.0), ramp.count, ramp.count + 1.0);
  const Network network(ramp.held());
  EXPECT_EQ(run(network, Cells(network, 1), 4, 1).states[1][0], 1);
}

TEST_P(Events, HappenAtTheStartOfTheWindowWhoseInputsMakeTheTriggerTrue) {
  Ramp ramp;
  ramp.when(at_least(ramp.speed, 2.0), ramp.mark, now);
  ramp.when(at_least(ramp.speed, 2.0), ramp.count, ramp.x);
  const Network network(ramp.held());
  const auto solver = make_solver(GetParam(), network, tolerances_of(network, 1e-8, 1e-10));
  Cells cells(network, 2);
  cells.varied = {{1, 1}};
  solver->advance(cells.batch(), 0, 3, Workers(1));
  cells.varied = {{1, 2}};
  solver->advance(cells.batch(), 3, 3, Workers(1));
  solver->advance(cells.batch(), 6, 3, Workers(1));  // still true: nothing happens
  EXPECT_EQ(cells.states[mark], std::vector<double>({0, 3}));
  EXPECT_NEAR(cells.states[count][1], 3, 1e-9);
}

// speed goes from 1 to 3 in the window of 2, and is 1.5 at 0.5.
TEST_P(Events, SeeInputsOnTheirLines) {
  Ramp ramp;
  ramp.when(at_least(ramp.speed, 1.5), ramp.mark, now);
  const Network network(ramp.held());
  Cells cells(network, 1);
  cells.varied = {{1}};
  cells.varied_end = {{3}};
  const Cells end = run(network, cells, 1, 2);
  EXPECT_NEAR(end.states[mark][0], 0.5, 1e-14);
  EXPECT_NEAR(end.states[x][0], 2 + 2, 4e-7);  // ten tolerances
}

// A quarter period of a pendulum ends where its speed turns; then the amplitude is doubled. Solvers
// meet curved states there, and have to begin anew.
TEST_P(Events, FindTurnsOfCurvedStates) {
  ModelWriter w;
  const Expression position = w.state("position", 1.0), speed = w.state("speed", 0.0),
                   at = w.constant("at", 0.0);
  w.rate(position, speed);
  w.rate(speed, -position);
  Event event;
  event.id = "doubled";
  event.trigger = Expression::of(Operation::less, {position, 0.0});
  event.assignments = {{speed.symbol(), 2.0 * speed, {}}, {at.symbol(), now, {}}};
  w.model.events = {event};
  hold_event_targets(w.model);
  const Network network(w.model);
  const Cells end = run(network, Cells(network, 1), 1, 2);
  // the local error of an interpolation of order 3 at the steps of a tolerance of 1e-8
  EXPECT_NEAR(end.states[2][0], std::acos(0.0), 1e-6);
  EXPECT_NEAR(end.states[0][0], 2 * std::cos(2), 5e-6);
}

TEST_P(Events, WithoutEndFailTheCell) {
  Ramp ramp;
  const Expression low = Expression::of(Operation::less, {ramp.mark, 0.5});
  ramp.when(Expression::of(Operation::both, {at_least(ramp.x, 0.5), low}), ramp.mark, 1.0);
  ramp.when(Expression::of(Operation::no, {low}), ramp.mark, 0.0);
  const Network network(ramp.held());
  const auto solver = make_solver(GetParam(), network, tolerances_of(network, 1e-6, 1e-8));
  Cells cells(network, 2);
  cells.varied = {{1, 0.1}};
  const KineticsReport report = solver->advance(cells.batch(), 0, 1, Workers(1));
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_NE(report.failures[0].what.find("without end at t = 0.5"), std::string::npos)
      << report.failures[0].what;
  EXPECT_EQ(cells.states[x][0], 0);
  EXPECT_NEAR(cells.states[x][1], 0.1, 1e-9);
}

TEST_P(Events, ThatCellsCannotKeepAreRefusedByName) {
  Ramp ramp;
  ramp.when(at_least(now, 0.5), ramp.mark, 1.0).delay = 2.0;
  const auto message = [&](const Model& model) -> std::string {
    const Network network(model);
    try {
      make_solver(GetParam(), network, tolerances_of(network, 1e-6, 1e-8));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_NE(message(ramp.held()).find("event \"event\" has a delay"), std::string::npos);
  ramp.w.model.events[0].delay.reset();
  EXPECT_NE(message(ramp.w.model).find("event \"event\" sets the constant \"mark\""),
            std::string::npos);
  EXPECT_EQ(message(ramp.held()), "taken");
}

}  // namespace
}  // namespace cytotwin
