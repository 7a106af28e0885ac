// Cells from a file: what is read in each layout, and what is refused with which place and way out.
#include "twin/scenario/cells_csv.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "support.h"
#include "twin/scenario/csv.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string head = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[variable]]
name = "antigen"
[[variable]]
name = "clone"
[[cell_type]]
name = "tumour"
cycle = "ki67_basic"
[[cell_type.variable]]
name = "antigen"
distribution = "uniform"
lower = 0
upper = 2
[[cell_type]]
name = "T cell"
)";

/// A scenario whose only placement is a file of this text, gone afterwards.
class CellsFile : public testing::Test {
 protected:
  ~CellsFile() override { std::filesystem::remove(path_); }
  std::string with(const std::string& csv) const {
    std::ofstream(path_, std::ios::binary) << csv;
    return head + "[[placement]]\nfile = \"" + path_.string() + "\"\n";
  }
  std::vector<PlacedCell> cells_of(const std::string& csv) const {
    return *read_scenario_text("s.toml", with(csv), data_folder).scenario.placements.at(0).cells;
  }
  /// "line:column: message | hint", the file's name as F.
  std::string report_on(const std::string& csv) const {
    std::string report = report_of(with(csv));
    while (report.find(path_.string()) != std::string::npos)
      report = replaced(report, path_.string(), "F");
    return report;
  }

  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      ("cells_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
       ".csv");
};

TEST_F(CellsFile, WithAHeaderNamesItsColumnsInAnyOrder) {
  const auto cells = cells_of(
      "# measured on day 3\n"
      "type,z,y,x,state,antigen,phase,volume\n"
      "tumour,3,2,1,live,0.5,ki67_positive,2000\n"
      "\"T cell\" , -3 , -2 , -1e1 ,necrotic_swelling,skip,,\n");
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].type, 0);
  EXPECT_EQ(cells[0].position, (Vec3{1, 2, 3}));
  EXPECT_EQ(cells[0].phase, 1);
  EXPECT_EQ(cells[0].volume, 2000);
  ASSERT_EQ(cells[0].variables.size(), 2u);
  EXPECT_EQ(cells[0].variables[0], 0.5);
  EXPECT_TRUE(std::isnan(cells[0].variables[1])) << "drawn";
  EXPECT_EQ(cells[1].type, 1);
  EXPECT_EQ(cells[1].position, (Vec3{-10, -2, -3}));
  EXPECT_EQ(cells[1].state, CellState::necrotic_swelling);
  EXPECT_FALSE(cells[1].phase);
  EXPECT_FALSE(cells[1].volume);
  EXPECT_TRUE(cells[1].variables.empty());
}

// PhysiCell's second layout: x,y,z,type,volume, behaviours, custom:NAME; fields that are empty or
// begin with "s" are skipped there.
TEST_F(CellsFile, OfPhysiCellWithAHeaderIsRead) {
  const auto cells = cells_of(
      "x,y,z,type,volume,cycle entry,custom:antigen,\r\n"
      "-9.5,12,0,tumour,2494,,1.5,\r\n"
      "9.5,12,0,T cell,skip,skip,skip,\r\n");
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].volume, 2494);
  EXPECT_EQ(cells[0].variables.at(0), 1.5);
  EXPECT_FALSE(cells[1].volume);
}

TEST_F(CellsFile, OfPhysiCellWithoutAHeaderNumbersItsTypes) {
  const auto cells = cells_of("-9.5,12,0,0\n+0,1e2,-199.5,1.000000\n");
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].position, (Vec3{-9.5, 12, 0}));
  EXPECT_EQ(cells[0].type, 0);
  EXPECT_EQ(cells[1].type, 1);
}

TEST_F(CellsFile, WrongRowsAreAllReportedWithTheirPlace) {
  EXPECT_EQ(report_on("x,y,z,type,volume,state,phase,antigen\n"
                      "1,2,3,tumor,,,,\n"
                      "abc,2,3,tumour,,,,\n"
                      "1,nan,inf,tumour,,,,\n"
                      "1,1e999,0x1p3,tumour,,,,\n"
                      "1,2,200,tumour,,,,\n"
                      "1,2,3,tumour,-5,,,\n"
                      "1,2,3,tumour,,dead,,\n"
                      "1,2,3,T cell,,,ki67_positive,\n"
                      "1,2,3,tumour,,,,3\n"
                      "1,2,3,tumour\n"
                      "1,2,3,tumour,,,,,\n"
                      ",2,3,,,,,\n"),
            "2:7: type = \"tumor\" is no cell type | did you mean \"tumour\"?\n"
            "3:1: x = \"abc\" is no finite number | write a plain number, in um\n"
            "4:3: y = \"nan\" is no finite number | write a plain number, in um\n"
            "4:7: z = \"inf\" is no finite number | write a plain number, in um\n"
            "5:3: y = \"1e999\" is no finite number | write a plain number, in um\n"
            "5:9: z = \"0x1p3\" is no finite number | write a plain number, in um\n"
            "6:1: (1, 2, 200) um lies outside the domain | the domain reaches from (-200, -200, "
            "-200) um to (200, 200, 200) um\n"
            "7:14: volume = \"-5\" is out of range | allowed: 2.494 to 2494000 um^3, 1/1000 to "
            "1000 times the type's volume.total\n"
            "8:15: state = \"dead\" is no state | states: live, apoptotic, necrotic_swelling, "
            "necrotic_lysed\n"
            "9:16: phase = \"ki67_positive\" is no phase of cell_type \"T cell\" | phases: live\n"
            "10:17: antigen = \"3\" is out of range | allowed: at least 0 and at most 2, by "
            "the type's [[cell_type.variable]]\n"
            "11:1: 4 fields, there are 8 columns | leave a field empty, or write skip, where "
            "nothing is to be set\n"
            "12:1: 9 fields, there are 8 columns | leave a field empty, or write skip, where "
            "nothing is to be set\n"
            "13:1: x = \"\" is no finite number | write a plain number, in um\n"
            "13:6: type = \"\" is no cell type | cell types: tumour, T cell\n");
}

