#pragma once

namespace cytotwin {

/// Volume targets of a live cell and its relaxation rates in one state.
/// Defaults are MCF-7 (Macklin et al. 2012, J Theor Biol 301:122; PhysiCell 1.14.2).
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

/// One step of dF/dt = r_F (f* V - F), dN/dt = r_N (N* - N), dC/dt = r_C (C* - C)
/// (Ghaffarizadeh et al. 2018, supplement, volume model), rates and targets constant over it.
/// @param step  [min], >= 0
CellVolume advance_volume(CellVolume volume, const VolumeTargets& targets, const VolumeRates& rates,
                          double step, VolumeScheme scheme);

double radius_of(double volume);  ///< [um] of a ball of a volume [um^3]

}  // namespace cytotwin
