#include "twin/eyes/treatment.h"

#include <gtest/gtest.h>

#include "twin/eyes/learn.h"

namespace cytotwin::eyes {
namespace {

TEST(EyeTreatment, IsFixedAfterItsLoading) {
  const TreatmentRule rule = FixedInterval{3, 8};
  std::vector<ClinicVisit> past;
  for (const double weeks : {4.0, 4.0, 8.0, 8.0}) {
    const ClinicVisit now{0, 400, 60, true};
    const Decision decision = decide(rule, past, now);
    EXPECT_TRUE(decision.inject);
    EXPECT_EQ(decision.weeks, weeks);
    past.push_back(now);
  }
}

TEST(EyeTreatment, IsExtendedWhileDryAndShortenedWhileWet) {
  const TreatmentRule rule = TreatAndExtend{2, 2, 4, 8, 325};
  std::vector<ClinicVisit> past;
  double week = 0;
  const auto next = [&](double thickness) {
    const ClinicVisit now{week, thickness, 60, true};
    const double weeks = decide(rule, past, now).weeks;
    past.push_back(now);
    week += weeks;
    return weeks;
  };
  EXPECT_EQ(next(400), 4);  // loading
  EXPECT_EQ(next(300), 6);
  EXPECT_EQ(next(300), 8);
  EXPECT_EQ(next(325), 8);  // the longest
  EXPECT_EQ(next(326), 6);
  EXPECT_EQ(next(326), 4);
  EXPECT_EQ(next(326), 4);  // the shortest
}

TEST(EyeTreatment, IsGivenAsNeededToThickerOrWorseEyes) {
  const TreatmentRule rule = AsNeeded{1, 4, 325, 0.1, 5};
  const std::vector<ClinicVisit> past = {{0, 400, 60, true}, {4, 320, 70, false}};
  EXPECT_FALSE(decide(rule, past, {8, 330, 70, false}).inject);  // not by a tenth
  EXPECT_TRUE(decide(rule, past, {8, 353, 70, false}).inject);
  EXPECT_TRUE(decide(rule, past, {8, 300, 65, false}).inject);
  EXPECT_FALSE(decide(rule, past, {8, 300, 66, false}).inject);
}

TEST(EyeTreatment, ReconstructsTheWeeksOfACalendar) {
  EyeRecord eye{"1", "treat-and-extend", false, {}};
  for (const double um : {500.0, 400.0, 330.0, 300.0, 300.0, 350.0, 300.0})
    eye.visits.push_back({0, um, {}, false});
  std::vector<double> weeks;
  std::vector<bool> sure;
  for (const Visit& visit : reconstructed(eye, TreatAndExtend{})) {
    weeks.push_back(visit.week);
    sure.push_back(!visit.reconstructed);
  }
  EXPECT_EQ(weeks, (std::vector<double>{0, 4, 8, 12, 18, 26, 32}));
  EXPECT_EQ(sure, (std::vector<bool>{true, true, true, true, false, false, false}));
}

}  // namespace
}  // namespace cytotwin::eyes
