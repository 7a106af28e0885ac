#include "twin/simulation/retina/retina_series.h"

namespace cytotwin {

namespace {

struct Column {
  const char* name;
  const char* unit;
  double RetinaMeasures::*value;
};

constexpr Column columns[] = {
    {"non_perfused", "", &RetinaMeasures::non_perfused},
    {"closed", "", &RetinaMeasures::closed},
    {"largest_closed_share", "", &RetinaMeasures::largest_share},
    {"non_perfused_area", "mm^2", &RetinaMeasures::non_perfused_area},
    {"foveal_avascular_area", "mm^2", &RetinaMeasures::foveal_avascular},
    {"vessel_density", "", &RetinaMeasures::vessel_density},
    {"flow", "", &RetinaMeasures::flow},
    {"oxygen", "mmHg", &RetinaMeasures::oxygen},
    {"hypoxic", "", &RetinaMeasures::hypoxic},
    {"vegf", "", &RetinaMeasures::vegf},
    {"vegf_secretion", "", &RetinaMeasures::secretion},
    {"microaneurysms", "", &RetinaMeasures::microaneurysms},
    {"pericytes", "", &RetinaMeasures::pericytes},
    {"new_vessels", "", &RetinaMeasures::new_vessels},
    {"haemorrhages", "", &RetinaMeasures::haemorrhages},
    {"photoreceptors", "", &RetinaMeasures::photoreceptors},
    {"burned", "", &RetinaMeasures::burned},
    {"severity", "", &RetinaMeasures::severity},
};

}  // namespace

SeriesTable empty_retina_series(const std::vector<std::pair<std::string, std::string>>& eye) {
  SeriesTable table;
  table.names = {"minutes"};
  table.units = {"min"};
  for (const Column& column : columns) {
    table.names.push_back(column.name);
    table.units.push_back(column.unit);
  }
  table.names.push_back("hba1c");
  table.units.push_back("%");
  for (const auto& [name, unit] : eye) {
    table.names.push_back(name);
    table.units.push_back(unit);
  }
  table.columns.resize(table.names.size());
  return table;
}

std::vector<double> retina_row(const RetinaMeasures& measures, double minutes, double a1c) {
  std::vector<double> row = {minutes};
  for (const Column& column : columns) row.push_back(measures.*column.value);
  row.push_back(a1c);
  return row;
}

}  // namespace cytotwin
