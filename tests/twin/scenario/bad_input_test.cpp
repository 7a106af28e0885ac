// One slip in a sound scenario -> its place and the whole message with the way out.
#include <gtest/gtest.h>

#include <algorithm>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string sound = R"(schema = 1
[time]
end = "2 d"
mechanics = "0.1 min"
phenotype = "6 min"
[domain]
size = ["400 um", "400 um", "400 um"]
voxel = "20 um"
[[substance]]
name = "oxygen"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
boundary = { all = "38 mmHg" }
[[cell_type]]
name = "tumour"
cycle = "live"
[cell_type.volume]
total = "2494 um^3"
[[cell_type.exchange]]
substance = "oxygen"
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "100 um"
[output]
series = "1 h"
)";

struct Slip {
  const char* from;
  const char* to;
  const char* report;
};

void expect_reports(const std::vector<Slip>& slips) {
  ASSERT_EQ(report_of(sound), "");
  for (const Slip& slip : slips)
    EXPECT_EQ(report_of(replaced(sound, slip.from, slip.to)), std::string(slip.report) + "\n");
}

// What a published simulator runs with, aborts on or hangs on (black-box trials of version
// 1.14.2): misspelt names, text for a number, negative values, units, steps, sizes, unknown names.
TEST(BadInput, OfPeersIsRefusedWithAFix) {
  expect_reports({
      {"decay =", "decai =",
       "9:1: substance \"oxygen\": decay is missing | add decay = \"0.1 1/min\"\n"
       "12:1: substance \"oxygen\": unknown key \"decai\" | did you mean \"decay\"?"},
      {"\"1e5 um^2/min\"", "\"fast\"",
       "11:15: substance \"oxygen\": diffusivity = \"fast\" does not start with a number | write "
       "for "
       "example \"1e5 um^2/min\"; any unit of length^2/time is accepted, 0 um^2/min or more"},
      {"\"1e5 um^2/min\"", "\"-1e5 um^2/min\"",
       "11:15: substance \"oxygen\": diffusivity = \"-1e5 um^2/min\" is out of range | allowed: 0 "
       "um^2/min or more"},
      {"\"2494 um^3\"", "\"-2494 um^3\"",
       "18:9: cell_type \"tumour\": volume.total = \"-2494 um^3\" is out of range | allowed: more "
       "than 0 um^3"},
      {"\"0.1 1/min\"", "\"0.1 hour\"",
       "12:9: substance \"oxygen\": decay = \"0.1 hour\" is time, not 1/time | write for example "
       "\"0.1 1/min\"; any unit of 1/time is accepted, 0 1/min or more"},
      {"\"0.1 min\"", "\"0.033 min\"",
       "5:13: time.phenotype = \"6 min\" is not a whole multiple of time.mechanics = \"0.033 min\" "
       "| "
       "write for example \"5.973 min\" or \"6.006 min\""},
      {"[\"400 um\", \"400 um\", \"400 um\"]", "[\"400 um\", \"-400 um\", \"400 um\"]",
       "7:19: domain.size = \"-400 um\" is out of range | allowed: more than 0 um"},
      {"\"20 um\"", "\"0 um\"",
       "8:9: domain.voxel = \"0 um\" is out of range | allowed: more than 0 um"},
      {"mechanics = \"0.1 min\"", "field = \"0 min\"",
       "4:9: time.field = \"0 min\" is out of range | allowed: more than 0 min"},
      {"\"live\"", "\"lives\"",
       "16:9: cell_type \"tumour\": cycle.model = \"lives\" is not known | did you mean \"live\"?"},
      {"substance = \"oxygen\"", "substance = \"oxigen\"",
       "20:13: cell_type \"tumour\": exchange: unknown substance \"oxigen\" | did you mean "
       "\"oxygen\"?"},
      {"cell_type = \"tumour\"", "cell_type = \"immune\"",
       "22:13: placement 1: unknown cell_type \"immune\" | cell types: tumour"},
      {"\"100 um\"", "\"1e9 um\"",
       "24:10: placement 1: the ball of radius 1e+09 um around (0, 0, 0) um leaves the domain | "
       "the "
       "domain reaches from (-200, -200, -200) um to (200, 200, 200) um"},
  });
}

