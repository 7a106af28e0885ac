// What ten years of one eye cost, and how far the fast solver is from the exact one.
//
//   build/release/bench/eye_speed
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "kinetics/rosenbrock.h"
#include "tests/twin/eyes/dosed_eye.h"

namespace cytotwin {
namespace {

constexpr double years = 3650, row = 7;
constexpr std::uint32_t drug = 4, oedema = 14;

SimulationPlan plan_of(int injections, double interval) {
  SimulationPlan plan;
  plan.constants = eye_network().default_constants();
  for (double day = 0; day <= years; day += row) plan.output_times.push_back(day);
  for (int k = 0; k < injections; ++k) plan.jumps.push_back({k * interval, drug, 0.3});
  return plan;
}

struct Outcome {
  double ms = 0;
  std::uint64_t steps = 0;
  std::vector<double> oedema;  // at each row [um]
};

template <class Run>
Outcome timed(const Run& run) {
  Outcome best;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    Outcome outcome = run();
    outcome.ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    if (repeat == 0 || outcome.ms < best.ms) best = std::move(outcome);
  }
  return best;
}

Outcome with_cvode(const SimulationPlan& plan) {
  const Trajectory trajectory = simulate(eye_network(), plan);
  Outcome outcome{0, trajectory.steps, {}};
  const auto& names = eye_network().quantity_names();
  const auto column = std::find(names.begin(), names.end(), "oedema") - names.begin();
  for (const auto& values : trajectory.values)
    outcome.oedema.push_back(values[static_cast<std::size_t>(column)]);
  return outcome;
}

// Windows end at injections and, where rows are kept, at rows: the price is that of injections
// alone.
Outcome with_rodas(const SimulationPlan& plan, std::size_t eyes, bool rows) {
  RosenbrockKinetics solver(eye_network(), plan.tolerances);
  const Network::Start start = eye_network().start(0, plan.constants);
  std::vector<std::vector<double>> columns;
  for (const double value : start.states) columns.emplace_back(eyes, value);
  std::vector<float> last(eyes, 0);
  CellBatch batch;
  batch.cells = eyes;
  batch.constants = start.constants;
  batch.states.assign(columns.begin(), columns.end());
  batch.last_step = last;
  std::vector<double> stops;
  for (const StateJump& jump : plan.jumps) stops.push_back(jump.time);
  if (rows) stops.insert(stops.end(), plan.output_times.begin(), plan.output_times.end());
  stops.push_back(plan.output_times.back());
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  Outcome outcome;
  const Workers one(1);
  double time = 0;
  std::size_t jumped = 0;
  for (const double stop : stops) {
    if (stop > time) outcome.steps += solver.advance(batch, time, stop - time, one).steps;
    time = stop;
    if (rows && outcome.oedema.size() < plan.output_times.size() &&
        plan.output_times[outcome.oedema.size()] == time)
      outcome.oedema.push_back(columns[oedema][0]);
    while (jumped < plan.jumps.size() && plan.jumps[jumped].time <= time) {
      for (double& mg : columns[drug]) mg += plan.jumps[jumped].amount;
      ++jumped;
      std::fill(last.begin(), last.end(), 0.F);
    }
  }
  return outcome;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k)
    largest = std::max(largest, std::abs(a[k] - b[k]));
  return largest;
}

void table(int injections, double interval) {
  SimulationPlan plan = plan_of(injections, interval);
  plan.tolerances = scaled_tolerances(eye_network(), plan, 1e-10);
  const Outcome exact = with_cvode(plan);
  for (const double relative : {1e-6, 1e-4, 1e-3, 1e-2}) {
    plan.tolerances = scaled_tolerances(eye_network(), plan, relative);
    const Outcome cvode = timed([&] { return with_cvode(plan); });
    const Outcome alone = timed([&] { return with_rodas(plan, 1, false); });
    const Outcome eight = timed([&] { return with_rodas(plan, 8, false); });
    fmt::print("{:>10}{:>11g}{:>9.1f}{:>8}{:>10.4f}{:>10.1f}{:>8}{:>10.4f}{:>14.1f}\n", injections,
               relative, cvode.ms, cvode.steps, largest_difference(cvode.oedema, exact.oedema),
               alone.ms, alone.steps,
               largest_difference(with_rodas(plan, 1, true).oedema, exact.oedema), eight.ms / 8);
  }
}

}  // namespace
}  // namespace cytotwin

int main() {
  fmt::print("ten years of one eye; errors of the oedema [um] against CVODE at 1e-10\n");
  fmt::print("{:>10}{:>11}{:>9}{:>8}{:>10}{:>10}{:>8}{:>10}{:>14}\n", "injections", "tolerance",
             "CVODE ms", "steps", "error", "Rodas4 ms", "steps", "error", "ms an eye of 8");
  cytotwin::table(20, 56);
  cytotwin::table(130, 28);
}
