#include <gtest/gtest.h>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

Scenario with(const std::vector<std::string>& overrides) {
  return read_scenario(data_folder + "/full.toml", overrides).scenario;
}

TEST(Override, ReachesEveryKindOfPlace) {
  EXPECT_EQ(with({"time.end=10 d"}).time.end, 14400) << "quotes may be left out";
  EXPECT_EQ(with({"time.end = \"10 d\""}).time.end, 14400);
  EXPECT_EQ(with({"twin.seed=12"}).twin.seed, 12u);
  EXPECT_EQ(with({"cell_type.tumour.oxygen.cycle_threshold=\"8 mmHg\""})
                .cell_types[0]
                .oxygen->cycle_threshold,
            8);
  EXPECT_EQ(with({"substance[0].decay=0.3 1/min"}).substances[0].decay, 0.3);
  EXPECT_EQ(with({"placement[2].centre=[\"1 um\", \"2 um\", \"3 um\"]"}).placements[2].centre.z, 3);
  EXPECT_EQ(with({"cell_type.t_cell.apoptosis.rate=1 1/min"}).cell_types[1].death.apoptosis.rate, 1)
      << "tables on the way are made";
  EXPECT_EQ(
      with({"cell_type.tumour.exchange.oxygen.uptake=5 1/min"}).cell_types[0].exchange[0].uptake,
      5);
  EXPECT_EQ(with({"time.end=6 d", "time.end=7 d"}).time.end, 7 * 1440) << "the last one holds";
  EXPECT_TRUE(with({"output.vtk=true"}).output.vtk);
}

TEST(Override, ErrorsPointAtTheCommandLine) {
  const std::string text = text_of(data_folder + "/full.toml");
  EXPECT_EQ(
      report_of(text, {"time.end=10 um"}),
      "--set time.end=10 um: time.end = \"10 um\" is length, not time | write for example \"6 "
      "min\"; any unit of time is accepted, more than 0 min\n");
  EXPECT_EQ(report_of(text, {"time.ends=10 d"}),
            "--set time.ends=10 d: unknown key \"time.ends\" | did you mean \"end\"?\n");
  EXPECT_EQ(report_of(text, {"time.end"}),
            "--set time.end: has no \"=\" | write for example --set time.end=\"10 d\"\n");
  EXPECT_EQ(report_of(text, {"cell_type.tumor.name=x", "substance[7].decay=1"}),
            "--set cell_type.tumor.name=x: no element is called \"tumor\" | did you mean "
            "\"tumour\"?\n"
            "--set substance[7].decay=1: there is no element 7 | the list has 2 elements, counted "
            "from 0\n");
  EXPECT_EQ(report_of(text, {"time..end=1"}),
            "--set time..end=1: \"time..end\" is not a path of keys | write for example "
            "cell_type.tumour.apoptosis.rate\n");
  EXPECT_EQ(report_of(text, {"twin.seed.x=1"}),
            "--set twin.seed.x=1: \"x\" stands below the number 7, which holds nothing | the path "
            "leads through tables and lists of tables\n");
  EXPECT_EQ(report_of(text, {"output.pictures=[\"type\""})
                .find("--set output.pictures=[\"type\": not valid TOML"),
            0u);
  EXPECT_EQ(report_of(text, {"twin.name=a\nb = 2"}).find("--set"), std::string::npos)
      << "not one value: a text";
}

}  // namespace
}  // namespace cytotwin
