#pragma once

namespace cytotwin {

/// Relaxation rates of the volume in one state of a cell.
/// The defaults of VolumeModel and DeathModel are MCF-7 (Macklin et al. 2012, J Theor Biol 301:122;
/// PhysiCell 1.14.2).
struct VolumeRates {
  double fluid;              ///< r_F [1/min], >= 0
  double nuclear;            ///< r_N [1/min], >= 0
  double cytoplasmic;        ///< r_C [1/min], >= 0
  double calcification = 0;  ///< [1/min], >= 0
};

/// How a cell's volume follows its targets.
enum class VolumeScheme {
  exact,  ///< closed-form solution over the step; no dependence on the step
  euler,  ///< explicit Euler, clipped at 0: reproduces published runs at their own step
};

/// Size of a cell type.
struct VolumeModel {
  double total = 2494;           ///< [um^3], > 0
  double nuclear = 540;          ///< [um^3], > 0, < total
  double fluid_fraction = 0.75;  ///< in [0, 1)
  VolumeRates live = {3.0 / 60, 0.33 / 60, 0.27 / 60};
  VolumeScheme scheme = VolumeScheme::exact;

  double nuclear_solid() const { return nuclear * (1 - fluid_fraction); }                ///< [um^3]
  double cytoplasmic_solid() const { return (total - nuclear) * (1 - fluid_fraction); }  ///< [um^3]
  double cytoplasm_to_nucleus() const { return (total - nuclear) / nuclear; }
};

/// Volume state of one cell [um^3]: total = fluid + nuclear_solid + cytoplasmic_solid.
struct CellVolume {
  double fluid = 0;
  double nuclear_solid = 0;
  double cytoplasmic_solid = 0;
  double total() const { return fluid + nuclear_solid + cytoplasmic_solid; }
  /// Solids share the fluid in proportion, the fixed point of F V_n / V in the published model.
  double nuclear() const;
};

/// Where a cell's volume is heading.
struct VolumeTargets {
  double fluid_fraction;     ///< f*, of the total volume, in [0, 1]
  double nuclear_solid;      ///< [um^3]
  double cytoplasmic_solid;  ///< [um^3]
};

/// Exact solution over one step length of the linear volume model
///   dF/dt = r_F (f* V - F),  dN/dt = r_N (N* - N),  dC/dt = r_C (C* - C),  V = F + N + C
/// (Ghaffarizadeh et al. 2018, supplement, volume model), rates and targets constant over it.
///
/// F decays at a = r_F (1 - f*) and is fed by N and C, so that the solution needs the integrals
/// of exp(-a (t - s)) exp(-b s) over [0, t] only. These are taken through expm1: f* = 1, r_F = 0
/// and equal rates need no case of their own. Not negative for input that is not negative.
/// Immutable: may be used from several threads.
class VolumePropagator {
 public:
  /// @param fluid_fraction  f*, in [0, 1]
  /// @param step            [min], >= 0
  VolumePropagator(const VolumeRates& rates, double fluid_fraction, double step);
  /// @param nuclear_target      N* [um^3]
  /// @param cytoplasmic_target  C* [um^3]
  CellVolume operator()(const CellVolume& volume, double nuclear_target,
                        double cytoplasmic_target) const;

 private:
  /// What a solid of this rate keeps, gains, and gives to the fluid, per unit now and of target.
  struct Solid {
    double keep, gain, fluid_now, fluid_target;
  };
  static Solid solid(double rate, double feed, double decay, double step);
  double fluid_keep_;
  Solid nuclear_, cytoplasmic_;
};

/// One step of the volume model above by either scheme.
/// @param step  [min], >= 0
CellVolume advance_volume(const CellVolume& volume, const VolumeTargets& targets,
                          const VolumeRates& rates, double step, VolumeScheme scheme);

double radius_of(double volume);  ///< [um] of a ball of a volume [um^3]

}  // namespace cytotwin
