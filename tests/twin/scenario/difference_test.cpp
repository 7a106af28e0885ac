#include "twin/scenario/difference.h"

#include <gtest/gtest.h>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string text = R"(schema = 1
[time]
end = "2880 min"
[domain]
size = ["400 um", "400 um", "400 um"]
[[cell_type]]
name = "tumour"
[cell_type.cycle]
model = "live"
[[comparison]]
where = { cell_line = "793b" }
[[placement]]
radius = "10 um"
[[placement]]
radius = "20 um"
)";

std::string difference_of(const std::string& after) {
  const auto found = first_difference(text, after);
  return found ? found->key + ": " + found->before + " -> " + found->after : "";
}

TEST(Difference, NamesTheFirstKeyWithBothValues) {
  EXPECT_EQ(difference_of(text), "");
  EXPECT_EQ(difference_of("# a comment\n" + text), "");
  EXPECT_EQ(difference_of(replaced(text, "2880", "2881")),
            "time.end: \"2880 min\" -> \"2881 min\"");
  EXPECT_EQ(difference_of(replaced(text, "400 um\"]", "500 um\"]")),
            "domain.size: [\"400 um\", \"400 um\", \"400 um\"] -> "
            "[\"400 um\", \"400 um\", \"500 um\"]");
  EXPECT_EQ(difference_of(replaced(text, "\"live\"", "\"ki67_basic\"")),
            "cell_type.tumour.cycle.model: \"live\" -> \"ki67_basic\"");
  EXPECT_EQ(difference_of(replaced(text, "793b", "983b")),
            "comparison[0].where.cell_line: \"793b\" -> \"983b\"");
  EXPECT_EQ(difference_of(replaced(text, "\"20 um\"", "\"21 um\"")),
            "placement[1].radius: \"20 um\" -> \"21 um\"");
}

TEST(Difference, WhatStandsInOneAloneIsNothingInTheOther) {
  EXPECT_EQ(difference_of(text + "jitter = 0.5\n"), "placement[1].jitter: nothing -> 0.5");
  EXPECT_EQ(difference_of(text + "[[placement]]\n"), "placement[2]: nothing -> a table");
  EXPECT_EQ(difference_of(replaced(text, "end = \"2880 min\"", "")),
            "time.end: \"2880 min\" -> nothing");
  EXPECT_EQ(difference_of(replaced(text, "[[comparison]]\nwhere = { cell_line = \"793b\" }\n", "")),
            "comparison: a list of tables -> nothing");
}

TEST(Difference, ResolvedScenariosAreEqualToThemselves) {
  const auto read = read_scenario(data_folder + "/full.toml");
  EXPECT_FALSE(first_difference(read.portable, read.portable));
  const auto other = read_scenario(data_folder + "/full.toml", {"twin.seed=99"});
  EXPECT_EQ(first_difference(read.portable, other.portable).value().key, "twin.seed");
}

}  // namespace
}  // namespace cytotwin
