#include "twin/scenario/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string head = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[comparison]]
series = "radius"
file = "radius.csv"
time_column = "day"
mean_column = "radius_mean_um"
where = { cell_line = "793b", seeded_cells = 2500 }
)";

TEST(Comparison, PointsAreConvertedAndGapsLeftOut) {
  const auto read = read_scenario(data_folder + "/full.toml");
  ASSERT_EQ(read.scenario.comparisons.size(), 1u);
  const MeasuredPoints points = read_measured_points(read.scenario.comparisons[0]);
  EXPECT_EQ(points.time, (std::vector<double>{4 * 1440.0, 6 * 1440.0})) << "day 5 has no mean";
  EXPECT_EQ(points.mean, (std::vector<double>{150.1, 171.0}));
  EXPECT_TRUE(std::isnan(points.sd[0]));
  EXPECT_EQ(points.sd[1], 2.9);
  EXPECT_EQ(points.count, (std::vector<double>{12, 11}));
}

TEST(Comparison, WrongNamesAreReportedInTheScenario) {
  EXPECT_EQ(report_of(head), "");
  const std::string file = data_folder + "/radius.csv", absent = data_folder + "/radii.csv";
  EXPECT_EQ(report_of(replaced(head, "radius.csv", "radii.csv")),
            "8:8: comparison 1: file \"" + absent +
                "\": no such file | paths are relative to the "
                "file that they stand in\n");
  EXPECT_EQ(report_of(replaced(head, "\"day\"", "\"days\"")),
            "9:15: comparison 1: " + file + " has no column \"days\" | did you mean \"day\"?\n");
  EXPECT_EQ(report_of(replaced(head, "cell_line", "line")),
            "11:9: comparison 1: " + file +
                " has no column \"line\" | columns: cell_line, "
                "seeded_cells, day, radius_mean_um, radius_sd_um, n\n");
  EXPECT_EQ(report_of(replaced(head, "793b", "793c")),
            "11:23: comparison 1: no row has cell_line = \"793c\" | did you mean \"793b\"?\n");
  EXPECT_EQ(report_of(replaced(replaced(head, "793b", "983b"), "2500", "1250")),
            "11:9: comparison 1: no row has all these values | each occurs, but never with the "
            "others, or the values of those rows are missing\n");
}

/// Report on a CSV text that stands in a file of its own.
std::string report_on(const std::string& csv) {
  const std::string path = testing::TempDir() + "comparison_test.csv";
  std::ofstream(path) << csv;
  const std::string text = replaced(replaced(head, "radius.csv", path), "where =", "# ");
  std::string report = report_of(text);
  std::remove(path.c_str());
  while (report.find(path) != std::string::npos) report = replaced(report, path, "F");
  return report;
}

TEST(Comparison, WrongCellsAreReportedInTheTable) {
  const std::string header = "day,radius_mean_um\n";
  EXPECT_EQ(report_on(header + "1,100\n2,NA\n,4\n3,120\n"), "");
  EXPECT_EQ(report_on(header + "-1,5\n1,abc\n2,-5\n"),
            "3:3: radius_mean_um = \"abc\" is not a number | leave the cell empty where a value is "
            "missing\n");
  EXPECT_EQ(report_on(header + "-1,5\n2,-5\n"), "") << "a scan before treatment, below a blank";
  EXPECT_EQ(report_on(header + "2,1\n1,1\n"),
            "3:1: day falls from 2 to 1 | sort the rows by time\n");
  EXPECT_EQ(report_on(header + "1,1e999\n"),
            "2:3: radius_mean_um = \"1e999\" is not a number | leave the cell empty where a value "
            "is missing\n");
  EXPECT_EQ(report_on(header + "1\n\n# note\n1,2,3\n"),
            "2:1: 1 cells, the header has 2 | leave a cell empty where a value is missing\n"
            "5:1: 3 cells, the header has 2 | leave a cell empty where a value is missing\n");
  EXPECT_EQ(report_on(""),
            "8:8: comparison 1: file \"F\": no header row | the first line names the columns\n");
  EXPECT_EQ(report_on("\"day\" , \"radius_mean_um\"\r\n1,\"2\"\r\n"), "") << "quotes, CRLF";
}

TEST(Comparison, ReadByItselfReportsTheSame) {
  Comparison comparison;
  comparison.file = data_folder + "/radius.csv";
  comparison.time_column = "day";
  comparison.mean_column = "volume";
  try {
    read_measured_points(comparison);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().at(0).message, "no column \"volume\"");
  }
}

}  // namespace
}  // namespace cytotwin
