#include "kinetics/sbml/write_sbml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/errors.h"
#include "kinetics/kinetics_error.h"
#include "kinetics/network.h"
#include "kinetics/read_network.h"
#include "kinetics/sbml/read_sbml.h"
#include "kinetics/simulate.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

const std::filesystem::path data = CYTOTWIN_DATA;

/// Written and read again.
Model round_trip(const Model& model) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("cytotwin_round_trip_{}.xml", getpid());
  write_sbml(model, file);
  Model back = read_sbml(file);
  std::filesystem::remove(file);
  return back;
}

Trajectory run(const Network& network, double end) {
  SimulationPlan plan;
  constexpr int rows = 20;
  for (int k = 0; k <= rows; ++k) plan.output_times.push_back(end * k / rows);
  plan.constants = network.default_constants();
  double largest = 0;
  for (const double value : network.start(0, plan.constants).states) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  plan.tolerances = {1e-10, std::vector<double>(network.states(), 1e-13 * std::max(largest, 1e-6))};
  return simulate(network, plan);
}

bool agree(double a, double b, double scale) {
  if (std::isnan(a) || std::isinf(a)) return (std::isnan(a) && std::isnan(b)) || a == b;
  return std::abs(a - b) <= 1e-5 * std::abs(a) + 1e-8 * scale;
}

// The file has 15 digits, and a step of the solver that turns out differently moves the result by
// the solver's error, of which 1e-5 is a thousand times the tolerance: what is looked for are other
// equations, not other digits.
void expect_same_trajectories(const Model& model, double end, const std::string& what) {
  const Network before(model), after(round_trip(model));
  const std::vector<std::string> ids = sbml_ids(model);
  const Trajectory expected = run(before, end), got = run(after, end);
  const auto& names = after.quantity_names();
  for (std::size_t q = 1; q < ids.size(); ++q) {
    const auto found = std::find(names.begin(), names.end(), ids[q]);
    ASSERT_NE(found, names.end()) << what << ": " << ids[q];
    const auto column = static_cast<std::size_t>(found - names.begin());
    double scale = 0;
    for (const auto& row : expected.values) {
      if (std::isfinite(row[q])) scale = std::max(scale, std::abs(row[q]));
    }
    for (std::size_t k = 0; k < expected.values.size(); ++k) {
      const double a = expected.values[k][q], b = got.values[k][column];
      ASSERT_TRUE(agree(a, b, scale))
          << what << ": " << ids[q] << " at " << expected.values[k][0] << ": " << a << " and " << b;
    }
  }
}

std::optional<double> duration_of(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().find("-settings") == std::string::npos) continue;
    std::ifstream in(entry.path());
    std::string word;
    double value = 0;
    while (in >> word) {
      if (word == "duration:" && in >> value) return value;
    }
  }
  return std::nullopt;
}

TEST(WriteSbml, KeepsTheTrajectoriesOfShippedNetworks) {
  const std::filesystem::path folder =
      std::filesystem::path(CYTOTWIN_SOURCE_DIR) / "scenarios/immunotherapy/networks";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    Model model = read_network(entry.path());
    // signals that make it move
    for (const std::uint32_t input : model.inputs) {
      model.quantities[input].initial = model.quantities[input].id == "ug" ? 0.002 : 0.6;
    }
    expect_same_trajectories(model, 4000, entry.path().filename().string());
  }
}

TEST(WriteSbml, KeepsTheTrajectoriesOfPublishedModels) {
  if (!std::filesystem::is_directory(data / "biomodels")) GTEST_SKIP() << "no " << data;
  for (const auto& entry : std::filesystem::directory_iterator(data / "biomodels")) {
    if (entry.path().extension() != ".xml") continue;
    expect_same_trajectories(read_network(entry.path()), 50, entry.path().filename().string());
  }
}

// Those that the program reads and that stay numbers; they are half a hundred constructs of SBML.
TEST(WriteSbml, KeepsTheTrajectoriesOfTheTestSuite) {
  if (!std::filesystem::is_directory(data / "sbml")) GTEST_SKIP() << "no " << data;
  int tried = 0, with_events = 0;
  for (const auto& folder : std::filesystem::directory_iterator(data / "sbml")) {
    if (!folder.is_directory()) continue;
    const auto duration = duration_of(folder.path());
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() != ".xml" || !duration || *duration <= 0) continue;
      std::optional<Model> model;
      try {
        model = read_network(entry.path());
        run(Network(*model), *duration);
        round_trip(*model);
      } catch (const InputError&) {
        continue;
      } catch (const KineticsError&) {
        continue;
      }
      expect_same_trajectories(*model, *duration, entry.path().filename().string());
      ++tried;
      with_events += model->events.empty() ? 0 : 1;
    }
  }
  RecordProperty("models", tried);
  RecordProperty("with_events", with_events);
  EXPECT_GT(tried, 150);
  EXPECT_GT(with_events, 30);
}

// Every operation, at an argument where all of them have a value.
TEST(WriteSbml, KeepsEveryOperation) {
  ModelWriter w;
  const Expression x = w.constant("x", 0.375), y = w.constant("y", -2.25);
  const Expression s = w.state("s", 1.0);
  w.rate(s, 0.0);
  int n = 0;
  for (int k = 0; k <= static_cast<int>(Operation::choose); ++k) {
    const auto operation = static_cast<Operation>(k);
    const unsigned count = arguments_of(operation);
    if (count == 0) continue;
    const bool above_one = operation == Operation::acosh;
    std::vector<Expression> arguments = {above_one ? 1.0 + x : x, y, 1.0 + x};
    arguments.resize(count);
    w.assigned(fmt::format("value {}", n++), Expression::of(operation, arguments));
  }
  w.assigned("negative", Expression(-3.5) + Expression(1e-300) * x);
  w.assigned("infinite", -Expression(INFINITY) * x);
  w.assigned("no number", Expression(NAN) + x);
  expect_same_trajectories(w.model, 1, "operations");
}

TEST(WriteSbml, GivesIdsThatSbmlAllows) {
  ModelWriter w;
  w.constant("A.amount", 1.0);
  w.constant("A_amount", 2.0);
  w.constant("2x", 3.0);
  EXPECT_EQ(sbml_ids(w.model), (std::vector<std::string>{"time", "A_amount", "A_amount_2", "_2x"}));
}

TEST(WriteSbml, RefusesAConcentrationSetLaterInAChangingCompartment) {
  ModelWriter w;
  const Expression size = w.state("v", 1.0), amount = w.state("A.amount", 2.0);
  w.rate(size, 0.1);
  w.rate(amount, 0.0);
  Event event;
  event.id = "dose";
  event.trigger = Expression::of(Operation::less, {1.0, size});
  event.delay = 2.0;
  event.assignments.push_back({amount.symbol(), 3.0, size});
  w.model.events.push_back(event);
  EXPECT_THROW(round_trip(w.model), InputError);
  w.model.events[0].values_at_trigger = false;
  expect_same_trajectories(w.model, 10, "dose");
}

TEST(WriteSbml, NamesAFileThatCannotBeWritten) {
  ModelWriter w;
  w.constant("a", 1.0);
  try {
    write_sbml(w.model, "/nonexistent/out.xml");
    FAIL() << "wrote it";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "/nonexistent/out.xml: cannot be written");
  }
}

}  // namespace
}  // namespace cytotwin