TEST(BadInput, OfTimesShowsTheNearestThatFit) {
  expect_reports({
      {"\"0.1 min\"", "\"3 min\"",
       "4:13: time.mechanics = \"3 min\" is out of range | allowed: more than 0 min and at most 2 "
       "min"},
      {"\"0.1 min\"", "\"0.0333 min\"",
       "4:13: time.mechanics = \"0.0333 min\" is not a whole number of 0.001 min | write for "
       "example "
       "\"0.033 min\" or \"0.034 min\""},
      {"phenotype = \"6 min\"", "quasi_steady = \"0.25 min\"",
       "5:16: time.quasi_steady = \"0.25 min\" is not a whole multiple of time.field = 0.1 min | "
       "write for example \"0.2 min\" or \"0.3 min\""},
      {"phenotype = \"6 min\"", "field = \"0.7 min\"\nquasi_steady = \"7 min\"",
       "5:9: time.phenotype = 6 min is not a whole multiple of time.field = \"0.7 min\" | "
       "time.field "
       "must divide time.phenotype"},
      {"end = \"2 d\"", "end = \"100 min\"",
       "3:7: time.end = \"100 min\" is not a whole multiple of time.phenotype = \"6 min\" | write "
       "for "
       "example \"96 min\" or \"102 min\""},
      {"end = \"2 d\"", "start = \"4 d\"\nend = \"2 d\"",
       "4:7: time.end = \"2 d\" is not after time.start = \"4 d\" | time.end is the label of the "
       "last "
       "moment, not the length of the run"},
      {"end = \"2 d\"", "end = \"1e300 d\"",
       "3:7: time.end = \"1e300 d\" is too long | at most 9e12 min"},
      {"\"1 h\"", "\"40 min\"",
       "26:10: output.series = \"40 min\" is not a whole multiple of time.phenotype = \"6 min\" | "
       "write for example \"36 min\" or \"42 min\""},
      {"\"1 h\"", "\"1 min\"",
       "26:10: output.series = \"1 min\" is not a whole multiple of time.phenotype = \"6 min\" | "
       "write for example \"6 min\""},
  });
}

TEST(BadInput, OfPlacesShowsTheDomain) {
  expect_reports({
      {"\"400 um\"]", "\"410 um\"]",
       "7:8: domain.size along z = 410 um is not a whole number of voxels of 20 um | write for "
       "example \"400 um\" or \"420 um\""},
      {"voxel = \"20 um\"", "voxel = \"0.1 um\"",
       "7:8: the domain has 4000 x 4000 x 4000 = 6.4e+10 voxels | at most 5e+08; make the voxels "
       "larger"},
      {"voxel = \"20 um\"",
       "centre = [\"0 um\", \"0 um\", \"0 um\"]\norigin = [\"0 um\", \"0 um\", "
       "\"0 um\"]",
       "9:10: domain.centre and domain.origin are both given | give one of them"},
      {"voxel = \"20 um\"", "centre = [\"0 um\", \"0 um\"]",
       "8:10: domain.centre has 2 values, not 3 | write for example [\"0 um\", \"0 um\", \"0 "
       "um\"], "
       "along x, y and z"},
      {"shape = \"ball\"\nradius = \"100 um\"",
       "shape = \"point\"\ncentre = [\"0 um\", \"200 um\", "
       "\"0 um\"]",
       "24:10: placement 1: the point (0, 200, 0) um lies outside the domain | the domain reaches "
       "from (-200, -200, -200) um to (200, 200, 200) um"},
      {"radius = \"100 um\"", "lower = [\"0 um\", \"0 um\", \"0 um\"]",
       "21:1: placement 1: radius is missing | add radius = \"150 um\"\n"
       "24:1: placement 1: lower has no meaning here | it belongs to shape = \"box\""},
      {"shape = \"ball\"\nradius = \"100 um\"",
       "shape = \"box\"\nlower = [\"0 um\", \"0 um\", \"0 um\"]\nupper = [\"9 um\", \"-1 um\", "
       "\"9 um\"]",
       "25:9: placement 1: upper = (9, -1, 9) um is not above lower = (0, 0, 0) um | upper must be "
       "larger along every axis"},
      {"shape = \"ball\"\nradius = \"100 um\"",
       "shape = \"box\"\nlower = [\"0 um\", \"0 um\", \"0 um\"]\nupper = [\"9 um\", \"9 um\", "
       "\"9 mm\"]",
       "24:9: placement 1: the box from (0, 0, 0) um to (9, 9, 9000) um leaves the domain | the "
       "domain reaches from (-200, -200, -200) um to (200, 200, 200) um"},
      {"boundary = { all = \"38 mmHg\" }",
       "fixed = [{ shape = \"ball\", radius = \"9 um\", value = \"3 mmHg\", centre = [\"300 um\", "
       "\"0 "
       "um\", \"0 um\"] }]",
       "13:72: substance \"oxygen\": fixed 1: centre = (300, 0, 0) um lies outside the domain | "
       "the "
       "domain reaches from (-200, -200, -200) um to (200, 200, 200) um"},
  });
}

