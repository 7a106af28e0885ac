#include "twin/ensemble/network_forward.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "kinetics/kinetics_error.h"
#include "kinetics/scaled_tolerances.h"
#include "kinetics/simulate.h"
#include "twin/ensemble/output_times.h"
#include "twin/simulation/dose_jumps.h"

namespace cytotwin {

namespace {

constexpr std::string_view constant_key = "model.parameters.";

std::size_t place_of(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

SeriesShape shape_of(const Scenario& scenario) {
  const Model& model = *scenario.model->model;
  SeriesShape shape{output_times(scenario), {}, {}};
  for (std::size_t q = 1; q < model.quantities.size(); ++q) {
    shape.names.push_back(model.quantities[q].id);
    shape.units.push_back(model.quantities[q].unit);
  }
  return shape;
}

std::vector<double> constants_of(const ModelSection& model) {
  std::vector<double> constants = model.compiled->default_constants();
  for (const auto& [name, value] : model.parameters)
    constants[place_of(model.compiled->constant_names(), name)] = value;
  return constants;
}

SimulationPlan plan_of(const Scenario& scenario, const std::vector<double>& minutes) {
  const ModelSection& model = *scenario.model;
  SimulationPlan plan;
  plan.initial_time = minutes.front() / model.time_unit;
  for (const double t : minutes) plan.output_times.push_back(t / model.time_unit);
  plan.constants = constants_of(model);
  plan.jumps = dose_jumps(scenario);
  return plan;
}

}  // namespace

NetworkForward::NetworkForward(const Study& study)
    : study_(study), shape_(common_shape(study, "networks", shape_of)) {
  const Scenario& base = study.base.scenario;
  const std::vector<std::string>& names = base.model->compiled->constant_names();
  for (const PriorSection& prior : base.priors) {
    std::vector<std::size_t>& targets = targets_.emplace_back();
    for (const std::string& key : prior.keys) {
      const bool constant = key.starts_with(constant_key) && prior.unit.empty();
      if (constant) targets.push_back(place_of(names, key.substr(constant_key.size())));
      direct_ = direct_ && constant && targets.back() < names.size();
    }
  }
  try {
    const ModelSection& model = *study.scenarios.front().scenario.model;
    tolerances_ = scaled_tolerances(*model.compiled,
                                    plan_of(study.scenarios.front().scenario, shape_.minutes),
                                    model.relative_tolerance);
  } catch (const KineticsError& error) {
    throw InputError({study.file, 0, 0, {}},
                     fmt::format("model: cannot be simulated: {}", error.what()),
                     "`twin simulate` runs the network alone");
  }
}

std::vector<double> NetworkForward::run(const ForwardInput& input) const {
  if (direct_) return simulated(study_.scenarios[input.condition].scenario, input);
  try {
    const ReadScenario read =
        study_.with(study_.settings(input.condition, input.parameters, input.seed));
    return simulated(read.scenario, input);
  } catch (const InputError& error) {
    throw ForwardFailure(error.problems().front().message);
  }
}

std::vector<double> NetworkForward::simulated(const Scenario& scenario,
                                              const ForwardInput& input) const {
  SimulationPlan plan = plan_of(scenario, shape_.minutes);
  plan.tolerances = tolerances_;
  plan.stop = input.stop;
  for (std::size_t p = 0; direct_ && p < input.parameters.size(); ++p) {
    for (const std::size_t constant : targets_[p]) plan.constants[constant] = input.parameters[p];
  }
  std::vector<double> values;
  values.reserve(shape_.size());
  try {
    const Trajectory trajectory = simulate(*scenario.model->compiled, plan);
    for (const std::vector<double>& row : trajectory.values)
      values.insert(values.end(), row.begin() + 1, row.end());
  } catch (const KineticsError& error) {
    throw ForwardFailure(error.what());
  }
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }))
    throw ForwardFailure("a quantity is not a finite number");
  return values;
}

}  // namespace cytotwin
