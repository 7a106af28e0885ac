#pragma once

#include <span>
#include <vector>

#include "agents/vessels/tissue_mesh.h"
#include "core/parallel.h"

namespace cytotwin {

/// Diffusion in layered tissue, sealed but for the choroid, and the solution of systems with it.
///
/// Conjugate gradients preconditioned by the tridiagonal systems of the columns, which hold the
/// strongest coupling and all losses (block Jacobi). Rows of the mesh are the blocks of every loop,
/// so results do not depend on the number of threads.
class LayeredDiffusion {
 public:
  LayeredDiffusion(const TissueMesh& mesh, double permeability);

  /// Conductance from a column's last level to the choroid [um^3/(s mmHg)].
  double to_choroid(std::size_t column) const { return choroid_[column]; }

  /// out = what diffuses into each voxel from others [um^3/s], without the choroid.
  void flow_in(std::span<const double> p, std::span<double> out, const Workers& workers) const;

  /// Solves -flow_in(x) + diagonal x = b, starting from 0.
  /// @param diagonal   >= 0, not 0 everywhere
  /// @param tolerance  of |residual| / |b|
  /// @return iterations
  unsigned solve(std::span<const double> diagonal, std::span<const double> b, std::span<double> x,
                 double tolerance, unsigned max_iterations, const Workers& workers);

 private:
  void row_flow(std::size_t j, std::size_t k, const double* p, double* out) const;
  void factor(std::span<const double> diagonal, const Workers& workers);
  void precondition_row(std::size_t j);
  double for_rows(const Workers& workers, const auto& body) const;

  std::size_t nx_, ny_, levels_, columns_;
  std::vector<double> right_, below_;     ///< conductance to the next voxel in x and in y, or 0
  std::vector<double> deeper_, choroid_;  ///< to the next level, or 0; to the choroid
  std::vector<double> none_;              ///< a row of zeros: conductances beyond the border
  std::vector<double> inverse_, factor_;  ///< of the columns' systems
  std::vector<double> residual_, preconditioned_, direction_, image_;
};

}  // namespace cytotwin
