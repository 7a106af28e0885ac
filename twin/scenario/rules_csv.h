#pragma once

#include <filesystem>
#include <vector>

#include "twin/scenario/rule_words.h"

namespace cytotwin {

/// Rules from a CSV file in the published cell-behaviour grammar, version 3 (PhysiCell 1.14.2):
///     cell type, signal, increases|decreases, behaviour, saturation, half-maximum, power, dead
/// Numbers are in um, min and the substances' own units; the last is 0 or 1. No header; empty lines
/// and lines that start with // are left out.
/// @throws InputError with every row that is wrong, each with its line and column
std::vector<RuleDraft> read_rules_csv(const std::filesystem::path& file, const RuleWords& words);

}  // namespace cytotwin
