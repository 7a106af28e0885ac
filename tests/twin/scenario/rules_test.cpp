#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "agents/rules/vocabulary.h"
#include "support.h"
#include "twin/scenario/read.h"
#include "twin/scenario/resolve.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string head = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[substance]]
name = "oxygen"
unit = "mmHg"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
[[variable]]
name = "antigen"
[[cell_type]]
name = "tumour"
cycle = "ki67_basic"
[[cell_type]]
name = "T cell"
)";

const std::string rule = R"([[rule]]
cell_type = "tumour"
signal = "oxygen"
response = "increases"
behaviour = "cycle entry"
saturation = "0.18 1/h"
half_maximum = "2 kPa"
hill_power = 2
)";

std::vector<std::vector<Rule>> rules_of(const std::string& text) {
  return read_scenario_text("s.toml", text, data_folder).scenario.rules;
}

TEST(Rules, AreReadWithTheirUnits) {
  const auto rules = rules_of(head + rule);
  ASSERT_EQ(rules.size(), 2u);
  ASSERT_EQ(rules[0].size(), 1u);
  EXPECT_EQ(rules[0][0].signal, (Signal{SignalKind::concentration, 0}));
  EXPECT_EQ(rules[0][0].behaviour, (Control{ControlKind::phase_exit, 0}));
  EXPECT_NEAR(rules[0][0].saturation, 0.003, 1e-15);
  EXPECT_NEAR(rules[0][0].half_maximum, 15.0012, 1e-3) << "2 kPa in mmHg";
  EXPECT_TRUE(rules[0][0].increases);
}

// A name lets --set, and files that extend this one, change one rule of many.
TEST(Rules, AreFoundByTheirNames) {
  const std::string named = head + rule + "name = \"oxygen helps\"\n";
  const auto rules =
      read_scenario_text("s.toml", named, data_folder, {"rule.oxygen helps.hill_power=3"})
          .scenario.rules;
  EXPECT_EQ(rules[0][0].hill_power, 3);
  EXPECT_EQ(report_of(named + rule + "name = \"oxygen helps\"\n"),
            "35:8: rule \"oxygen helps\" is defined twice | give each its own name, or none\n");
}

TEST(Rules, WrongWordsAndUnitsAreReportedWithTheirPlace) {
  EXPECT_EQ(report_of(head + replaced(rule, "\"oxygen\"", "\"oxigen\"")),
            "20:10: rule 1: unknown signal \"oxigen\" | did you mean \"oxygen\"?\n");
  EXPECT_EQ(report_of(head + replaced(rule, "cycle entry", "cycle entri")),
            "22:13: rule 1: unknown behaviour \"cycle entri\" | did you mean \"cycle entry\"?\n");
  EXPECT_EQ(report_of(head + replaced(rule, "\"tumour\"", "\"tumor\"")),
            "19:13: rule 1: unknown cell_type \"tumor\" | did you mean \"tumour\"?\n");
  EXPECT_NE(
      report_of(head + replaced(rule, "0.18 1/h", "0.18 um")).find("23:14: rule 1: saturation"),
      std::string::npos);
  EXPECT_NE(report_of(head + replaced(rule, "0.18 1/h", "-0.18 1/h")).find("out of range"),
            std::string::npos);
  EXPECT_NE(report_of(head + replaced(rule, "2 kPa", "0 mmHg")).find("half_maximum"),
            std::string::npos);
  EXPECT_NE(report_of(head + replaced(rule, "cycle entry", "exit from cycle phase 3"))
                .find("has 2 phases"),
            std::string::npos);
}

/// The rule for another behaviour and its saturation.
std::string rule_for(const std::string& behaviour, const std::string& saturation) {
  return replaced(replaced(rule, "cycle entry", behaviour), "0.18 1/h", saturation);
}

TEST(Rules, TakeEveryWordOfTheGrammarInItsUnit) {
  const Vocabulary vocabulary({{"oxygen"}, {"tumour", "T cell"}, {"antigen"}, 2});
  const auto one_of = [](const std::string& word) -> std::string {
    const auto holds = [&](const char* part) { return word.find(part) != std::string::npos; };
    if (holds("rate of custom")) return "1 1/min";
    if (holds("target")) return "1 mmHg";
    if (holds("export")) return "1 mmHg*um^3/min";
    if (holds("elastic") || holds("attachment rate") || holds("detachment")) return "1 1/min";
    if (holds("speed") || holds("repulsion") || (holds("adhesion") && !holds("distance")))
      return "1 um/min";
    if (holds("time") || holds("duration")) return "1 min";
    for (const char* pure : {"bias", "chemotactic", "distance", "affinity", "movable", "number",
                             "immunogenicity", "asymmetric", "custom", "phase 1"})
      if (holds(pure)) return "1";
    return "1 1/min";
  };
  for (const std::string& word : vocabulary.behaviours()) {
    EXPECT_EQ(report_of(head + rule_for(word, one_of(word))), "") << word;
    EXPECT_NE(report_of(head + rule_for(word, "1 A")), "") << word;
  }
}

TEST(Rules, SaturationsStayInTheRangeOfTheBehaviour) {
  for (const auto& [behaviour, saturation] : std::vector<std::pair<std::string, std::string>>{
           {"is_movable", "2"},
           {"asymmetric division to T cell", "1.5"},
           {"relative maximum adhesion distance", "0.5"},
           {"relative maximum adhesion distance", "11"},
           {"maximum number of cell attachments", "101"},
           {"cell-cell repulsion", "-1 um/min"},
           {"fuse to T cell", "-1 1/min"}}) {
    const std::string report = report_of(head + rule_for(behaviour, saturation));
    EXPECT_NE(report.find("is out of range | allowed: "), std::string::npos)
        << behaviour << ": " << report;
  }
}

