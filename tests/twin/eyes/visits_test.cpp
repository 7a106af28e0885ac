#include "twin/eyes/visits.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/errors.h"

namespace cytotwin::eyes {
namespace {

constexpr const char* head = "eye,arm,visit,week_nominal,bcva_letters,cst_um\n";

std::vector<EyeRecord> read(const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / "cytotwin_visits_test.csv";
  std::ofstream(file) << text;
  return read_eyes(file);
}

std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(EyeVisits, AreSortedJoinedAndCountedFromTheFirst) {
  const auto eyes = read(std::string(head) +
                         "b,monthly,3,12,70,300\nb,monthly,1,4,60,400\nb,monthly,2,12,72,310\n"
                         "a,treat-and-extend,1,,50,\na,treat-and-extend,2,,,500\n");
  ASSERT_EQ(eyes.size(), 2U);
  EXPECT_EQ(eyes[0].id, "a");
  EXPECT_FALSE(eyes[0].weeks_known);
  EXPECT_FALSE(eyes[0].visits[0].thickness.has_value());
  EXPECT_EQ(eyes[0].visits[1].thickness, 500);
  ASSERT_EQ(eyes[1].visits.size(), 2U);  // two rows of week 12 are one visit
  EXPECT_EQ(eyes[1].visits[0], (Visit{0, 400, 60, false}));
  EXPECT_EQ(eyes[1].visits[1], (Visit{8, 305, 71, false}));
}

TEST(EyeVisits, OfTheMonthlyArmAreFourWeeksApartWhereNoWeekStands) {
  const auto eyes = read(std::string(head) + "1,monthly,1,,60,400\n1,monthly,4,,61,390\n");
  EXPECT_EQ(eyes[0].visits[1].week, 12);
}

TEST(EyeVisits, AreRefusedByRowAndColumn) {
  const std::string all =
      complaint(std::string(head) +
                "1,monthly,1,0,60,thick\n1,monthly,2,4,160,400\n,monthly,3,8,60,400\n"
                "3,monthly,1,0,60,400\n3,other,4,12,60,400\n2,monthly,,,60,400\n");
  for (const char* said : {":2:18: cst_um is \"thick\"", ":3:15: bcva_letters is \"160\"",
                           ":4:1: eye is empty", "eye \"3\" is in arm", "week_nominal are empty"})
    EXPECT_NE(all.find(said), std::string::npos) << said << "\n" << all;
  EXPECT_NE(complaint("eye,arm,visit,cst_um\n1,monthly,1,300\n")
                .find("there is no column \"week_nominal\""),
            std::string::npos);
}

}  // namespace
}  // namespace cytotwin::eyes
