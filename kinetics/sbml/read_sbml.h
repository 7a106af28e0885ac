#pragma once

#include <filesystem>

#include "kinetics/model.h"

namespace cytotwin {

/// Reads a reaction network in SBML, Level 2 or 3 (Hucka et al. 2018, J Integr Bioinform
/// 15:20170081), hierarchical models flattened.
///
/// States are amounts. A species that formulas speak of as a concentration becomes two quantities:
/// its amount, named "ID.amount", and its concentration, named as the species, amount over size;
/// so a compartment that changes its size dilutes. Parameters of one reaction are named
/// "REACTION.PARAMETER". Compartments without a size have size 1.
/// @throws InputError naming each construct that is not supported (algebraic rules, delay(), fast
///         reactions, required packages other than comp) and the id of what holds it, or what
///         libSBML finds wrong with the file
Model read_sbml(const std::filesystem::path& file);

}  // namespace cytotwin
