#include "twin/scenario/table_copies.h"

#include <gtest/gtest.h>

#include "twin/scenario/draft.h"

namespace cytotwin {
namespace {

std::vector<std::string> names_of(const std::vector<std::string>& files) {
  ScenarioDraft draft;
  draft.comparisons.resize(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) draft.comparisons[i].file = files[i];
  name_copies(draft);
  std::vector<std::string> names;
  for (const Comparison& comparison : draft.comparisons) names.push_back(comparison.file);
  return names;
}

TEST(TableCopies, KeepTheNameOfTheFile) {
  EXPECT_EQ(names_of({"/a/radius.csv", "/b/size.csv", "/a/radius.csv"}),
            (std::vector<std::string>{"measured/radius.csv", "measured/size.csv",
                                      "measured/radius.csv"}));
}

TEST(TableCopies, OfTheSameNameAreNumbered) {
  const auto first = names_of({"/a/t.csv", "/b/t.csv", "/c/t.csv", "/c/t_2.csv", "/d/noend"});
  EXPECT_EQ(first,
            (std::vector<std::string>{"measured/t.csv", "measured/t_2.csv", "measured/t_3.csv",
                                      "measured/t_2_2.csv", "measured/noend"}));
  EXPECT_EQ(names_of(first), first) << "copying copies changes no name";
}

TEST(TableCopies, NetworksAreCopiedToo) {
  ScenarioDraft draft;
  draft.kinetics.resize(2);
  draft.kinetics[0].network = "/a/t_cell.toml";
  draft.kinetics[1].network = "/b/t_cell.toml";
  EXPECT_EQ(name_copies(draft).size(), 2u);
  EXPECT_EQ(draft.kinetics[1].network, "networks/t_cell_2.toml");
}

TEST(TableCopies, EachFileIsCopiedOnce) {
  ScenarioDraft draft;
  draft.comparisons.resize(2);
  draft.comparisons[0].file = draft.comparisons[1].file = "/a/t.csv";
  const auto copies = name_copies(draft);
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].file, "/a/t.csv");
}

}  // namespace
}  // namespace cytotwin
