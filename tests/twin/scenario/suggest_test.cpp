#include "core/toml/suggest.h"

#include <gtest/gtest.h>

namespace cytotwin {
namespace {

TEST(Suggest, DistanceCountsEdits) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("oxygen", "oxygen"), 0u);
  EXPECT_EQ(edit_distance("oxigen", "oxygen"), 1u);
  EXPECT_EQ(edit_distance("oxgyen", "oxygen"), 1u) << "a swap";
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Suggest, NearNamesAreMeantOthersListed) {
  const std::vector<std::string> names = {"oxygen", "drug"};
  EXPECT_EQ(suggestion("oxigen", names, "substances"), "did you mean \"oxygen\"?");
  EXPECT_EQ(suggestion("glucose", names, "substances"), "substances: oxygen, drug");
  EXPECT_EQ(suggestion("glucose", {}, "substances"), "there are no substances");
  EXPECT_EQ(nearest("drag", names), "drug");
  EXPECT_FALSE(nearest("glucose", names));
  EXPECT_EQ(nearest("ifn", {"ion", "IFN"}), "IFN");
  EXPECT_EQ(suggestion("dx", {"all"}, "keys"), "keys: all") << "short names need to be nearer";
}

}  // namespace
}  // namespace cytotwin
