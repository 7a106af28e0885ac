#pragma once

#include <array>
#include <optional>
#include <vector>

#include "agents/fields/axis_transfer.h"
#include "agents/fields/stencil.h"
#include "agents/fields/substance.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// One V-cycle of geometric multigrid for the finite-volume diffusion operator, as a symmetric
/// positive preconditioner (Trottenberg, Oosterlee and Schueller 2001, Multigrid).
///
/// Smoother: two Jacobi steps with the weights of the Chebyshev polynomial on [1/3, 2], before and
/// after (Adams et al. 2003, J Comput Phys 188:593). Transfer: linear and its transpose. Axes are
/// merged where their coupling is near the strongest one (semi-coarsening), so that flat voxels do
/// not slow it down; any number of voxels. Coarse operators are discretised anew; losses are
/// summed, conductances to fixed voxels too. A coarse voxel is masked if all its voxels are. Single
/// precision: it only has to precondition.
class Multigrid {
 public:
  /// @param faces  of the substance; a fixed value is a conductance to outside
  Multigrid(const Grid& grid, double diffusivity, const std::array<FaceCondition, 6>& faces);

  const Stencil<double>& fine() const { return fine_; }

  /// Rebuilds all diagonals.
  /// @param loss  volume x loss of each voxel [um^3/min], padded as fine().box
  /// @param held  conductance to fixed voxels [um^3/min], padded; negative = the voxel is masked
  void set_losses(const std::vector<double>& loss, const std::vector<double>& held,
                  const Workers& workers);

  /// Where b goes, padded as fine().box, and 0 at masked voxels.
  std::vector<float>& right_side() { return levels_.front().b; }

  /// u = M b of the right side, 0 at masked voxels; valid until the next call.
  const std::vector<float>& precondition(const Workers& workers);

 private:
  struct Level {
    Stencil<float> stencil;
    std::array<std::vector<double>, 3> width, transfer;
    std::vector<double> loss, held;
    std::vector<float> inverse;  ///< 1 / diagonal, 0 where masked
    std::vector<float> b, u, work;
    std::array<AxisTransfer, 3> to_coarse;
  };
  void add_level(std::array<std::vector<double>, 3> width);
  void set_diagonals(Level& level, const Workers& workers);
  void restrict_losses(const Level& fine, Level& coarse, const Workers& workers) const;
  void factor_coarsest();
  void solve_coarsest();
  void cycle(std::size_t depth, const Workers& workers);
  void restrict_to(const Level& fine, Level& coarse, const Workers& workers) const;
  void interpolate_from(const Level& coarse, Level& fine, const Workers& workers) const;

  double diffusivity_;
  std::array<std::optional<FaceCondition>, 6> open_;  ///< faces with a fixed value
  Stencil<double> fine_;
  std::vector<Level> levels_;
  std::vector<double> factor_;  ///< Cholesky factor of the coarsest operator, dense, lower
};

}  // namespace cytotwin
