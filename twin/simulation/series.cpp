#include "twin/simulation/series.h"

#include "twin/simulation/frame.h"
#include "twin/simulation/observe.h"

namespace cytotwin {

namespace {

struct Writer {
  SeriesTable* table;        // names and units are added here, or
  std::vector<double>* row;  // values here
  void put(const std::string& name, const std::string& unit, double value) {
    if (table != nullptr) {
      table->names.push_back(name);
      table->units.push_back(unit);
      table->columns.emplace_back();
    }
    if (row != nullptr) row->push_back(value);
  }
};

void put_cells(const Tissue& tissue, Writer& writer) {
  const Population& cells = tissue.cells();
  const std::vector<std::uint8_t> cycling = cycling_flags(tissue);
  const SpheroidCells spheroid = {cells.x, cells.y, cells.z, cells.radius, cells.state, cycling};
  const CellCounts counts = count_cells(spheroid);
  writer.put("cells", "", static_cast<double>(counts.total()));
  writer.put("live", "", static_cast<double>(counts.live));
  writer.put("apoptotic", "", static_cast<double>(counts.apoptotic));
  writer.put("necrotic", "", static_cast<double>(counts.necrotic));
  writer.put("cycling_fraction", "", counts.cycling_fraction());
  const SpheroidStructure structure = structure_of(spheroid);
  writer.put("radius", "um", structure.outer);
  writer.put("inhibited_fraction", "", structure.inhibited_fraction());
  writer.put("necrotic_fraction", "", structure.necrotic_fraction());
  writer.put("extent", "um", largest_extent(spheroid, centroid(spheroid)));
  writer.put("radius_95", "um", distance_quantile(spheroid, centroid(spheroid), 0.95));
}

void put_types(const Tissue& tissue, Writer& writer) {
  const std::vector<CellType>& types = tissue.model().cell_types;
  if (types.size() < 2) return;
  std::vector<double> live(types.size());
  for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
    if (tissue.cells().state[i] == CellState::live) ++live[tissue.cells().type[i]];
  }
  for (std::size_t t = 0; t < types.size(); ++t) writer.put("live_" + types[t].name, "", live[t]);
}

void put_fields(const Tissue& tissue, Writer& writer) {
  for (std::size_t s = 0; s < tissue.fields().size(); ++s) {
    const Substance& substance = tissue.model().substances[s];
    const FieldSummary summary = summarise(tissue.fields()[s]);
    writer.put(substance.name + "_smallest", substance.unit, summary.smallest);
    writer.put(substance.name + "_mean", substance.unit, summary.mean);
  }
}

void put_events(const Tissue& tissue, Writer& writer) {
  const CellEvents& events = tissue.events();
  writer.put("births", "", static_cast<double>(events.births));
  writer.put("apoptoses", "", static_cast<double>(events.apoptoses));
  writer.put("necroses", "", static_cast<double>(events.necroses));
  writer.put("removals", "", static_cast<double>(events.removals));
}

void put_all(const Tissue& tissue, double minutes, Writer writer) {
  writer.put("minutes", "min", minutes);
  put_cells(tissue, writer);
  put_types(tissue, writer);
  put_fields(tissue, writer);
  put_events(tissue, writer);
}

}  // namespace

SeriesTable empty_series(const Tissue& tissue) {
  SeriesTable table;
  put_all(tissue, 0, {&table, nullptr});
  return table;
}

std::vector<double> observe_tissue(const Tissue& tissue, double minutes) {
  std::vector<double> row;
  put_all(tissue, minutes, {nullptr, &row});
  return row;
}

}  // namespace cytotwin
