// Laws that hold for every key that is declared, walked over data/full.toml and, for what stands
// in place of something there, data/filter.toml.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "core/toml/parse.h"
#include "support.h"
#include "twin/scenario/sections.h"

namespace cytotwin {
namespace {

using namespace testing_support;

struct Found {
  std::string path;
  const Key* key;
  const NodeEntry* entry;
  const std::string* text;  ///< that it stands in
};

void find_keys(const Table& table, const Node& node, const std::string& path,
               const std::string& text, std::set<std::string>& seen, std::vector<Found>& found) {
  for (const Key& key : table.keys) {
    const NodeEntry* entry = node.entry(key.name);
    if (entry == nullptr) continue;
    const std::string below = path + "." + key.name;
    if (seen.insert(below).second) found.push_back({below, &key, entry, &text});
    if (key.type == KeyType::table) find_keys(*key.table, entry->value, below, text, seen, found);
    if (key.type != KeyType::tables) continue;
    for (const Node& item : entry->value.items)
      find_keys(*key.table, item, below, text, seen, found);
  }
}

std::size_t count_keys(const Table& table) {
  std::size_t count = 0;
  for (const Key& key : table.keys) count += 1 + (key.table ? count_keys(*key.table) : 0);
  return count;
}

class EveryKey : public testing::Test {
 protected:
  EveryKey() {
    std::set<std::string> seen;
    find_keys(table_, root_, "", text_, seen, found_);
    find_keys(table_, filter_root_, "", filter_text_, seen, found_);
  }
  void for_values(const std::function<void(const Found&)>& visit) const {
    for (const Found& found : found_) {
      if (found.key->table == nullptr) visit(found);
    }
  }
  /// The text with the value of a key written otherwise.
  std::string with_value(const Found& found, const std::string& value) const {
    const Mark& mark = found.entry->value.mark;
    return std::string(*found.text).replace(mark.offset, mark.length, value);
  }
  void expect_one_problem(const Found& found, const std::string& text) const {
    const auto problems = problems_of(text);
    EXPECT_EQ(problems.size(), 1u) << found.path << "\n" << describe(problems);
    if (problems.size() != 1) return;
    EXPECT_EQ(problems[0].place.line, found.entry->value.mark.place().line) << describe(problems);
    EXPECT_FALSE(problems[0].hint.empty()) << describe(problems);
  }

