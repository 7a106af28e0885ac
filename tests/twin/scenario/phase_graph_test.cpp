// A cycle of the user's own: what is read of a graph of phases, what is refused and what is warned
// of.
#include <gtest/gtest.h>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string sound = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[cell_type]]
name = "tumour"
[cell_type.cycle]
model = "custom"
[[cell_type.cycle.phase]]
name = "G1"
exit_rate = "0.2 1/h"
[[cell_type.cycle.phase]]
name = "S"
duration = "8 h"
doubles_volume = true
[[cell_type.cycle.phase]]
name = "M"
duration = "1 h"
divides = true
next = "G1"
[[cell_type.cycle.phase.branch]]
next = "G0"
share = 0.2
[[cell_type.cycle.phase.branch]]
next = "old"
share = 0.1
[[cell_type.cycle.phase]]
name = "G0"
exit_rate = "0.05 1/h"
next = "G1"
[[cell_type.cycle.phase]]
name = "old"
duration = "2 d"
dies = true
)";

TEST(PhaseGraphSection, IsReadWithItsBranches) {
  ASSERT_EQ(report_of(sound), "");
  const auto read = read_scenario_text("s.toml", sound, "/");
  EXPECT_TRUE(read.warnings.empty()) << describe(read.warnings);
  const CycleModel& cycle = read.scenario.cell_types[0].cycle;
  ASSERT_EQ(cycle.phases.size(), 5u);
  EXPECT_EQ(cycle.phases[1].next, 2) << "the one below";
  ASSERT_EQ(cycle.phases[2].branches.size(), 2u);
  EXPECT_EQ(cycle.phases[2].branches[0].next, 3);
  EXPECT_EQ(cycle.phases[2].branches[1].share, 0.1);
  EXPECT_TRUE(cycle.phases[4].dies);
  const auto again = read_scenario_text("resolved", read.resolved, "/");
  EXPECT_EQ(again.resolved, read.resolved);
  EXPECT_EQ(again.scenario.cell_types[0].cycle.phases[2].branches.size(), 2u);
}

TEST(PhaseGraphSection, ThatIsWrongIsOneProblem) {
  struct Slip {
    const char *from, *to, *report;
  };
  for (const Slip& slip : std::vector<Slip>{
           {"next = \"G0\"", "next = \"G2\"",
            "23:8: cell_type \"tumour\": phase \"M\": branch: next = \"G2\" is no phase of this "
            "cycle "
            "| did you mean \"G1\"?\n"},
           {"share = 0.1", "share = 0.9",
            "27:9: cell_type \"tumour\": phase \"M\": its branches take 1.1 of its cells | shares "
            "sum "
            "to 1 at most; the rest goes to next\n"},
           {"share = 0.2", "share = 0",
            "24:9: cell_type \"tumour\": cycle.phase \"M\": branch 1: share = 0 is out of range | "
            "allowed: "
            "more than 0 and at most 1\n"},
           {"duration = \"8 h\"", "duration = \"0 h\"",
            "15:12: cell_type \"tumour\": cycle.phase \"S\": duration = \"0 h\" is out of range | "
            "allowed: more than 0 min\n"},
           {"divides = true", "divides = true\ndies = true",
            "8:1: cell_type \"tumour\": cycle \"custom\", phase 2 \"M\": it divides and dies on "
            "exit\n"},
           {"exit_rate = \"0.2 1/h\"", "exit_rate = \"0.2 1/h\"\nnext = \"G0\"\n#",
            "8:1: cell_type \"tumour\": cycle \"custom\", phase 2 \"M\": divides but no phase that "
            "divides can be reached from phase 0; correct the next phases, or let no phase "
            "divide\n"},
       }) {
    std::string text = replaced(sound, slip.from, slip.to);
    if (std::string(slip.to).find('#') != std::string::npos)
      text = replaced(text, "next = \"G1\"\n[[cell_type.cycle.phase]]\nname = \"old\"",
                      "next = \"G0\"\n[[cell_type.cycle.phase]]\nname = \"old\"");
    EXPECT_EQ(report_of(text), slip.report);
  }
}

std::string warnings_of(const std::string& text) {
  std::string out;
  for (const InputProblem& warning : read_scenario_text("s.toml", text, "/").warnings)
    out += warning.message + " | " + warning.hint + "\n";
  return out;
}

TEST(PhaseGraphSection, ThatRunsButHardlyAsMeantWarns) {
  const std::string way =
      " | only cells of a file may be there; is a next, a branch or an exit_rate missing?\n";
  EXPECT_EQ(warnings_of(replaced(sound, "next = \"old\"", "next = \"G0\"")),
            "cell_type \"tumour\": no cell comes from phase \"G1\" to \"old\"" + way);
  const std::string resting = replaced(sound, "exit_rate = \"0.2 1/h\"", "exit_rate = \"0 1/h\"");
  EXPECT_EQ(
      warnings_of(resting),
      "cell_type \"tumour\": no cell comes from phase \"G1\" to \"S\", \"M\", \"G0\", \"old\"" +
          way)
      << "nothing leaves the first";
  const std::string rule =
      "[[rule]]\ncell_type = \"tumour\"\nsignal = \"pressure\"\nresponse = \"increases\"\n"
      "behaviour = \"cycle entry\"\nsaturation = \"0.1 1/h\"\nhalf_maximum = \"1\"\n";
  EXPECT_EQ(warnings_of(resting + rule), "") << "a rule may let them go";
  EXPECT_EQ(warnings_of(replaced(sound, "doubles_volume = true", "")),
            "cell_type \"tumour\": cells divide, but no phase doubles their volume | they halve at "
            "each division: write doubles_volume = true where they begin to grow\n");
  EXPECT_EQ(
      warnings_of(replaced(sound, sound.substr(sound.find("[cell_type.cycle]")),
                           "[cell_type.cycle]\nmodel = \"custom\"\n[[cell_type.cycle.phase]]\n"
                           "name = \"resting\"\nexit_rate = \"0 1/h\"\n")),
      "")
      << "a cell that does nothing is what was asked for";
}

}  // namespace
}  // namespace cytotwin
