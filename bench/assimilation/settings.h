#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models.h"

namespace cytotwin::bench {

enum class Method {
  enkf,
  etkf,
  esrf,
  denkf,
  enkf_n,
  letkf,
  enks,
  enrts,
  ienks,
  es_mda,
  pf,
  rhf,
  climatology,
  oi,
  var3d,
  extkf
};
enum class Update { square_root, perturbed, deterministic };
enum class Taper { gaspari_cohn, step };

struct ForcingPrior {
  double mean = 7, deviation = 0.1;
};

/// One experiment; what is not given takes the defaults of its model and method.
struct Settings {
  Model model;
  std::string model_name = "lorenz96", method_name = "etkf", update_name;
  Method method = Method::etkf;
  Update update = Update::square_root;
  Taper taper = Taper::gaspari_cohn;
  Eigen::Index members = 40;
  double inflation = 1, relaxation = 0;
  bool adaptive = false, rotate = false, inflate_parameters = false, json = false;
  std::optional<double> radius;  ///< where the taper is exp(-1/2) (approximately) [nodes]
  std::optional<double> certainty;
  int lag = 1, iterations = 10, steps = 1;
  double tolerance = 1e-5;
  double error_variance = 1;
  double missing = 0;  ///< share of observations, at random
  Eigen::Index observed = 40, batch = 2;
  int cycles = 1000;
  double burn_in = 20;  ///< [model time]
  double bandwidth = 2.4, resample_below = 0.3;
  double background = 0.02;  ///< share of climatology's covariance, of 3dvar
  std::optional<ForcingPrior> forcing_prior;
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// Climatology, oi, 3dvar, extkf.
bool without_ensemble(Method method);

/// What the words of a command line ask for, or all that is wrong with them.
struct Parsed {
  Settings settings;
  std::vector<std::string> problems;
  bool help = false;
};
Parsed parse(const std::vector<std::string>& words);
std::string help_text();

/// The settings as the inside of a JSON object.
std::string settings_json(const Settings& settings);

}  // namespace cytotwin::bench