  const std::string text_ = text_of(data_folder + "/full.toml");
  const Table table_ = scenario_table();
  const Node root_ = parse_toml(screened_source("full.toml", text_, data_folder));
  const std::string filter_text_ = text_of(data_folder + "/filter.toml");
  const Node filter_root_ = parse_toml(screened_source("filter.toml", filter_text_, data_folder));
  std::vector<Found> found_;
};

TEST_F(EveryKey, StandsInTheCompleteExample) {
  // extends has tests of its own; centre and origin exclude each other.
  EXPECT_EQ(found_.size() + 2, count_keys(table_));
  EXPECT_EQ(report_of(text_), "");
  EXPECT_EQ(report_of(filter_text_), "");
}

TEST_F(EveryKey, IsDocumentedAndInSnakeCase) {
  for (const Found& found : found_) {
    EXPECT_GT(found.key->options.doc.size(), 1u) << found.path;
    EXPECT_EQ(found.key->options.doc.back(), '.') << found.path;
    for (const char c : found.key->name)
      EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') << found.path;
  }
}

TEST_F(EveryKey, OfTheWrongTypeIsOneProblemAtItsLine) {
  for_values([&](const Found& found) {
    if (found.path != ".schema") expect_one_problem(found, with_value(found, "1979-05-27"));
  });
}

TEST_F(EveryKey, AsAnEmptyListOfTablesIsOneProblem) {
  for_values([&](const Found& found) { expect_one_problem(found, with_value(found, "[{}]")); });
}

TEST_F(EveryKey, OutOfRangeIsOneProblemAtItsLine) {
  std::size_t tried = 0;
  const auto written = [](const Found& found, double value) {
    const Dimension dimension = dimension_of(found.key->measure, "mmHg");
    if (found.key->type == KeyType::integer) return std::to_string(static_cast<long>(value));
    std::string text = '"' + quantity_text(value, dimension.unit) + '"';
    if (dimension.unit.empty()) text = number_text(value) + ".0";
    return found.key->type == KeyType::point ? "[" + text + ", " + text + ", " + text + "]" : text;
  };
  for_values([&](const Found& found) {
    const Range& range = found.key->options.range;
    if (found.path == ".schema") return;
    if (range.least)
      expect_one_problem(
          found, with_value(found, written(found, *range.least - (range.least_excluded ? 0 : 1))));
    if (range.most)
      expect_one_problem(
          found, with_value(found, written(found, *range.most + (range.most_excluded ? 0 : 1))));
    tried += range.least || range.most ? 1 : 0;
  });
  EXPECT_GT(tried, 60u);
}

// of the two substances in full.toml
const std::vector<std::string> substance_units = {"mmHg", "ng/mL"};

TEST_F(EveryKey, WithAUnitRefusesABareNumberAndShowsTheFix) {
  for_values([&](const Found& found) {
    if (found.key->type != KeyType::quantity) return;
    const auto problems = problems_of(with_value(found, "3.5"));
    ASSERT_EQ(problems.size(), 1u) << found.path;
    EXPECT_NE(problems[0].message.find("= 3.5 has no unit"), std::string::npos);
    const bool names_the_unit = std::any_of(
        substance_units.begin(), substance_units.end(), [&](const std::string& substance_unit) {
          const Dimension dimension = dimension_of(found.key->measure, substance_unit);
          return problems[0].hint.starts_with("write \"3.5 " + dimension.unit + "\"; any unit of ");
        });
    EXPECT_TRUE(names_the_unit) << problems[0].hint;
  });
}

TEST_F(EveryKey, ThatIsNotFiniteIsOneProblem) {
  for_values([&](const Found& found) {
    if (found.key->type != KeyType::quantity && found.key->type != KeyType::number) return;
    for (const char* value : {"nan", "inf", "-inf", "\"nan um\"", "\"inf\""})
      expect_one_problem(found, with_value(found, value));
  });
}

TEST_F(EveryKey, ThatIsRequiredIsMissedOnce) {
  for_values([&](const Found& found) {
    if (!found.key->options.required) return;
    const std::size_t start = found.entry->key_mark.offset;
    const Mark& value = found.entry->value.mark;
    const auto problems =
        problems_of(std::string(*found.text).erase(start, value.offset + value.length - start));
    ASSERT_EQ(problems.size(), 1u) << found.path << "\n" << describe(problems);
    EXPECT_NE(problems[0].message.find(found.key->name + " is missing"), std::string::npos);
    EXPECT_EQ(problems[0].hint.find("add " + found.key->name + " = "), 0u) << problems[0].hint;
  });
}

TEST_F(EveryKey, MisspeltIsOneProblemAtTheKeyWithTheRightName) {
  for_values([&](const Found& found) {
    // Without its model the phases below belong to another cycle, without where all rows count,
    // without state there is nothing to name, and images want their radius.
    if (found.key->options.required || found.path == ".cell_type.cycle.model" ||
        found.path == ".comparison.where" || found.path == ".assimilation.state" ||
        found.path == ".assimilation.radius")
      return;
    const Mark& mark = found.entry->key_mark;
    ASSERT_EQ(mark.written(), found.key->name);
    const auto problems =
        problems_of(std::string(*found.text).insert(mark.offset + mark.length, "x"));
    ASSERT_EQ(problems.size(), 1u) << found.path << "\n" << describe(problems);
    EXPECT_EQ(problems[0].place.line, mark.place().line);
    EXPECT_EQ(problems[0].place.column, mark.place().column);
    EXPECT_NE(problems[0].message.find("unknown key"), std::string::npos);
    EXPECT_EQ(problems[0].hint, "did you mean \"" + found.key->name + "\"?");
  });
}

TEST_F(EveryKey, FormerNamesPointToThePresentOne) {
  for (const Found& found : found_) {
    for (const std::string& alias : found.key->options.aliases) {
      if (found.path.rfind('.') == 0) continue;
      const Mark& mark = found.entry->key_mark;
      if (found.key->table != nullptr || found.key->options.required) continue;
      const auto problems =
          problems_of(std::string(*found.text).replace(mark.offset, mark.length, alias));
      if (found.path == ".cell_type.cycle.model") continue;
      ASSERT_EQ(problems.size(), 1u) << found.path << "\n" << describe(problems);
      EXPECT_EQ(problems[0].hint, "it is called \"" + found.key->name + "\" here");
    }
  }
}

}  // namespace
}  // namespace cytotwin
