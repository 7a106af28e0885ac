#include "twin/scenario/schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "twin/scenario/sections.h"

namespace cytotwin {
namespace {

std::size_t count_keys(const Table& table) {
  std::size_t count = 0;
  for (const Key& key : table.keys) count += 1 + (key.table ? count_keys(*key.table) : 0);
  return count;
}

TEST(Schema, JsonHoldsEveryKeyWithItsNumbers) {
  const auto schema = nlohmann::json::parse(schema_json());
  EXPECT_EQ(schema["schema"], 1);
  std::size_t of_other_kinds = 0;
  for (const Key& key : scenario_table(ScenarioKind::retina).keys) {
    if (scenario_table().find(key.name) == nullptr) of_other_kinds += 1 + count_keys(*key.table);
  }
  EXPECT_EQ(schema["keys"].size(), count_keys(scenario_table()) + of_other_kinds);
  bool seen = false;
  for (const auto& key : schema["keys"]) {
    EXPECT_FALSE(key["doc"].get<std::string>().empty()) << key;
    if (key["path"] != "cell_type[].apoptosis.duration") continue;
    seen = true;
    EXPECT_EQ(key["unit"], "min");
    EXPECT_EQ(key["above"], 0);
    EXPECT_EQ(key["default"], "\"516 min\"");
    EXPECT_EQ(key["required"], false);
  }
  EXPECT_TRUE(seen);
}

TEST(Schema, ManualShowsTypeRangeDefaultAndMeaning) {
  const std::string manual = schema_markdown();
  for (const char* line :
       {"# Scenario files, schema 1\n", "\n## [time]\n", "\n## [[substance]]\n",
        "\n## [[substance.fixed]]\n", "\n## [[cell_type.cycle.phase]]\n",
        "| `mechanics` | time | more than 0 min and at most 2 min | `\"0.1 min\"` | ",
        "| `diffusivity` | length^2/time | 0 um^2/min or more | **required** | ",
        "| `radius` | length | more than 0 um; only with shape = \"ball\" | **required** | ",
        "| `fluid` | 1/time | 0 1/min or more | `\"0.011166666666666667 1/min\"` | "})
    EXPECT_NE(manual.find(line), std::string::npos) << line;
}

}  // namespace
}  // namespace cytotwin
