#include "twin/ensemble/carried_forward.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "twin/ensemble/output_times.h"
#include "twin/simulation/build.h"
#include "twin/simulation/resynthesis.h"
#include "twin/simulation/series.h"
#include "twin/store/state_file.h"

namespace cytotwin {

namespace {

template <class List>
std::size_t index_of(const List& list, const std::string& name) {
  return static_cast<std::size_t>(
      std::find_if(list.begin(), list.end(),
                   [&](const auto& entry) { return entry.name == name; }) -
      list.begin());
}

/// Moments of the output in the stretch and its end.
std::vector<double> row_times(const Scenario& scenario, const Stretch& stretch) {
  const auto tick_of = [&](double minutes) {
    return Clock::to_ticks(minutes - scenario.time.start);
  };
  std::vector<double> rows;
  for (const double minutes : output_times(scenario)) {
    const bool after = stretch.before.empty() || tick_of(minutes) > tick_of(stretch.from);
    if (after && tick_of(minutes) < tick_of(stretch.until)) rows.push_back(minutes);
  }
  rows.push_back(stretch.until);
  return rows;
}

SeriesShape shape_of(const Scenario& scenario, const Stretch& stretch,
                     const MacroQuantities& quantities) {
  const Tissue tissue = build_tissue(scenario);
  SeriesTable table = empty_series(tissue);
  table.names.erase(table.names.begin());
  table.units.erase(table.units.begin());
  for (const std::string& name : macro_names(tissue.model(), quantities))
    table.names.push_back("analysed " + name);
  for (const std::string& unit : macro_units(tissue.model(), quantities))
    table.units.push_back(unit);
  return {row_times(scenario, stretch), std::move(table.names), std::move(table.units)};
}

}  // namespace

std::filesystem::path state_file(const std::filesystem::path& folder, std::size_t member,
                                 std::size_t condition) {
  return folder / fmt::format("member_{}_condition_{}", member, condition);
}

MacroQuantities analysed_quantities(const Scenario& scenario) {
  MacroQuantities quantities;
  for (const std::string& name : scenario.assimilation.cells)
    quantities.cells.push_back(index_of(scenario.cell_types, name));
  for (const std::string& name : scenario.assimilation.substances)
    quantities.substances.push_back(index_of(scenario.substances, name));
  return quantities;
}

CarriedForward::CarriedForward(const Study& study, Stretch stretch)
    : study_(study),
      stretch_(std::move(stretch)),
      quantities_(analysed_quantities(study.base.scenario)),
      shape_(common_shape(study, "cell types, substances", [this](const Scenario& scenario) {
        return shape_of(scenario, stretch_, quantities_);
      })) {}

void CarriedForward::begin(Simulation& simulation, std::size_t member,
                           std::size_t condition) const {
  if (stretch_.before.empty()) return;
  simulation.restore(read_state(state_file(stretch_.before, member, condition)));
  const auto column = static_cast<Eigen::Index>(member);
  for (const auto& [substance, fields] : stretch_.fields) {
    const Vector field = fields.col(column);
    simulation.change([&](Tissue& tissue, const Workers&) {
      impose_field(tissue, substance, {field.data(), field.data() + field.size()});
    });
  }
  if (stretch_.targets.empty()) return;
  const Vector target = stretch_.targets[condition].col(column);
  simulation.change([&](Tissue& tissue, const Workers& workers) {
    resynthesise(tissue, quantities_, {target.data(), target.data() + target.size()},
                 stretch_.number, stretch_.from, workers);
  });
}

std::vector<double> CarriedForward::run(const ForwardInput& input) const {
  const auto member = static_cast<std::size_t>(input.seed - stretch_.seed);
  if (member < stretch_.lost.size() && !stretch_.lost[member].empty())
    throw ForwardFailure(stretch_.lost[member]);
  std::vector<double> values;
  values.reserve(shape_.size());
  try {
    ReadScenario read = study_.with(study_.settings(input.condition, input.parameters, input.seed));
    read.scenario.time.end = stretch_.until;
    Simulation simulation(read.scenario, 1);
    begin(simulation, member, input.condition);
    const auto add_row = [&](const std::vector<double>& row) {
      values.insert(values.end(), row.begin() + 1, row.end());
      const std::vector<double> whole = macrostate_of(simulation.tissue(), quantities_);
      values.insert(values.end(), whole.begin(), whole.end());
    };
    SimulationOutput output;
    output.series = add_row;
    output.stop = input.stop;
    simulation.run(output);
    if (!simulation.finished())
      throw ForwardFailure(fmt::format("stopped at {:.6g} min", simulation.minutes()));
    if (values.size() < shape_.size()) add_row(observe_tissue(simulation.tissue(), stretch_.until));
    if (!stretch_.after.empty())
      write_state(state_file(stretch_.after, member, input.condition), simulation.checkpoint());
  } catch (const InputError& error) {
    throw ForwardFailure(error.problems().front().message);
  } catch (const RunError& error) {
    throw ForwardFailure(error.what());
  }
  return values;
}

}  // namespace cytotwin
