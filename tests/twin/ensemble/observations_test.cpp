#include "twin/ensemble/observations.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.h"

namespace cytotwin {
namespace {

const std::string file = CYTOTWIN_SOURCE_DIR "/tests/twin/ensemble/data/elimination_study.toml";

struct Read {
  explicit Read(const std::vector<std::string>& overrides)
      : study(read_study(file, overrides)), forward(make_forward(study)) {}
  StudyObservations observations() const { return read_observations(study, forward->shape()); }
  Study study;
  std::unique_ptr<Forward> forward;
};

TEST(StudyObservations, KeepApartWhatIsFittedAndWhatIsNot) {
  const Read read({});
  const StudyObservations observations = read.observations();
  ASSERT_EQ(observations.fitted.size(), 2u);
  ASSERT_EQ(observations.kept_out.size(), 2u);
  const ObservedPoint& first = observations.fitted[0];
  EXPECT_EQ(first.condition, 0u);
  EXPECT_DOUBLE_EQ(first.minutes, 1440);
  EXPECT_DOUBLE_EQ(first.value, 22.5);
  EXPECT_DOUBLE_EQ(first.error, std::sqrt(1 + 2.25 * 2.25));  // the column's and a tenth
  EXPECT_FALSE(first.censored);
  EXPECT_TRUE(observations.kept_out[1].censored);  // 0.4 lies below the limit
  EXPECT_DOUBLE_EQ(observations.kept_out[1].value, .5);
}

TEST(StudyObservations, ArePredictedBetweenRows) {
  const Read read({"output.series=\"2 d\"", "comparison[0].scale=2", "comparison[0].offset=1"});
  const ObservedPoint point = read.observations().fitted[0];  // day 1, between the rows 0 and 2
  const double clearance = .1;
  const std::vector<double> series = read.forward->run({std::span(&clearance, 1), 0, 1});
  const double expected = 25 * (1 + std::exp(-.2)) / 2 / 2 + 1;
  EXPECT_NEAR(predicted(point, read.study.scenarios[0].scenario.comparisons[0],
                        read.forward->shape(), series),
              expected, 1e-4);
}

void expect_problem(const std::vector<std::string>& overrides, const std::string& words) {
  try {
    Read(overrides).observations();
    FAIL() << "took " << overrides.front();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(StudyObservations, NameWhatCannotBeUsed) {
  expect_problem({"time.end=\"7 d\""}, "day = 10 lies after the end of the run, 7");
  expect_problem({"comparison[0].sd_column=\"\"", "comparison[0].relative_error=0"},
                 "the error of the value 22.5 is 0");
  expect_problem({"comparison[0].series=\"concentratoin\""}, "did you mean \"concentration\"");
}

}  // namespace
}  // namespace cytotwin
