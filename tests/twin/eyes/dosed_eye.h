#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "kinetics/network.h"
#include "kinetics/read_network.h"
#include "kinetics/scaled_tolerances.h"
#include "kinetics/simulate.h"

namespace cytotwin {

/// A shipped network of retinopathy.
inline Network retinopathy_network(const std::string& name) {
  return Network(read_network(std::string(CYTOTWIN_SOURCE_DIR) +
                              "/scenarios/retinopathy/networks/" + name + ".toml"));
}

inline const Network& eye_network() {
  static const Network network = retinopathy_network("eye");
  return network;
}

/// Constants of drugs: what differs from ranibizumab, the network's own (docs/retinopathy.md).
using EyeConstants = std::map<std::string, double>;
inline const EyeConstants ranibizumab = {};
inline const EyeConstants bevacizumab = {
    {"molar_mass", 149}, {"half_life", 9.8}, {"affinity", 24000}};
inline const EyeConstants aflibercept = {
    {"molar_mass", 115}, {"half_life", 9.1}, {"affinity", 4750}};
inline const EyeConstants faricimab = {{"molar_mass", 150}, {"ang2_affinity", 26}};

/// A course of the eye, with a row every `every` days.
class EyeCourse {
 public:
  struct Dose {
    double day = 0, mg = 0;
    const char* state = "drug_v";
  };

  EyeCourse(const EyeConstants& constants, const std::vector<Dose>& doses, double days,
            double every, double relative = 1e-7) {
    const Network& network = eye_network();
    SimulationPlan plan;
    plan.constants = network.default_constants();
    for (const auto& [name, value] : constants)
      plan.constants[place(network.constant_names(), name)] = value;
    const auto rows = static_cast<std::size_t>(days / every + 0.5);
    for (std::size_t k = 0; k <= rows; ++k)
      plan.output_times.push_back(static_cast<double>(k) * every);
    for (const Dose& dose : doses)
      plan.jumps.push_back({dose.day,
                            static_cast<std::uint32_t>(place(network.state_names(), dose.state)),
                            dose.mg});
    plan.tolerances = scaled_tolerances(network, plan, relative);
    rows_ = simulate(network, plan).values;
  }

  double end(const std::string& quantity) const { return series(quantity).back(); }

  std::vector<double> series(const std::string& quantity) const {
    const std::size_t column = place(eye_network().quantity_names(), quantity);
    std::vector<double> values;
    for (const auto& row : rows_) values.push_back(row[column]);
    return values;
  }

  /// The last time at which a quantity is below a share of its start, between rows by a straight
  /// line; 0: never.
  double below_until(const std::string& quantity, double share) const {
    const std::vector<double> values = series(quantity);
    const double limit = share * values.front();
    for (std::size_t k = values.size() - 1; k > 0; --k) {
      if (values[k - 1] >= limit || values[k] < limit) continue;
      const double part = (limit - values[k - 1]) / (values[k] - values[k - 1]);
      return rows_[k - 1][0] + part * (rows_[k][0] - rows_[k - 1][0]);
    }
    return 0;
  }

 private:
  static std::size_t place(const std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::invalid_argument("no " + name);
    return static_cast<std::size_t>(found - names.begin());
  }

  std::vector<std::vector<double>> rows_;
};

}  // namespace cytotwin