TEST(BadInput, OfSubstances) {
  const std::string forms =
      "write \"no-flux\", \"38 mmHg\" (held at this value), { value = ..., transfer = \"100 "
      "um/min\" } (held behind a layer) or { flux = \"5 mmHg*um/min\" } (into the domain)";
  const std::string no_condition =
      "13:20: substance \"oxygen\": boundary.all is the text \"sealed\", not a condition | " +
      forms;
  const std::string two =
      "13:20: substance \"oxygen\": boundary.all is a table, but not { value = ... }, { value = "
      "..., transfer = ... } or { flux = ... } | " +
      forms;
  expect_reports({
      {"\"38 mmHg\"", "\"sealed\"", no_condition.c_str()},
      {"\"38 mmHg\"", "{ val = \"38 mmHg\" }", two.c_str()},
      {"\"38 mmHg\"", "{ flux = \"38 mmHg\" }",
       "13:29: substance \"oxygen\": boundary.all.flux = \"38 mmHg\" is pressure, not "
       "concentration "
       "length/time | write for example \"5 mmHg*um/min\"; any unit of concentration length/time "
       "is "
       "accepted, any finite value"},
      {"boundary =", "unit = \"mmhg\"\nboundary =",
       "13:8: substance \"oxygen\": unit = \"mmhg\" has an unknown unit \"mmhg\" | did you mean "
       "\"mmHg\"?"},
      {"boundary =", "unit = \"uM\"\nboundary =",
       "14:20: substance \"oxygen\": boundary.all = \"38 mmHg\" is pressure, not the substance's "
       "concentration | a partial pressure and a concentration differ by the solubility: convert "
       "it "
       "beforehand; any unit of the substance's concentration is accepted, 0 uM or more"},
      {"[[cell_type]]\n",
       "[[substance]]\nname = \"oxygen\"\ndiffusivity = \"0 um^2/s\"\ndecay = \"0 1/s\"\n"
       "[[cell_type]]\n",
       "15:8: substance \"oxygen\" is defined twice | give each its own name"},
      {"decay = \"0.1 1/min\"\nboundary = { all = \"38 mmHg\" }",
       "decay = \"0 1/min\"\nmethod = \"quasi-steady\"",
       "13:10: substance \"oxygen\": without decay, uptake or a fixed value there is no single "
       "steady state | write method = \"transient\", or give a decay or a boundary value"},
      {"[[substance]]", "[substance]",
       "9:1: substance is a table, not a list of tables | write [[substance]] and its keys below"},
  });
}

TEST(BadInput, OfCellTypes) {
  expect_reports({
      {"total = \"2494 um^3\"", "nuclear = \"3000 um^3\"",
       "18:11: cell_type \"tumour\": volume.nuclear = 3000 um^3 is not below volume.total = 2494 "
       "um^3 | the nucleus is a part of the cell"},
      {"[cell_type.volume]",
       "[cell_type.oxygen]\ncycle_saturation = \"5 mmHg\"\n[cell_type.volume]",
       "18:20: cell_type \"tumour\": oxygen.cycle_saturation = 5 is not above cycle_threshold = 5 "
       "| "
       "cycle_saturation must be larger than cycle_threshold"},
      {"[cell_type.volume]", "[cell_type.oxygen]\nnecrosis_full = \"6 mmHg\"\n[cell_type.volume]",
       "18:17: cell_type \"tumour\": oxygen.necrosis_threshold = 5 is not above necrosis_full = 6 "
       "| "
       "necrosis_threshold must be larger than necrosis_full"},
      {"substance = \"oxygen\"",
       "substance = \"oxygen\"\n[[cell_type.exchange]]\nsubstance = "
       "\"oxygen\"",
       "22:13: cell_type \"tumour\": exchange of \"oxygen\" is defined twice | give each its own "
       "substance"},
      {"[[placement]]", "[[cell_type]]\nname = \"tumour\"\n[[placement]]",
       "22:8: cell_type \"tumour\" is defined twice | give each its own name"},
      {"[output]",
       "[mechanics]\nlaw = \"linear_spring\"\n[[cell_type]]\nname = \"stiff\"\n"
       "mechanics = { stiffness = \"10 1/min\" }\n[output]",
       "29:27: cell_type \"stiff\": mechanics.stiffness = 10 1/min is unstable with steps of 0.1 "
       "min "
       "| 2 x stiffness x time.mechanics must be below 1: write a step below \"0.05 min\""},
      {"series = \"1 h\"", "pictures = [\"type\", \"oxigen\"]",
       "26:12: output.pictures: \"oxigen\" is not known | did you mean \"oxygen\"?"},
      {"cycle = \"live\"", "cycle = 3",
       "16:9: cell_type \"tumour\": cycle is the number 3, not a table | write for example cycle = "
       "\"live\", or a table"},
  });
}