TEST_F(CellsFile, WrongHeadersAreReported) {
  EXPECT_EQ(report_on("x,y,type\n1,2,tumour\n1,2,tumor\n"),
            "1:1: no column \"z\" | a header names x, y, z and type, and may name x, y, z, type, "
            "cell_type, volume, phase, state, antigen, clone\n");
  EXPECT_EQ(
      report_on("x,y,z,type,X,custom:clone,clone\n"),
      "1:12: column \"X\" stands for the same as \"x\" before it | keep one of them\n"
      "1:27: column \"clone\" stands for the same as \"custom:clone\" before it | keep one of "
      "them\n");
  EXPECT_EQ(report_on("x,y,z,type,volum,custom:antigne\n1,2,3,tumour,5,6\n1,2,3,tumour,5,6\n"),
            "1:12: unknown column \"volum\" | did you mean \"volume\"?\n"
            "1:18: unknown variable \"antigne\" | did you mean \"antigen\"?\n");
  EXPECT_EQ(report_on("ex,why,zed,kind\n1,2,3,tumour\n").substr(0, 21), "1:1: no column \"x\" | ");
}

TEST_F(CellsFile, WithoutAHeaderIsRefusedInTheSameWay) {
  EXPECT_EQ(report_on("0,0,0,2\n0,0,0,0.5\n0,0,0,tumour\n0,0,0\n0,0,zero,1\n"),
            "1:7: type = \"2\" is no number of a cell type | cell types: 0 (tumour), 1 (T cell)\n"
            "2:7: type = \"0.5\" is no number of a cell type | cell types: 0 (tumour), 1 (T cell)\n"
            "3:7: type = \"tumour\" is no number of a cell type | cell types: 0 (tumour), 1 (T "
            "cell)\n"
            "4:1: 3 fields, there are 4 columns | without a header row a line is x, y, z and the "
            "number of the type\n"
            "5:5: z = \"zero\" is no finite number | write a plain number, in um\n");
}

TEST_F(CellsFile, ThatHoldNothingAreRefusedAtTheKey) {
  EXPECT_EQ(
      report_on(""),
      "21:8: placement 1: file \"F\": the file is empty | write a header row x,y,z,type and a "
      "line a cell, or x,y,z,NUMBER lines\n");
  EXPECT_EQ(report_on("x,y,z,type\n"),
            "21:8: placement 1: file \"F\": there are no cells below the header | write a header "
            "row x,y,z,type and a line a cell, or x,y,z,NUMBER lines\n");
  EXPECT_EQ(report_of(head + "[[placement]]\nfile = \"no_such.csv\"\n"),
            "21:8: placement 1: file \"" + data_folder +
                "/no_such.csv\": no such file | paths are relative to the file that they stand "
                "in\n");
  EXPECT_EQ(report_of(with("0,0,0,1\n") + "shape = \"ball\"\n"),
            "22:1: placement 1: shape has no meaning here | it belongs to a placement without a "
            "file\n");
}

TEST_F(CellsFile, ThatAreNoTextAreRefused) {
  EXPECT_EQ(
      report_on("x,y,z,type\n1,2,3,tum\xffour\n1,2,3,tum\x01our\n1,2,3,\"tumour\n"),
      "2:10: byte 0xff is not valid UTF-8 | save the file as UTF-8\n"
      "3:10: a control character, 0x01 | is this a text file? write it again as UTF-8 without "
      "them\n"
      "4:1: a quotation mark is not closed in its line | close it; a quotation mark within "
      "quotes is written twice\n");
}

TEST_F(CellsFile, ThatAreWrongThroughoutListTheFirstTwenty) {
  std::string csv = "x,y,z,type\n";
  for (int i = 0; i < 500; ++i) csv += "0,0,a,tumour\n";
  const auto problems = problems_of(with(csv));
  ASSERT_EQ(problems.size(), CsvProblems::limit + 1);
  EXPECT_EQ(problems.back().message, "480 more problems from this line on");
  EXPECT_EQ(problems.back().place.line, 22u);
}

// One slip is one problem: of types that are wrong themselves nothing is asked.
TEST_F(CellsFile, OfAScenarioThatIsWrongIsNotRead) {
  const std::string text = with("x,y,z,type,phase\n0,0,0,tumour,ki67_positive\n");
  EXPECT_EQ(problems_of(text).size(), 0u);
  EXPECT_EQ(problems_of(replaced(text, "ki67_basic", "ki67_basik")).size(), 1u);
  EXPECT_EQ(problems_of(replaced(text, "[domain]\nsize", "[domain]\nsise")).size(), 2u)
      << "unknown, and missing";
}

}  // namespace
}  // namespace cytotwin
