#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace cytotwin {

/// What holds at one face of the domain.
struct FaceCondition {
  enum class Kind { no_flux, fixed_value, flux };
  Kind kind = Kind::no_flux;
  double value = 0;  ///< fixed_value: [the substance's unit]; flux into the domain [unit um/min]
  /// fixed_value: what lies between the value and the face lets through transfer x difference
  /// [um/min], > 0: a membrane, an unstirred layer, medium beyond the domain. Infinite: nothing.
  double transfer = std::numeric_limits<double>::infinity();

  /// Of the way from a fixed value to the centre of the outermost voxel [um/min].
  double conductance(double spacing, double diffusivity) const {
    return 1 / (spacing / (2 * diffusivity) + 1 / transfer);
  }
};

/// How a substance is solved.
enum class FieldMethod {
  transient,     ///< second order in time
  quasi_steady,  ///< at equilibrium with its sources; for substances much faster than cells
};

/// A diffusing substance: dc/dt = D lap(c) - k c + S_b (T_b - c) - U_b c + cells.
/// Oxygen in tissue: D = 1e5 um^2/min, k = 0.1 /min.
struct Substance {
  std::string name;
  std::string unit = "mmHg";  ///< of its concentration, as the user writes it
  double diffusivity = 1e5;   ///< D [um^2/min], >= 0
  double decay = 0.1;         ///< k, first order, everywhere [1/min], >= 0
  double initial = 0;         ///< at the start, everywhere [unit], >= 0
  double bulk_secretion = 0;  ///< S_b, everywhere [1/min], >= 0
  double bulk_target = 0;     ///< T_b [unit], >= 0
  double bulk_uptake = 0;     ///< U_b [1/min], >= 0
  FieldMethod method = FieldMethod::transient;
  /// Faces in the order x low, x high, y low, y high, z low, z high.
  std::array<FaceCondition, 6> faces{};
};

}  // namespace cytotwin
