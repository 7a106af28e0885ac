#include <gtest/gtest.h>

#include <cmath>

#include "tests/kinetics/toml/course.h"

namespace cytotwin {
namespace {

constexpr double hour = 60, day = 1440;

TEST(Interferon, Stat1PeaksAtAnHourAndFallsToAFifth) {
  Course cell("interferon");
  cell.set("I", 1);
  cell.run(8 * hour, 1);
  const auto phosphorylated = [](const Course& of, const std::vector<double>& row) {
    return of.in(row, "Sc") + of.in(row, "Sn");
  };
  const auto [time, peak] = cell.largest(phosphorylated);
  EXPECT_AS_STATED(time, 64);
  EXPECT_AS_STATED((cell.value("Sc") + cell.value("Sn")) / peak, 0.18);
}

TEST(Interferon, RaisesPdl1AndMhcOverTwoDays) {
  Course cell("interferon");
  cell.set("I", 1);
  cell.run(day, 10);
  EXPECT_AS_STATED(cell.value("L"), 4.7);
  cell.run(day, 10);
  EXPECT_AS_STATED(cell.value("L"), 6.8);
  EXPECT_AS_STATED(cell.value("M"), 2.4);
}

double pdl1_after_two_days(double interferon) {
  Course cell("interferon");
  cell.set("I", interferon);
  cell.run(2 * day, day);
  return cell.value("L");
}

// Half of what a saturating dose adds.
TEST(Interferon, HasAnEc50BelowATenthOfANanogram) {
  const double half = 1 + (pdl1_after_two_days(100) - 1) / 2;
  EXPECT_LT(pdl1_after_two_days(0.03), half);
  EXPECT_GT(pdl1_after_two_days(0.1), half);
}

TEST(Interferon, LeavesACellAtRestAsItIs) {
  Course cell("interferon");
  cell.run(day, hour);
  for (const char* at_one : {"R", "ST", "mL", "L", "M"}) {
    EXPECT_NEAR(cell.value(at_one), 1, 1e-9) << at_one;  // a steady state: round-off alone
  }
  EXPECT_EQ(cell.value("X"), 0);
}

// The stated half-life is the protein's own; its mRNA is taken away here, so that it alone is left.
TEST(Interferon, LosesPdl1ProteinWithAHalfLifeOf16Hours) {
  Model model = read_network(shipped_network("interferon"));
  const std::uint32_t mRNA = *model.find("mL"), protein = *model.find("L");
  model.quantities[mRNA].rule = 0.0;
  model.quantities[mRNA].initial = 0.0;
  model.quantities[protein].initial = 6.8;
  Course cell(model);
  cell.run(16 * hour, hour);
  EXPECT_AS_STATED(cell.value("L"), 3.4);
}

}  // namespace
}  // namespace cytotwin
