#include "twin/simulation/series.h"

#include <optional>
#include <utility>

#include "agents/cells/transformation.h"
#include "agents/contacts/contact_columns.h"
#include "agents/contacts/links.h"
#include "agents/contacts/merging.h"
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

/// What is followed of each type where there are several.
struct TypeSums {
  std::vector<double> cells, live, volume, dead_volume;  // [1], [1], [um^3], [um^3], one a type
};

TypeSums sums_of_types(const Population& cells, std::size_t types) {
  const std::vector<double> none(types);
  TypeSums sums{none, none, none, none};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t type = cells.type[i];
    const bool live = cells.state[i] == CellState::live;
    const double volume = cells.volume(i).total();
    sums.cells[type] += 1;
    sums.live[type] += live ? 1 : 0;
    sums.volume[type] += volume;
    sums.dead_volume[type] += live ? 0 : volume;
  }
  return sums;
}

void put_types(const Tissue& tissue, Writer& writer) {
  const std::vector<CellType>& types = tissue.model().cell_types;
  if (types.size() < 2) return;
  const TypeSums sums = sums_of_types(tissue.cells(), types.size());
  for (std::size_t t = 0; t < types.size(); ++t) {
    const double dead = sums.volume[t] > 0 ? sums.dead_volume[t] / sums.volume[t] : 0;
    writer.put("cells_" + types[t].name, "", sums.cells[t]);
    writer.put("live_" + types[t].name, "", sums.live[t]);
    writer.put("volume_" + types[t].name, "um^3", sums.volume[t]);
    writer.put("dead_volume_share_" + types[t].name, "", dead);
  }
}

// Whether a network shows the variable, in any type or in this one.
bool is_shown(const TissueModel& model, std::size_t variable, std::optional<std::size_t> type) {
  for (const CellNetwork& network : model.networks) {
    if (type && network.of_type[*type] == 0) continue;
    for (const CellNetwork::Output& output : network.outputs) {
      if (output.variable == variable) return true;
    }
  }
  return false;
}

// The band that a network's quantity has over the live cells of a type.
void put_band(const Population& cells, std::size_t type, const Variable& variable,
              const std::vector<double>& values, const std::string& of, Writer& writer) {
  std::vector<double> live;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.type[i] == type && cells.state[i] == CellState::live) live.push_back(values[i]);
  }
  for (const auto& [name, share] : {std::pair{"_05", 0.05}, {"_50", 0.5}, {"_95", 0.95}}) {
    writer.put(variable.name + name + of, variable.unit, quantile(live, share));
  }
}

void put_variables(const Tissue& tissue, Writer& writer) {
  const Population& cells = tissue.cells();
  const TissueModel& model = tissue.model();
  for (std::size_t v = 0; v < model.variables.size(); ++v) {
    const Variable& variable = model.variables[v];
    const bool shown = is_shown(model, v, {});
    const std::vector<double>& values =
        cells.extra[cells.find_extra(variable_column(variable.name))].values;
    std::vector<double> sums(tissue.model().cell_types.size()), counts(sums.size());
    std::vector<double> of_all(sums.size());  // the dead with what is left of theirs
    for (std::size_t i = 0; i < cells.size(); ++i) {
      of_all[cells.type[i]] += values[i];
      if (cells.state[i] != CellState::live) continue;
      sums[cells.type[i]] += values[i];
      ++counts[cells.type[i]];
    }
    for (std::size_t t = 0; t < sums.size(); ++t) {
      const bool carried = shown && is_shown(model, v, t);
      if (!carried && (shown || model.cell_types[t].variables.empty())) continue;
      const std::string of = "_" + model.cell_types[t].name;
      writer.put(variable.name + of, variable.unit, counts[t] > 0 ? sums[t] / counts[t] : 0);
      writer.put(variable.name + "_sum" + of, variable.unit, of_all[t]);
      if (carried) put_band(cells, t, variable, values, of, writer);
    }
  }
}

void put_speeds(const Tissue& tissue, Writer& writer) {
  const Population& cells = tissue.cells();
  const std::size_t column = cells.find_extra("speed");
  if (column == cells.extra.size()) return;
  for (std::size_t t = 0; t < tissue.model().cell_types.size(); ++t) {
    const CellType& type = tissue.model().cell_types[t];
    if (!type.motility) continue;
    std::vector<double> speeds;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells.type[i] == t && cells.state[i] == CellState::live) {
        speeds.push_back(cells.extra[column].values[i]);
      }
    }
    writer.put("speed_median_" + type.name, "um/min", quantile(speeds, 0.5));
    writer.put("speed_95_" + type.name, "um/min", quantile(speeds, 0.95));
  }
}

void put_fields(const Tissue& tissue, Writer& writer) {
  for (std::size_t s = 0; s < tissue.fields().size(); ++s) {
    const Substance& substance = tissue.model().substances[s];
    const FieldSummary summary = summarise(tissue.fields()[s]);
    writer.put(substance.name + "_smallest", substance.unit, summary.smallest);
    writer.put(substance.name + "_mean", substance.unit, summary.mean);
  }
}

// Each where the model has the process.
void put_contact_events(const Tissue& tissue, Writer& writer) {
  const CellEvents& events = tissue.events();
  const Population& cells = tissue.cells();
  const std::vector<CellType>& types = tissue.model().cell_types;
  const auto put = [&](const char* name, std::uint64_t number) {
    writer.put(name, "", static_cast<double>(number));
  };
  if (has_damage(cells, types)) {
    put("kills", events.kills);
    put("hits", events.hits);
  }
  if (has_links(cells, types)) {
    put("links", count_links(cells));
    put("attachments", events.attachments);
    put("detachments", events.detachments);
  }
  if (has_phagocytosis(cells, types)) put("phagocytoses", events.phagocytoses);
  if (has_fusion(cells, types)) put("fusions", events.fusions);
  if (has_transformations(cells, types)) put("transformations", events.transformations);
  if (has_asymmetric_divisions(cells, types)) {
    put("asymmetric_divisions", events.asymmetric_divisions);
  }
}

void put_events(const Tissue& tissue, Writer& writer) {
  const CellEvents& events = tissue.events();
  writer.put("births", "", static_cast<double>(events.births));
  writer.put("apoptoses", "", static_cast<double>(events.apoptoses));
  writer.put("necroses", "", static_cast<double>(events.necroses));
  writer.put("removals", "", static_cast<double>(events.removals));
  put_contact_events(tissue, writer);
}

void put_all(const Tissue& tissue, double minutes, Writer writer) {
  writer.put("minutes", "min", minutes);
  put_cells(tissue, writer);
  put_types(tissue, writer);
  put_variables(tissue, writer);
  put_speeds(tissue, writer);
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
