#include "twin/ensemble/tissue_forward.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "twin/ensemble/output_times.h"
#include "twin/simulation/running_scenario.h"

namespace cytotwin {

namespace {

SeriesShape shape_of(const Scenario& scenario) {
  SeriesTable table = start_scenario(scenario, 1)->empty_series();
  table.names.erase(table.names.begin());
  table.units.erase(table.units.begin());
  return {output_times(scenario), std::move(table.names), std::move(table.units)};
}

}  // namespace

TissueForward::TissueForward(const Study& study)
    : study_(study), shape_(common_shape(study, "cell types, substances", shape_of)) {}

std::vector<double> TissueForward::run(const ForwardInput& input) const {
  std::vector<double> values;
  values.reserve(shape_.size());
  try {
    const ReadScenario read =
        study_.with(study_.settings(input.condition, input.parameters, input.seed));
    SimulationOutput output;
    output.series = [&](const std::vector<double>& row) {
      values.insert(values.end(), row.begin() + 1, row.end());
    };
    output.stop = input.stop;
    const auto simulation = start_scenario(read.scenario, 1);
    simulation->run(output);
    if (!simulation->finished())
      throw ForwardFailure(fmt::format("stopped at {:.6g} min", simulation->minutes()));
  } catch (const InputError& error) {
    throw ForwardFailure(error.problems().front().message);
  } catch (const RunError& error) {
    throw ForwardFailure(error.what());
  }
  return values;
}

}  // namespace cytotwin
