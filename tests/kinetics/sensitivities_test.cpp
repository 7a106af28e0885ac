#include "kinetics/sensitivities.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "kinetics/sbml/read_sbml.h"
#include "kinetics/scaled_tolerances.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

SimulationPlan plan_of(const Network& network, double relative, double absolute) {
  SimulationPlan plan;
  plan.constants = network.default_constants();
  for (int k = 0; k <= 8; ++k) plan.output_times.push_back(0.5 * k);
  plan.tolerances = {relative, std::vector<double>(network.states(), absolute)};
  return plan;
}

// x' = -m x from 2 k, m = k^2, q = k x: x = 2 k exp(-k^2 t).
TEST(Sensitivities, AreThoseOfTheClosedForm) {
  ModelWriter w;
  const Expression k = w.constant("k", 0.7), m = w.constant("m", k * k), x = w.state("x", 2.0 * k);
  const Expression q = w.assigned("q", k * x);
  w.rate(x, -m * x);
  const Network network(w.model);
  const SimulationPlan plan = plan_of(network, 1e-9, 1e-11);
  const std::size_t by[] = {0}, of[] = {x.symbol(), q.symbol(), m.symbol()};
  const Sensitivities found = simulate_sensitivities(network, plan, by, of);
  for (std::size_t n = 0; n < plan.output_times.size(); ++n) {
    const double t = plan.output_times[n], v = 0.7, e = std::exp(-v * v * t);
    const double slope = 2 * e - 4 * v * v * t * e;
    EXPECT_NEAR(found.trajectory.values[n][x.symbol()], 2 * v * e, 1e-7);
    EXPECT_NEAR(found.slopes[n][0][0], slope, 1e-7);  // a hundred tolerances
    EXPECT_NEAR(found.slopes[n][0][1], 2 * v * e + v * slope, 1e-7);
    EXPECT_NEAR(found.slopes[n][0][2], 2 * v, 1e-15);
  }
}

// Logistic growth, x = K / (1 + (K / x0 - 1) exp(-r t)), by r and K, both at once.
TEST(Sensitivities, FollowSeveralConstants) {
  ModelWriter w;
  const Expression r = w.constant("r", 1.3), top = w.constant("K", 5.0), x = w.state("x", 0.4);
  w.rate(x, r * x * (1.0 - x / top));
  const Network network(w.model);
  const SimulationPlan plan = plan_of(network, 1e-9, 1e-11);
  const std::size_t by[] = {1, 0}, of[] = {x.symbol()};
  const Sensitivities found = simulate_sensitivities(network, plan, by, of);
  for (std::size_t n = 0; n < plan.output_times.size(); ++n) {
    const double t = plan.output_times[n], e = std::exp(-1.3 * t), a = 5 / 0.4 - 1;
    const double d = 1 + a * e;
    EXPECT_NEAR(found.slopes[n][0][0], 1 / d - 5 * e / 0.4 / (d * d), 1e-7);
    EXPECT_NEAR(found.slopes[n][1][0], 5 * a * t * e / (d * d), 1e-7);
  }
}

// Published networks, against central differences of two runs at 1e-10. Half a difference is off by
// the step squared (1e-8) times the third derivative, and by the runs' errors over the step (1e-6).
TEST(Sensitivities, AreDifferencesOfTwoRuns) {
  for (const int id : {347, 19}) {
    const auto file =
        std::filesystem::path(CYTOTWIN_DATA) / "biomodels" / fmt::format("BIOMD{:010}.xml", id);
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
    const Network network(read_sbml(file));
    SimulationPlan plan;
    plan.constants = network.default_constants();
    plan.output_times = {0, 10, 30, 60};
    plan.tolerances = scaled_tolerances(network, plan, 1e-10);
    std::vector<std::size_t> by, of;
    for (std::size_t c = 0; c < network.constants() && by.size() < 4; ++c) {
      if (plan.constants[c] != 0 && !std::isnan(plan.constants[c])) by.push_back(c);
    }
    for (std::size_t q = 0; q < network.quantity_names().size(); ++q) of.push_back(q);
    const Sensitivities found = simulate_sensitivities(network, plan, by, of);
    for (std::size_t c = 0; c < by.size(); ++c) {
      const double k = plan.constants[by[c]], step = 1e-4 * k;
      SimulationPlan more = plan, less = plan;
      more.constants[by[c]] += step;
      less.constants[by[c]] -= step;
      const Trajectory high = simulate(network, more), low = simulate(network, less);
      for (std::size_t q = 0; q < of.size(); ++q) {
        double scale = 0;
        for (const auto& row : found.trajectory.values) scale = std::max(scale, std::abs(row[q]));
        for (std::size_t n = 0; n < plan.output_times.size(); ++n) {
          const double difference = (high.values[n][q] - low.values[n][q]) / 2e-4;
          EXPECT_NEAR(k * found.slopes[n][c][q], difference, 1e-4 * (scale + std::abs(difference)))
              << id << " " << network.constant_names()[by[c]] << " " << network.quantity_names()[q];
        }
      }
    }
  }
}

TEST(Sensitivities, RefuseEventsByName) {
  ModelWriter w;
  const Expression x = w.state("x", 1.0);
  w.rate(x, -x);
  Event event;
  event.id = "dose";
  event.trigger = Expression::of(Operation::less, {x, 0.5});
  event.assignments = {{x.symbol(), 1.0, {}}};
  w.model.events = {event};
  const Network network(w.model);
  try {
    simulate_sensitivities(network, plan_of(network, 1e-6, 1e-9), {}, {});
    FAIL() << "taken";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("\"dose\""), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace cytotwin
