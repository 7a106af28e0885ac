#include <gtest/gtest.h>

#include <cmath>

#include "tests/twin/eyes/dosed_eye.h"

namespace cytotwin {
namespace {

constexpr double year = 365.25;

/// Years until a share is without perfusion, from a young eye on; type 1.
double years_to(double share, double hba1c, double years = 60) {
  const EyeCourse eye({{"hba1c", hba1c}, {"occlusion", 0.0012}, {"nonperfused_0", 0.001}}, {},
                      years * year, 0.1 * year);
  const std::vector<double> closed = eye.series("nonperfused");
  for (std::size_t k = 0; k < closed.size(); ++k) {
    if (closed[k] >= share) return 0.1 * static_cast<double>(k);
  }
  return years;
}

// Medians that the tissue model is to give; the eye has them from a fit of its spread to that
// model.
TEST(EyeVessels, CloseOverTheYearsAsInTheTissueModel) {
  EXPECT_NEAR(years_to(0.1, 9), 11.5, 2.5);
  EXPECT_NEAR(years_to(0.25, 9), 19, 4);
  EXPECT_NEAR(years_to(0.5, 9), 25.5, 5.5);
  EXPECT_NEAR(years_to(0.1, 8), 22.5, 4.5);
  EXPECT_NEAR(years_to(0.25, 8), 37.5, 7.5);
}

TEST(EyeVessels, RememberSugar) {
  // five years at 9 %, then 7 %: the hazard falls by 1/e of what is above in the memory's time
  const EyeCourse eye({{"hba1c", 7}, {"memory", 5}}, {{0, 3, "sugar"}}, 5 * year, year);
  EXPECT_NEAR(eye.series("sugar").front(), 4, 1e-12);
  EXPECT_NEAR(eye.end("sugar"), 1 + 3 * std::exp(-1), 1e-5);
}

// An anti-VEGF drug slows the loss of perfusion and never gives any back (RECOVERY, Bonnin).
TEST(EyeVessels, CloseMoreSlowlyUnderADrugAndDoNotOpen) {
  std::vector<EyeCourse::Dose> monthly;
  for (int k = 0; k < 26; ++k) monthly.push_back({28.0 * k, 0.5});
  const EyeConstants severe = {{"nonperfused_0", 0.2}, {"hba1c", 9}};
  const EyeCourse treated(severe, monthly, 728, 7), untreated(severe, {}, 728, 7);
  EXPECT_LT(treated.end("nonperfused"), untreated.end("nonperfused"));
  EXPECT_LT(treated.end("hazard"), 0.5 * untreated.end("hazard"));
  EXPECT_LT(treated.end("severity"), treated.series("severity").front() - 5);
  const std::vector<double> closed = treated.series("nonperfused");
  for (std::size_t k = 1; k < closed.size(); ++k) EXPECT_GE(closed[k], closed[k - 1]);
}

}  // namespace
}  // namespace cytotwin
