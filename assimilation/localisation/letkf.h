#pragma once

#include <span>
#include <vector>

#include "assimilation/filters/observations.h"
#include "core/parallel.h"

namespace cytotwin {

/// Rows of the state that are updated together, and the observations that they see.
struct LocalDomain {
  std::vector<Eigen::Index> rows;          ///< of the members
  std::vector<Eigen::Index> observations;  ///< of the whole vector, missing ones included
  std::vector<double> taper;               ///< of R^-1, 0 to 1; shape (observations)
};

/// Local ensemble transform Kalman filter (Hunt, Kostelich and Szunyogh 2007) with the symmetric
/// root: each domain is an ETKF of its own with its observations' precision times the taper. Rows
/// in no domain stay as they are; a domain with all observations at taper 1 gives etkf().
///
/// Eight domains are solved at once: G is made tridiagonal, and the few rows of a domain are
/// multiplied by (I + G)^(-1/2) as a sum over poles (inverse_root_poles.h), so that no eigenvector
/// is ever needed. The same bytes for any number of threads.
/// @throws std::invalid_argument if sizes differ, an index is out of range, a row is in two
/// domains,
///   or errors are correlated (`space.components` must be errors of their own)
Members letkf(const Members& members, const EnsembleSpace& space,
              std::span<const LocalDomain> domains, const Workers& workers);

}  // namespace cytotwin
