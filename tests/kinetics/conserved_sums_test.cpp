#include "kinetics/conserved_sums.h"

#include <gtest/gtest.h>

namespace cytotwin {
namespace {

/// States a, b, ... and reactions given by their changes.
Model network_of(std::size_t states, const std::vector<std::vector<double>>& reactions) {
  Model model;
  for (std::size_t s = 0; s < states; ++s) {
    model.add({std::string(1, static_cast<char>(97 + s)), "", QuantityRole::state, 1.0, 0.0});
  }
  for (const std::vector<double>& changes : reactions) {
    Reaction reaction{"r", model.add({"r", "", QuantityRole::assigned, {}, 1.0}), {}};
    for (std::uint32_t s = 0; s < changes.size(); ++s) {
      if (changes[s] != 0) reaction.changes.push_back({s + 1, changes[s]});
    }
    model.reactions.push_back(std::move(reaction));
  }
  return model;
}

using Terms = std::vector<std::pair<std::uint32_t, double>>;

// E + S <-> ES -> E + P: E + ES and S + ES + P stay.
TEST(ConservedSums, OfAnEnzyme) {
  const Model model = network_of(4, {{-1, -1, 1, 0}, {1, 1, -1, 0}, {1, 0, -1, 1}});
  const auto sums = conserved_sums(model);
  ASSERT_EQ(sums.size(), 2u);
  for (const ConservedSum& sum : sums) {
    for (const Reaction& reaction : model.reactions) {
      double change = 0;
      for (const auto& [state, weight] : sum.terms) {
        for (const Reaction::Change& c : reaction.changes) {
          if (c.state == state) change += weight * c.coefficient.value();
        }
      }
      EXPECT_NEAR(change, 0, 1e-12);
    }
  }
}

TEST(ConservedSums, CountsDimersTwice) {
  const auto sums = conserved_sums(network_of(2, {{-2, 1}}));
  ASSERT_EQ(sums.size(), 1u);
  EXPECT_EQ(sums[0].terms, (Terms{{1, 1}, {2, 2}}));
}

TEST(ConservedSums, AreNoneWhereSomethingComesAndGoes) {
  EXPECT_TRUE(conserved_sums(network_of(2, {{-1, 1}, {1, 0}})).empty());
}

TEST(ConservedSums, LeaveOutWhatIsNotByPlainReactions) {
  Model model = network_of(2, {{-1, 1}});
  model.reactions[0].changes[0].coefficient = Expression::symbol(0);
  EXPECT_TRUE(conserved_sums(model).empty());
}

}  // namespace
}  // namespace cytotwin
