#pragma once

#include <cstdint>

#include "assimilation/ensemble.h"

namespace cytotwin {

// Points in the open unit cube, shape (dimensions, points). A coordinate is a function of seed,
// dimension and point alone, so designs are the same for any number of threads.

/// Independent uniform points; the first n of a longer design are the design of n.
Matrix random_points(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed);

/// Latin hypercube (McKay, Beckman, Conover 1979, Technometrics 21:239): in each dimension one
/// point in each of `points` equal slices, uniform within it. Depends on the number of points.
Matrix latin_hypercube(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed);

/// Sobol sequence with the direction numbers of Joe and Kuo (2008, SIAM J. Sci. Comput. 30:2635)
/// under Owen's nested uniform scrambling (1995, in Monte Carlo and Quasi-Monte Carlo Methods):
/// each bit is flipped by a random bit of all bits before it. Keeps the balance of the digital net
/// (2^k points from a multiple of 2^k put the same number into every elementary interval large
/// enough) and makes each point uniform. The first n of a longer design are the design of n; use
/// powers of two.
/// @throws std::invalid_argument if dimensions is outside 1 to 3667 or points outside 1 to 2^31
Matrix sobol_points(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed);

}  // namespace cytotwin