TEST(Rules, ThatHaveNoEffectAreWarnedOf) {
  const auto warned = [](const std::string& behaviour, const std::string& more) {
    const auto read =
        read_scenario_text("s.toml", head + more + rule_for(behaviour, "1 um/min"), data_folder);
    return read.warnings.size();
  };
  const std::size_t usual = warned("cell-cell adhesion", "");
  EXPECT_EQ(warned("cell-cell adhesion", "[mechanics]\nlaw = \"linear_spring\"\n"), usual + 1);
  EXPECT_EQ(warned("cell-BM adhesion", ""), usual + 1);
  EXPECT_EQ(warned("cell-BM adhesion", "[mechanics]\nwalls = true\n"), usual);
}

// The last one set wins in the reference (its PR 213).
TEST(Rules, OneBehaviourAndDirectionHaveOneSaturation) {
  const std::string other = replaced(replaced(rule, "\"oxygen\"", "\"pressure\""), "2 kPa", "1");
  EXPECT_EQ(report_of(head + rule + other), "");
  EXPECT_NE(report_of(head + rule + replaced(other, "0.18", "0.2")).find("another saturation"),
            std::string::npos);
  // a synonym is the same behaviour
  const std::string synonym = replaced(other, "cycle entry", "exit from cycle phase 0");
  EXPECT_NE(report_of(head + rule + replaced(synonym, "0.18", "0.2")).find("another saturation"),
            std::string::npos);
}

/// A CSV file of its own, gone afterwards.
class RulesFile : public testing::Test {
 protected:
  ~RulesFile() override { std::filesystem::remove(path_); }
  std::string with(const std::string& csv) const {
    std::ofstream(path_, std::ios::binary) << csv;
    return head + "[rules]\nfile = \"" + path_.string() + "\"\n";
  }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      ("rules_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
       ".csv");
};

const std::string valid_csv =
    "// published grammar, version 3\n"
    "tumour,oxygen,increases,cycle entry,0.003,15,4,0\n"
    "\n"
    "tumour, pressure, decreases, cycle entry, 0, 1, 4, 0\n"
    "T cell,contact with tumour,decreases,migration speed,0.1,0.5,8,0\n"
    "tumour,dead,increases,oxygen secretion,1e-3,0.5,2.5,1\n"
    "T cell,custom:antigen,increases,attack tumour,0.2,1,4,0\n";

TEST_F(RulesFile, IsReadIntoTheScenario) {
  const auto rules = rules_of(with(valid_csv));
  ASSERT_EQ(rules[0].size(), 3u);
  ASSERT_EQ(rules[1].size(), 2u);
  EXPECT_EQ(rules[0][0].saturation, 0.003);
  EXPECT_EQ(rules[0][0].half_maximum, 15);
  EXPECT_FALSE(rules[0][1].increases);
  EXPECT_TRUE(rules[0][2].applies_to_dead);
  EXPECT_EQ(rules[0][2].hill_power, 2.5);
  EXPECT_EQ(rules[1][1].behaviour, (Control{ControlKind::attack, 0}));
}

TEST_F(RulesFile, ResolvedScenarioHoldsTheRulesThemselves) {
  const auto read = read_scenario_text("s.toml", with(valid_csv), data_folder);
  EXPECT_EQ(read.resolved.find("[rules]"), std::string::npos);
  const auto again = read_scenario_text("s.toml", read.resolved, data_folder);
  ASSERT_EQ(again.scenario.rules.size(), 2u);
  EXPECT_EQ(again.scenario.rules[0].size(), 3u);
  EXPECT_EQ(again.resolved, read.resolved);
}

TEST_F(RulesFile, EveryBadRowIsReportedWithItsPlace) {
  const std::string csv =
      "tumour,oxygen,increases,cycle entry,0.003,15,4\n"        // short
      "tumour,oxygen,raises,cycle entry,0.003,15,4,0\n"         // direction
      "tumour,oxygen,increases,cycle entry,fast,15,4,0\n"       // no number
      "tumour,oxygen,increases,cycle entry,0.003,15,4,yes\n"    // flag
      "tumour,glucose,increases,cycle entry,0.003,15,4,0\n"     // word
      "tumour,oxygen,increases,apoptosis,0.003,-15,4,0\n"       // range
      "tumour,oxygen,increases,apoptosis,0.003,15,4,0,more\n";  // long
  const auto problems = problems_of(with(csv));
  ASSERT_EQ(problems.size(), 7u);
  const std::vector<std::size_t> columns = {1, 15, 37, 48, 8, 41, 1};
  for (std::size_t p = 0; p < problems.size(); ++p) {
    EXPECT_EQ(problems[p].place.line, p + 1) << problems[p].message;
    EXPECT_EQ(problems[p].place.column, columns[p]) << problems[p].message;
    EXPECT_FALSE(problems[p].hint.empty()) << problems[p].message;
  }
}

TEST_F(RulesFile, ThatIsMissingIsOneProblemAtItsKey) {
  const auto problems = problems_of(head + "[rules]\nfile = \"no_such.csv\"\n");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].place.line, 19u);
}

}  // namespace
}  // namespace cytotwin
