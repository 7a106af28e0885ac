#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agents/retina/patch_oxygen.h"
#include "agents/vessels/vessel_nets.h"

namespace cytotwin {

// A patch of retina as a scenario writes it: internal units (um, min), pressures in mmHg.

/// `[retina.vessels]`: generated, or read from a picture.
struct RetinaVessels {
  std::string mask;                  ///< picture of vessels, absolute path; empty: generated
  double pixel = 10;                 ///< of the picture [um], > 0
  std::optional<int> width, height;  ///< that the picture must have [pixels]
  MaculaPatch macula;
  LadderStrip strip;
  BorderBlood blood;  ///< of either
};

/// `[retina.loss]`: see CapillaryConstants; rates a year of 365.25 days.
struct RetinaLoss {
  double occlusion = 0.0012;
  double vegf_gain = 100;
  double pericyte_gain = 0;
  double diameter_exponent = 1;
  double reopening = 0.03;
  double pericyte_loss = 0.02;
  double microaneurysm = 0.0015;
  double edge_gain = 10;
  double clearing = 2;
  double ageing = 0.003;
  double resolve_share = 0.001;
};

/// `[retina.glucose]`: see GlycaemicDrive.
struct RetinaGlucose {
  double exponent = 5.5;
  double memory_share = 0;
  double memory_time = 5 * 525960.0;  ///< [min]
};

/// `[retina.vegf]`: see VegfConstants.
struct RetinaVegf {
  double half_pressure = 11;  ///< [mmHg]
  double power = 3;
  double fold = 10;
  double spread = 100;  ///< [um]
};

/// `[[retina.hba1c]]`: a value from a time on.
struct RetinaHbA1c {
  double since = 0;  ///< [min, on the scenario's axis]
  double percent = 7;
};

/// `[[laser]]`: see LaserSession.
struct RetinaLaser {
  enum class Pattern { panretinal, dots, bands, focal };
  double at = 0;  ///< [min, on the scenario's axis]
  Pattern pattern = Pattern::panretinal;
  double burned_share = 0.2;
  double spot = 300;  ///< [um]
  int bands = 4;
  double band_length = 0.6;
  double spare_radius = 0;  ///< [um]
};

/// `[retina.eye]`: how the network of `[model]` is the rest of the eye around the patch.
struct RetinaEye {
  std::string secretion =
      "patch";                  ///< constant of the network: VEGF secreted over the healthy eye's
  std::string hba1c = "hba1c";  ///< constant of the network [%]
  std::string free_vegf = "vegf";  ///< quantity of it: free VEGF in the retina over the healthy one
  std::vector<std::string> show = {"cst", "letters"};  ///< quantities that the series get
};

/// `[retina]`: a patch of retina in place of a tissue of cells.
struct RetinaSection {
  enum class Patch { macula, periphery };
  Patch patch = Patch::macula;
  double step = 1440;  ///< [min]
  OxygenMethod oxygen = OxygenMethod::perfusion;
  double column = 20;        ///< side of a column of tissue [um]
  double supply_reach = 60;  ///< [um]
  RetinaVessels vessels;
  RetinaLoss loss;
  RetinaGlucose glucose;
  RetinaVegf vegf;
  RetinaEye eye;
  std::vector<RetinaHbA1c> hba1c;
  std::vector<RetinaLaser> laser;
};

}  // namespace cytotwin
