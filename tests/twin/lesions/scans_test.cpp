#include "twin/lesions/scans.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/errors.h"

namespace cytotwin::lesions {
namespace {

class ScanFile : public ::testing::Test {
 protected:
  ScanFile()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::create_directories(folder_);
  }
  ~ScanFile() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& text) const {
    std::ofstream(folder_ / lesion_file) << text;
    return folder_ / lesion_file;
  }

  std::string refusal(const std::string& text) const {
    try {
      read_scan_rows(file(text));
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }

  std::filesystem::path folder_;
};

constexpr const char* header = "study,arm,patient,day,ld_mm,flag\n";

TEST_F(ScanFile, PreparationB) {
  const auto patients =
      patients_of(read_scan_rows(file(std::string(header) + "2,1,B,42,30,ok\n"
                                                            "2,1,B,-7,28,ok\n"
                                                            "2,1,B,84,,too_small\n"
                                                            "2,1,B,126,,not_evaluable\n"
                                                            "2,1,B,168,,missing\n"
                                                            "2,1,B,42,34,ok\n"
                                                            "1,3,A,,0,ok\n"
                                                            "1,3,A,7,12.5,ok\n")));
  ASSERT_EQ(patients.size(), 2U);
  EXPECT_EQ(patients[0].id, "A");
  ASSERT_EQ(patients[0].scans.size(), 1U);  // the empty day is a gap
  EXPECT_EQ(patients[0].scans[0].week, 1);
  EXPECT_EQ(patients[0].scans[0].mm, 12.5);
  EXPECT_EQ(patients[1].study, 2);
  ASSERT_EQ(patients[1].scans.size(), 3U);
  EXPECT_EQ(patients[1].scans[0].week, -1);
  EXPECT_EQ(patients[1].scans[1].mm, 32);  // mean of the day
  EXPECT_EQ(patients[1].scans[2].mm, 5);   // too small
}

TEST_F(ScanFile, PreparationA) {
  const auto patients =
      patients_as_published(read_scan_rows(file(std::string(header) + "2,1,B,-7,28,ok\n"
                                                                      "2,1,B,43,30,ok\n"
                                                                      "2,1,B,84,,too_small\n"
                                                                      "2,1,B,,9,ok\n")));
  ASSERT_EQ(patients.at(0).scans.size(), 3U);
  EXPECT_EQ(patients[0].scans[0].week, 0.1);
  EXPECT_EQ(patients[0].scans[1].week, 7);
  EXPECT_EQ(patients[0].scans[2].mm, 0);
}

TEST_F(ScanFile, EveryBadRowIsNamed) {
  const std::string text = refusal(std::string(header) +
                                   "1,1,A,0,30,ok\n"
                                   "x,1,A,0,30,ok\n"
                                   "1,1,A,soon,30,ok\n"
                                   "1,1,A,0,-3,ok\n"
                                   "1,1,A,0,,ok\n"
                                   "1,1,A,0,3,fine\n"
                                   "1,1,,0,3,ok\n");
  EXPECT_NE(text.find(":3:1: study is \"x\""), std::string::npos) << text;
  EXPECT_NE(text.find(":4:7: day is \"soon\""), std::string::npos) << text;
  EXPECT_NE(text.find(":5:9: ld_mm is \"-3\""), std::string::npos) << text;
  EXPECT_NE(text.find(":6:9: ld_mm is empty"), std::string::npos) << text;
  EXPECT_NE(text.find(":7:11: flag is \"fine\""), std::string::npos) << text;
  EXPECT_NE(text.find(":8:5: patient is empty"), std::string::npos) << text;
  EXPECT_EQ(text.find(":2:"), std::string::npos) << text;
}

TEST_F(ScanFile, MissingColumns) {
  const std::string text = refusal("study,arm,patient,date,ld_mm\n1,1,A,0,3\n");
  EXPECT_NE(text.find("there is no column \"day\""), std::string::npos) << text;
  EXPECT_NE(text.find("there is no column \"flag\""), std::string::npos) << text;
}

TEST_F(ScanFile, PatientInTwoArms) {
  const std::string text = refusal(std::string(header) + "1,1,A,0,30,ok\n1,2,A,9,30,ok\n");
  EXPECT_NE(text.find(":3:1: patient \"A\" is in study 1, arm 2 here"), std::string::npos) << text;
}

TEST_F(ScanFile, FoundInTheFolderOrBelow) {
  EXPECT_THROW(find_lesion_file(folder_), InputError);
  std::filesystem::create_directories(folder_ / "immunotherapy");
  std::ofstream(folder_ / "immunotherapy" / lesion_file) << header;
  EXPECT_EQ(find_lesion_file(folder_), folder_ / "immunotherapy" / lesion_file);
  file(header);
  EXPECT_EQ(find_lesion_file(folder_), folder_ / lesion_file);
}

}  // namespace
}  // namespace cytotwin::lesions
