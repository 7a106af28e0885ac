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

/// Domains that were checked once, for every analysis of the same state and observations.
class LocalDomains {
 public:
  /// @param rows          of the members
  /// @param observations  of the whole vector, missing ones included
  /// @throws std::invalid_argument if an index is out of range, a row is in two domains, a taper is
  ///   not 0 to 1 or there are not as many tapers as observations
  LocalDomains(std::vector<LocalDomain> domains, Eigen::Index rows, Eigen::Index observations);

  std::span<const LocalDomain> domains() const { return domains_; }
  Eigen::Index rows() const { return rows_; }
  Eigen::Index observations() const { return observations_; }
  std::size_t most_rows() const { return most_rows_; }  ///< of one domain

 private:
  std::vector<LocalDomain> domains_;
  Eigen::Index rows_, observations_;
  std::size_t most_rows_ = 0;
};

/// Local ensemble transform Kalman filter (Hunt, Kostelich and Szunyogh 2007) with the symmetric
/// root: each domain is an ETKF of its own with its observations' precision times the taper. Rows
/// in no domain stay as they are; a domain with all observations at taper 1 gives etkf(). Errors of
/// observations must not be correlated: rows of `space` are tapered one by one.
///
/// Eight domains are solved at once: G is made tridiagonal, and the few rows of a domain are
/// multiplied by (I + G)^(-1/2) as a sum over poles (inverse_root_poles.h), so that no eigenvector
/// is ever needed. The same bytes for any number of threads.
/// @throws std::invalid_argument if sizes differ from those of the domains
Members letkf(const Members& members, const EnsembleSpace& space, const LocalDomains& local,
              const Workers& workers);

}  // namespace cytotwin
