#pragma once

#include <filesystem>
#include <vector>

#include "assimilation/priors/prior.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// The priors of a scenario as one distribution.
/// @throws InputError with all problems, if it cannot be drawn from
Prior prior_of(const Study& study);

/// Points of a design in the open unit cube, shape (dimensions, points).
Matrix design_points(Design design, Eigen::Index dimensions, Eigen::Index points,
                     std::uint64_t seed);

/// Parameters of members from the priors by a design, shape (members, parameters), parameters
/// fastest. The seed is the scenario's.
std::vector<double> draw_members(const Study& study, Design design, std::size_t members);

/// The same from a CSV file whose header names parameters; further columns are left alone. Every
/// prior must have a column; without priors in the scenario there is nothing to set.
/// @throws InputError with all problems
std::vector<double> read_members(const Study& study, const std::filesystem::path& file);

}  // namespace cytotwin
