#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kinetics/model.h"
#include "kinetics/network.h"

namespace cytotwin {

// What makes a scenario a study of many simulations: what is unknown, under which conditions it was
// observed, and how it is to be found out.

/// `[model]`: one reaction network in place of a tissue.
struct ModelSection {
  std::string network;                       ///< file, absolute path
  double time_unit = 1;                      ///< of the network [min]
  double relative_tolerance = 1e-6;          ///< of a step
  std::map<std::string, double> parameters;  ///< constants that differ from the file's
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Network> compiled;
  std::string fingerprint;  ///< of the model
};

/// `[[dose]]`: what is added to a state of the network at given times.
struct Dose {
  std::string name;
  std::string state;
  double amount = 0;       ///< in the state's unit
  double start = 0;        ///< of the first [min, on the scenario's axis]
  double interval = 1440;  ///< between repetitions [min], > 0
  int count = 1;
};

/// `[[prior]]`: what is known of a parameter before the patient's data.
struct PriorSection {
  enum class Kind { normal, lognormal, logit_normal, uniform };
  std::string name;
  std::vector<std::string> keys;  ///< of the scenario, as --set has them, that get its value
  std::string unit;               ///< of the value where it is written into the keys; may be empty
  Kind kind = Kind::lognormal;
  double mean = 1;  ///< of lognormal and logit_normal the median
  double sd = 0.5;  ///< of lognormal and logit_normal that of the logarithm or logit
  std::optional<double> lower, upper;
  /// Of its artificial random walk under a filter, where it is normal [1/sqrt(d)].
  double random_walk = 0;
};

/// `[[correlation]]` between two priors, in the space where they are normal.
struct CorrelationSection {
  std::string first, second;
  double value = 0;
};

/// `[[condition]]`: one of the experiments that share the parameters.
struct Condition {
  std::string name;
  std::vector<std::string> set;              ///< "key=value", as --set
  std::map<std::string, std::string> where;  ///< added to every comparison's
  bool fitted = true;                        ///< false: forecast only, its data are kept out
};

/// `[patient]`
struct PatientSection {
  std::string file;  ///< CSV, absolute path; of the comparisons without a file of their own
};

/// `[[image]]`: values of a substance at places and times.
struct ImageSection {
  std::string substance;
  std::string file;  ///< CSV with a header row, absolute path
  std::string time_column;
  double time_unit = 1440;                     ///< one unit of the time column [min]
  std::string x_column = "x", y_column = "y";  ///< [um]
  std::string z_column;                        ///< [um]; empty: the middle of the domain
  std::string value_column;                    ///< in the substance's unit
  double error = 0, relative_error = 0;        ///< standard deviation of one value; add in squares
};

enum class Design { sobol, latin_hypercube, random };

/// `[ensemble]`
struct EnsembleSection {
  int members = 100;
  Design design = Design::sobol;
  double allowed_failures = 0.2;     ///< share of the members that may fail
  std::optional<double> time_limit;  ///< wall time of one member [min]
};

/// `[assimilation]`
struct AssimilationSection {
  // inversions run members from the start; filters carry them forward from one datum to the next
  enum class Method { es_mda, eki, teki, etki, uki, enkf, etkf, denkf, esrf };
  enum class Failed { redraw, impute };
  enum class State { kept, resynthesised };
  Method method = Method::es_mda;
  int iterations = 4;
  bool localised = false;  ///< adaptive, by correlation of parameter and observable
  Failed failed = Failed::redraw;
  int replicates = 0;           ///< runs at the prior's median that measure the model's own noise
  double least_response = 0.3;  ///< singular values of the sensitivity below it are not updated

  // Of filters.
  State state = State::kept;            ///< what an analysis does to a member's tissue
  std::vector<std::string> cells;       ///< types whose live cells are cloned and culled
  std::vector<std::string> substances;  ///< whose fields are rescaled
  double inflation = 1;          ///< of analysed counts and concentrations, in standard deviations
  double relaxation = 0;         ///< of their spread to that before the analysis
  std::optional<double> radius;  ///< beyond which a value of an image says nothing [um]
};

/// Whether the members are carried forward instead of run from the start.
inline bool is_filter(AssimilationSection::Method method) {
  return method >= AssimilationSection::Method::enkf;
}

}  // namespace cytotwin
