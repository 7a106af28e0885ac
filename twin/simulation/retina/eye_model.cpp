#include "twin/simulation/retina/eye_model.h"

#include <algorithm>

#include "kinetics/scaled_tolerances.h"
#include "kinetics/simulate.h"
#include "twin/simulation/dose_jumps.h"

namespace cytotwin {

namespace {

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

EyeModel::EyeModel(const Scenario& scenario)
    : model_(*scenario.model),
      constants_(model_.compiled->default_constants()),
      jumps_(dose_jumps(scenario)) {
  const Network& network = *model_.compiled;
  const RetinaEye& eye = scenario.retina->eye;
  for (const auto& [name, value] : model_.parameters)
    constants_[place_of(network.constant_names(), name)] = value;
  secretion_ = place_of(network.constant_names(), eye.secretion);
  a1c_ = place_of(network.constant_names(), eye.hba1c);
  free_vegf_ = quantity(eye.free_vegf);
  for (const std::string& name : eye.show) shown_.push_back(quantity(name));
  for (const std::string& name : network.state_names()) state_places_.push_back(quantity(name));
  SimulationPlan plan;
  plan.initial_time = scenario.time.start / model_.time_unit;
  plan.output_times = {plan.initial_time};
  plan.constants = constants_;
  SimulationPlan whole = plan;
  whole.output_times.push_back(scenario.time.end / model_.time_unit);
  whole.jumps = jumps_;
  plan.tolerances = tolerances_ = scaled_tolerances(network, whole, model_.relative_tolerance);
  values_ = simulate(network, plan).values.front();
  for (const std::size_t place : state_places_) states_.push_back(values_[place]);
}

std::size_t EyeModel::quantity(const std::string& name) const {
  return place_of(model_.compiled->quantity_names(), name);
}

void EyeModel::step(double minutes, double length, double secretion, double a1c) {
  SimulationPlan plan;
  plan.initial_time = minutes / model_.time_unit;
  const double end = (minutes + length) / model_.time_unit;
  plan.output_times = {end};
  plan.tolerances = tolerances_;
  secreted_ = secretion;
  if (secretion_ < constants_.size()) constants_[secretion_] = secretion;
  if (a1c_ < constants_.size()) constants_[a1c_] = a1c;
  plan.constants = constants_;
  plan.states = states_;
  for (const StateJump& jump : jumps_) {
    if (jump.time >= plan.initial_time && jump.time < end) plan.jumps.push_back(jump);
  }
  values_ = simulate(*model_.compiled, plan).values.front();
  for (std::size_t s = 0; s < states_.size(); ++s) states_[s] = values_[state_places_[s]];
}

double EyeModel::free_share() const { return values_[free_vegf_] / secreted_; }

std::vector<double> EyeModel::shown() const {
  std::vector<double> row;
  for (const std::size_t place : shown_) row.push_back(values_[place]);
  return row;
}

void EyeModel::restore(std::vector<double> states, std::vector<double> values, double secretion) {
  states_ = std::move(states);
  values_ = std::move(values);
  secreted_ = secretion;
}

}  // namespace cytotwin
