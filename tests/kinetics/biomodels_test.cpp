// Published networks (data folder; skipped without): every solver of cells against CVODE at a
// relative tolerance of 1e-10.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <ostream>

#include "core/random.h"
#include "kinetics/ladder.h"
#include "kinetics/sbml/read_sbml.h"
#include "tests/kinetics/cells.h"
#include "tests/kinetics/windows.h"

namespace cytotwin {
namespace {

std::filesystem::path file_of(int id) {
  return std::filesystem::path(CYTOTWIN_DATA) / "biomodels" / fmt::format("BIOMD{:010}.xml", id);
}

Network network_of(int id) {
  Model model = read_sbml(file_of(id));
  hold_event_targets(model);
  return Network(model);
}

struct Published {
  int id;
  double horizon;  ///< [the network's time unit]
  const char* what;
};
std::ostream& operator<<(std::ostream& out, const Published& of) { return out << of.id; }

const std::vector<Published> published = {
    {5, 100, "cell cycle, oscillates"},
    {19, 60, "EGF to MAPK, 93 states, stiff over eight decades"},
    {140, 2400, "NF-kB, with an event"},
    {157, 50, "p53, oscillates"},
    {206, 10, "glycolysis, oscillates fast"},
    {220, 600, "apoptosis, 20 conserved sums"},
    {347, 240, "JAK2 to STAT5"},
    {451, 100, "T helper cells, powers of states that are 0"},
    {796, 100, "tumour growth"},
    {941, 100, "cyclins, oscillate"},
    {1047, 100, "Delta and Notch"}};

class BioModels : public testing::TestWithParam<std::tuple<Published, std::string>> {};
INSTANTIATE_TEST_SUITE_P(Kinetics, BioModels,
                         testing::Combine(testing::ValuesIn(published),
                                          testing::ValuesIn(solver_names())),
                         [](const auto& of) {
                           return fmt::format("{}_{}", std::get<0>(of.param).id,
                                              std::get<1>(of.param));
                         });

// At 100 times, a window each, within 1e-4 of |y| + 1e-3 max|y|.
TEST_P(BioModels, AreSolvedToWithinOneInTenThousand) {
  const auto& [model, solver] = GetParam();
  if (!std::filesystem::exists(file_of(model.id))) GTEST_SKIP() << "no " << file_of(model.id);
  const Network network = network_of(model.id);
  constexpr int times = 100;
  double relative = default_relative_tolerance(solver);
  // CVODE begins anew at every window, each time with an error of the phase, and those add up
  if (solver == "cvode" && model.id == 206) relative = 1e-10;
  const SolverChoice choice{
      solver, scaled_tolerances(network, plan_to(network, model.horizon, times), relative)};
  const Path reference = reference_path(network, model.horizon, times, 1e-10);
  const double error = path_error(windowed_path(network, choice, model.horizon, times), reference);
  EXPECT_LT(error, 1e-4);
}

class Windows : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kinetics, Windows, testing::ValuesIn(solver_names()),
                         [](const auto& name) { return name.param; });

// A day of JAK2/STAT5 in one run, in 240 windows of 6 min and in 480 of 3. Tolerances do not follow
// the state of the moment, although most of it decays: each agrees with the exact solution.
TEST_P(Windows, ChangeAResultWithinTenTolerances) {
  if (!std::filesystem::exists(file_of(347))) GTEST_SKIP() << "no " << file_of(347);
  const Network network = network_of(347);
  const double end = 1440;
  const Tolerances tolerances = scaled_tolerances(network, plan_to(network, end, 240), 1e-6);
  const SolverChoice choice{GetParam(), tolerances};
  const Path once = windowed_path(network, choice, end, 1);
  for (const int windows : {240, 480}) {
    const Path split = windowed_path(network, choice, end, windows, windows);
    for (std::size_t s = 0; s < network.states(); ++s) {
      const double tolerance = tolerances.absolute[s] + tolerances.relative * std::abs(once[0][s]);
      EXPECT_NEAR(split[0][s], once[0][s], 10 * tolerance)
          << network.state_names()[s] << " in " << windows;
    }
  }
}

/// Cells of a network, all but the first with noise of 20 % on every constant.
Cells noisy(const Network& network, std::size_t count) {
  Cells cells(network, count);
  for (std::size_t c = 0; c < network.constants(); ++c) {
    std::vector<double>& column = cells.varied.emplace_back();
    for (std::size_t i = 0; i < count; ++i) {
      RandomStream random(8, i, static_cast<std::uint32_t>(c), Purpose::variables);
      column.push_back(cells.constants[c] * (i == 0 ? 1 : std::exp(0.2 * random.normal())));
    }
  }
  return cells;
}

Tolerances usual_tolerances(const Network& network, double end) {
  return scaled_tolerances(network, plan_to(network, end, 100), 1e-5);
}

// Under noise glycolysis runs away in some cells; those may fail, their neighbour is solved to the
// same bytes as alone.
TEST(Neighbours, OfAPathologicalKindChangeNothing) {
  if (!std::filesystem::exists(file_of(206))) GTEST_SKIP() << "no " << file_of(206);
  const Network network = network_of(206);
  constexpr std::uint32_t most_steps = 20000;
  LadderKinetics ladder(network, usual_tolerances(network, 6), most_steps);
  Cells together = noisy(network, 16), alone = together.in_order({0});
  std::uint64_t steps_alone = 0, steps_together = 0;
  for (int w = 0; w < 3; ++w) {
    steps_alone += ladder.advance(alone.batch(), w, 1, Workers(1)).steps;
    const KineticsReport report = ladder.advance(together.batch(), w, 1, Workers(1));
    steps_together += report.steps;
    for (const auto& failure : report.failures) EXPECT_NE(failure.cell, 0u);
  }
  EXPECT_EQ(together.in_order({0}).states, alone.states);
  EXPECT_LE(steps_together - steps_alone, 3 * 15 * 4 * most_steps);  // windows, cells, rungs
}

TEST(Threads, AndTheOrderOfCellsChangeNoByte) {
  if (!std::filesystem::exists(file_of(140))) GTEST_SKIP() << "no " << file_of(140);
  const Network network = network_of(140);
  constexpr std::size_t count = 600;
  LadderKinetics ladder(network, usual_tolerances(network, 600));
  const Cells start = noisy(network, count);
  const auto run = [&](Cells cells, unsigned threads) {
    for (int w = 0; w < 3; ++w) ladder.advance(cells.batch(), 6 * w, 6, Workers(threads));
    return cells;
  };
  const Cells expected = run(start, 1);
  EXPECT_EQ(run(start, 2).states, expected.states);
  EXPECT_EQ(run(start, 4).states, expected.states);
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = (i * 7 + 3) % count;  // 7 and 600 share none
  const Cells permuted = run(start.in_order(order), 2), wanted = expected.in_order(order);
  EXPECT_EQ(permuted.states, wanted.states);
  EXPECT_EQ(permuted.last_step, wanted.last_step);
  EXPECT_EQ(permuted.triggers, wanted.triggers);
}

}  // namespace
}  // namespace cytotwin
