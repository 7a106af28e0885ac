#include "twin/commands/carry_rows.h"

#include <algorithm>

#include "twin/ensemble/series_bands.h"

namespace cytotwin {

namespace {

CarryRow row_of(const char* kind, const Members& before, const Members& after, Eigen::Index row) {
  CarryRow out;
  out.kind = kind;
  out.before = interval_of(before.row(row));
  out.after = interval_of(after.row(row));
  return out;
}

}  // namespace

MemberInterval interval_of(const Vector& values) {
  std::vector<double> sorted(values.data(), values.data() + values.size());
  std::sort(sorted.begin(), sorted.end());
  return {sorted_quantile(sorted, 0.05), sorted_quantile(sorted, 0.5),
          sorted_quantile(sorted, 0.95)};
}

std::vector<CarryRow> rows_of(const Study& study, const Carried& carried,
                              const CarriedCycle& cycle) {
  std::vector<CarryRow> rows;
  const Members before = carried.prior.constrained(cycle.forecast.parameters);
  const Members after = carried.prior.constrained(cycle.analysis.parameters);
  for (Eigen::Index p = 0; p < before.rows(); ++p) {
    rows.push_back(row_of("parameter", before, after, p));
    const PriorSection& prior = study.base.scenario.priors[static_cast<std::size_t>(p)];
    rows.back().name = prior.name;
    rows.back().unit = prior.unit;
  }
  const Scenario& scenario = study.base.scenario;
  const MacroQuantities quantities = analysed_quantities(scenario);
  Eigen::Index next = 0;
  const auto add = [&](const std::string& name, const std::string& unit,
                       const std::string& condition) {
    rows.push_back(row_of("quantity", cycle.forecast.quantities, cycle.analysis.quantities, next));
    ++next;
    rows.back().name = name;
    rows.back().unit = unit;
    rows.back().condition = condition;
  };
  for (const Condition& condition : study.conditions) {
    for (const std::size_t type : quantities.cells)
      add(scenario.cell_types[type].name, "", condition.name);
  }
  for (const Condition& condition : study.conditions) {
    for (const std::size_t s : quantities.substances)
      add(scenario.substances[s].name, scenario.substances[s].unit, condition.name);
  }
  return rows;
}

}  // namespace cytotwin
