#include "twin/ensemble/network_forward.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.h"

namespace cytotwin {
namespace {

const std::string file = CYTOTWIN_SOURCE_DIR "/tests/twin/ensemble/data/elimination_study.toml";

double amount_at(double day, double dose, int count, double clearance) {
  double amount = 0;
  for (int k = 0; k < count; ++k)
    if (day >= 7 * k) amount += dose * std::exp(-clearance * (day - 7 * k));
  return amount;
}

TEST(NetworkForward, FollowsDosesAndConditions) {
  const Study study = read_study(file, {});
  const auto forward = make_forward(study);
  const SeriesShape& shape = forward->shape();
  ASSERT_EQ(shape.minutes.size(), 41u);
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(shape.names.begin(), shape.names.end(), name) -
                                    shape.names.begin());
  };
  const std::size_t amount = column("amount"), level = column("concentration");
  ASSERT_LT(amount, shape.names.size());
  for (const double clearance : {.05, .3}) {
    for (const std::size_t condition : {0u, 1u}) {
      const std::vector<double> out = forward->run({std::span(&clearance, 1), condition, 1});
      ASSERT_EQ(out.size(), shape.size());
      for (std::size_t row = 0; row < shape.minutes.size(); ++row) {
        const double exact = condition == 0 ? amount_at(row / 2., 100, 1, clearance)
                                            : amount_at(row / 2., 200, 2, clearance);
        // steps are held to 1e-6 each; a few dozen of them add up
        EXPECT_NEAR(out[row * shape.names.size() + amount], exact, 2e-5 * 200) << row;
        EXPECT_DOUBLE_EQ(out[row * shape.names.size() + level],
                         out[row * shape.names.size() + amount] / 4);
      }
    }
  }
}

TEST(NetworkForward, TakesParametersThatAreNoConstants) {
  const Study study = read_study(file, {"prior.clearance.keys=[\"dose.drug.amount\"]"});
  const auto forward = make_forward(study);
  const double amount = 50;
  const std::vector<double> out = forward->run({std::span(&amount, 1), 0, 1});
  const auto& names = forward->shape().names;
  const auto column = std::find(names.begin(), names.end(), "amount") - names.begin();
  EXPECT_DOUBLE_EQ(out[static_cast<std::size_t>(column)], 50);
}

TEST(NetworkForward, StopsWhenTold) {
  const Study study = read_study(file, {});
  const double clearance = .1;
  EXPECT_THROW(make_forward(study)->run({std::span(&clearance, 1), 0, 1, [] { return true; }}),
               ForwardFailure);
}

void expect_problem(const std::vector<std::string>& overrides, const std::string& words) {
  try {
    read_study(file, overrides);
    FAIL() << "took " << overrides.front();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(Study, NamesWhatIsWrongWithConditionsAndPriors) {
  expect_problem({"condition[0].set=[\"dose.drog.count=1\"]"}, "condition \"single\"");
  expect_problem({"prior.clearance.keys=[\"model.parameters.clearence\"]"}, "\"clearence\"");
  expect_problem({"prior.clearance.name=\"clearence\""}, "did you mean \"clearance\"");
  expect_problem({"model.network=\"nowhere.toml\""}, "nowhere.toml");
  expect_problem({"dose.drug.state=\"amont\""}, "did you mean \"amount\"");
  expect_problem({"prior.clearance.mean=-1"}, "is not above 0");
}

}  // namespace
}  // namespace cytotwin
