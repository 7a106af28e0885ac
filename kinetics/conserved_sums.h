#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kinetics/model.h"

namespace cytotwin {

/// Weighted sums of states that no reaction changes: sum of weight x state is constant.
struct ConservedSum {
  std::vector<std::pair<std::uint32_t, double>> terms;  ///< symbol of a state, weight; smallest 1
};

/// A basis of the conserved sums of the reactions, by elimination on the stoichiometric matrix.
/// States with a rate rule, or a coefficient that is no plain number, are in none. Events may still
/// break a sum.
std::vector<ConservedSum> conserved_sums(const Model& model);

}  // namespace cytotwin
