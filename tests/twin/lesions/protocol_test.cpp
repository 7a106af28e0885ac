#include "twin/lesions/protocol.h"

#include <gtest/gtest.h>

#include "tests/twin/lesions/cohort.h"
#include "twin/lesions/transitions.h"

namespace cytotwin::lesions {
namespace {

using testing::patient;

std::vector<Patient> three() {
  return {patient({{-2, 10}, {6, 12}, {12, 9}, {18, 9}, {24, 11}, {30, 14}, {44, 20}}),
          patient({{0, 10}, {6, 12}, {41, 9}}), patient({{0, 10}, {6, 12}, {24, 9}, {30, 3}})};
}

TEST(Protocol, HidesTheLastScansOfThoseWithSix) {
  const auto cases = cases_of(Task::H2, three());
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].patient, 0U);
  EXPECT_EQ(cases[0].seen, 5U);
  EXPECT_EQ(cases[0].hidden, (std::vector<std::size_t>{5, 6}));
  EXPECT_EQ(cases_of(Task::H1, three())[0].hidden, (std::vector<std::size_t>{6}));
  EXPECT_EQ(cases_of(Task::H3, three())[0].seen, 4U);
}

/// Weeks count from the first scan: that of week 24 is 26 weeks after it. Week 41 is too late.
TEST(Protocol, TargetsTheFirstScanBetweenWeeks24And40) {
  const auto early = cases_of(Task::E2, three());
  ASSERT_EQ(early.size(), 2U);
  EXPECT_EQ(early[0].seen, 2U);
  EXPECT_EQ(early[0].hidden, (std::vector<std::size_t>{4}));
  EXPECT_EQ(early[1].patient, 2U);
  EXPECT_EQ(early[1].hidden, (std::vector<std::size_t>{2}));
  const auto later = cases_of(Task::E3, three());
  ASSERT_EQ(later.size(), 2U);
  EXPECT_EQ(later[1].hidden, (std::vector<std::size_t>{3}));
}

TEST(Protocol, Responses) {
  const ResponseReference reference = reference_of(three()[0], 5);
  EXPECT_EQ(reference.first, 10);
  EXPECT_EQ(reference.nadir, 9);
  EXPECT_EQ(response_of(7, reference), Response::responded);
  EXPECT_EQ(response_of(7.1, reference), Response::stable);
  EXPECT_EQ(response_of(10.8, reference), Response::progressed);
  EXPECT_EQ(response_of(10.7, reference), Response::stable);
  EXPECT_EQ(response_of(4, {3, 2}), Response::stable);  // below 5 mm
}

TEST(Protocol, ChemotherapyArms) {
  EXPECT_TRUE(had_chemotherapy(patient({}, 2, 1)));
  EXPECT_TRUE(had_chemotherapy(patient({}, 4, 1)));
  EXPECT_FALSE(had_chemotherapy(patient({}, 4, 2)));
  EXPECT_FALSE(had_chemotherapy(patient({}, 1, 1)));
}

TEST(Transitions, HandComputed) {
  const std::vector<Patient> patients = {patient({{0, 10}, {6, 16}, {12, 16}, {20, 12}})};
  const auto transitions = transitions_of(patients);
  const TransitionIndex index(transitions, patients);
  ASSERT_EQ(transitions.size(), 3U);  // 1-2, 1-3, 2-3
  const Transition& far = transitions[index.of(0, 1, 3)];
  EXPECT_EQ(far.change, -4);
  EXPECT_EQ(far.horizon, 14);
  EXPECT_EQ(far.target_week, 20);
  EXPECT_EQ(far.slope, 1);
  EXPECT_EQ(far.longer_slope, 1);
  EXPECT_EQ(far.remaining, 2U);
  const Transition& last = transitions[index.of(0, 2, 3)];
  EXPECT_EQ(last.slope, 0);
  EXPECT_EQ(last.longer_slope, 0.5);
  EXPECT_TRUE(last.unchanged);
  // changes 0 and, a scan older, 6; and one of 6 % of 16 mm + 0.5 mm
  EXPECT_NEAR(last.variability, (0 + 0.8 * 6 + 1.46) / (1 + 0.8 + 1), 1e-12);
}

}  // namespace
}  // namespace cytotwin::lesions
