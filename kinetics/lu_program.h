#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kinetics/network.h"

namespace cytotwin {

/// Sparse LU factorisation of matrices of one pattern, worked out once as a list of operations on
/// numbered entries and carried out for tape_lanes matrices side by side.
///
/// The elimination order is that of least Markowitz count among the diagonal (Markowitz 1957,
/// Management Science 3:255). No pivoting: the matrices are I/(h gamma) - J, whose diagonal
/// dominates for short steps; where a pivot vanishes the result is not finite and the caller takes
/// a shorter step.
class LuProgram {
 public:
  // The operations; for the loops that carry them out.
  struct Update {
    std::uint32_t target, left, right;  ///< target -= left x right
  };
  struct Pivot {
    std::uint32_t diagonal;
    std::uint32_t first_scaled, first_update;  ///< in their lists; up to the next pivot's
  };

  explicit LuProgram(const SparsePattern& pattern);

  std::size_t size() const { return order_.size(); }
  std::size_t entries() const { return entries_; }  ///< fill-in included
  /// Where each entry of the pattern stands among the entries.
  const std::vector<std::uint32_t>& places() const { return places_; }
  /// Where the diagonal stands.
  const std::vector<std::uint32_t>& diagonal() const { return diagonal_; }

  /// In place. @param matrix  shape (entries, tape_lanes), lanes fastest; fill-in entries 0
  void factor(double* matrix) const;
  /// In place. @param matrix  factored  @param right  shape (size, tape_lanes)
  void solve(const double* matrix, double* right) const;

 private:
  void order_pivots(std::vector<std::vector<std::uint8_t>>& filled);

  std::size_t entries_ = 0;
  std::vector<std::uint32_t> order_, places_, diagonal_;
  std::vector<Pivot> pivots_;
  std::vector<std::uint32_t> scaled_;  ///< entries below the pivots
  std::vector<Update> updates_;
  std::vector<Update> forward_, backward_;  ///< target, right: rows of the right-hand side
};

}  // namespace cytotwin
