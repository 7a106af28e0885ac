#pragma once

#include <span>
#include <vector>

#include "agents/fields/multigrid.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Sum of a field's values, the same bytes for any number of threads.
double field_sum(std::span<const double> field, const Workers& workers);

/// Conjugate gradients on the free voxels of a field; keeps its vectors between solutions.
class ConjugateGradients {
 public:
  explicit ConjugateGradients(const Grid& grid);

  struct Report {
    double residual;      ///< |b - A u| / |b| at the end
    unsigned iterations;  ///< done
  };
  /// Solves A u = b, A of the multigrid, to a relative residual, starting from the field.
  /// @param b,free  padded as the multigrid's box; free is 1 at unknowns, else 0
  /// @param field   u in, and out; other voxels are not touched
  Report solve(Multigrid& multigrid, const std::vector<double>& b, const std::vector<double>& free,
               std::span<double> field, double tolerance, unsigned max_iterations,
               const Workers& workers);

 private:
  double start(Multigrid& multigrid, const std::vector<double>& b, const std::vector<double>& free,
               std::span<const double> field, double scale, const Workers& workers);
  Grid grid_;
  PaddedBox box_;
  std::vector<double> residual_, direction_, image_;
};

}  // namespace cytotwin