TEST(BadInput, OfCycles) {
  const char* from = "cycle = \"live\"";
  expect_reports({
      {from, "cycle = { model = \"custom\" }",
       "16:19: cell_type \"tumour\": a custom cycle with 0 phases | write 1 to 255 tables "
       "[[cell_type.cycle.phase]]"},
      {from, "cycle = { model = \"live\", phase = [{ name = \"lives\", exit_rate = \"1 1/d\" }] }",
       "16:45: cell_type \"tumour\": cycle \"live\" has no phase \"lives\" | did you mean "
       "\"live\"?"},
      {from, "cycle = { model = \"custom\", phase = [{ name = \"G1\" }] }",
       "16:47: cell_type \"tumour\": phase \"G1\" has neither exit_rate nor duration | give one: "
       "exit_rate = \"0.2 1/h\" or duration = \"13 h\""},
      {from, "cycle = { phase = [{ name = \"live\", exit_rate = \"1 1/d\", duration = \"1 d\" }] }",
       "16:69: cell_type \"tumour\": phase \"live\" has both exit_rate and duration | a phase is "
       "left "
       "at a rate or after a time: give one of them"},
      {from, "cycle = { phase = [{ name = \"live\", next = \"G2\" }] }",
       "16:44: cell_type \"tumour\": phase \"live\": next = \"G2\" is no phase of this cycle | "
       "phases: "
       "live"},
  });
}

TEST(BadInput, OfTheSchemaVersionSaysWhatToDo) {
  EXPECT_EQ(report_of(replaced(sound, "schema = 1", "schema = 2")),
            "1:10: schema = 2 | this program reads schema 1; use a newer program\n");
  EXPECT_EQ(report_of(replaced(sound, "schema = 1", "schema = 0")),
            "1:10: schema = 0 | this program reads schema 1 only; the first version is 1\n");
  EXPECT_EQ(report_of(replaced(sound, "schema = 1", "")), "schema is missing | add schema = 1\n");
  EXPECT_EQ(report_of(""),
            "schema is missing | add schema = 1\n"
            "time is missing | add a table [time]\n"
            "domain is missing | add a table [domain]\n");
}

TEST(BadInput, ComesAllAtOnceInTheOrderOfTheFile) {
  std::string text = replaced(sound, "\"2 d\"", "2");
  text = replaced(text, "[output]", "[outputs]");
  text = replaced(text, "1e5 um^2/min", "1e5 um/min");
  text = replaced(text, "voxel", "voxels");
  std::vector<std::size_t> lines;
  for (const InputProblem& problem : problems_of(text)) lines.push_back(problem.place.line);
  EXPECT_EQ(lines, (std::vector<std::size_t>{3, 8, 11, 25}));
}

TEST(BadInput, IsPrintedWithTheLineAndAHeading) {
  try {
    read_scenario_text("lesion.toml", replaced(sound, "\"1e5 um^2/min\"", "1e5"), {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(refusal("lesion.toml", error),
              "lesion.toml: 1 problem, nothing was started\n"
              "lesion.toml:11:15: substance \"oxygen\": diffusivity = 1e5 has no unit\n"
              "    11 | diffusivity = 1e5\n"
              "       write \"1e5 um^2/min\"; any unit of length^2/time is accepted, 0 um^2/min or "
              "more\n");
  }
}

TEST(Unwise, VoxelsMuchSmallerThanCellsAreAWarning) {
  const auto read =
      read_scenario_text("s.toml", replaced(sound, "\"20 um\"", "\"10 um\""), data_folder);
  ASSERT_EQ(read.warnings.size(), 1u);
  EXPECT_EQ(read.warnings[0].place.line, 8u);
  EXPECT_EQ(read.warnings[0].message,
            "voxels of 10 um are much smaller than cells of type \"tumour\" (16.8 um across)");
}

}  // namespace
}  // namespace cytotwin
