#pragma once

#include <cstdint>

#include "assimilation/ensemble.h"
#include "core/random.h"

namespace cytotwin {

/// Standard normal draws, shape (rows, columns): column j is the stream (seed, entity j, step,
/// purpose), so it does not depend on how many columns there are.
Matrix normal_draws(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed, std::uint32_t step,
                    Purpose purpose);

/// Draws shifted to mean zero over the columns and rescaled by sqrt(columns/(columns - 1)), which
/// keeps their variance: members that receive them are spread without their mean being moved. One
/// column alone is left as it is.
Matrix centred_draws(const Matrix& draws);

}  // namespace cytotwin
