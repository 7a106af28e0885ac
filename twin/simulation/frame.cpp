#include "twin/simulation/frame.h"

#include <algorithm>

#include "agents/contacts/links.h"

namespace cytotwin {

namespace {

// Names of all phases of all types, each once, in order of appearance; dead cells have none.
std::vector<std::string> phase_names(const std::vector<CellType>& types) {
  std::vector<std::string> names;
  for (const CellType& type : types) {
    for (const CyclePhase& phase : type.cycle.phases) {
      if (std::find(names.begin(), names.end(), phase.name) == names.end()) {
        names.push_back(phase.name);
      }
    }
  }
  names.push_back("dead");
  return names;
}

}  // namespace

std::vector<std::uint8_t> cycling_flags(const Tissue& tissue) {
  const Population& cells = tissue.cells();
  std::vector<std::uint8_t> flags(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.state[i] != CellState::live) continue;
    flags[i] = tissue.model().cell_types[cells.type[i]].cycle.phases[cells.phase[i]].cycling;
  }
  return flags;
}

TissueFrame::TissueFrame(const Tissue& tissue, double minutes) {
  const Population& cells = tissue.cells();
  view_.minutes = minutes;
  view_.id = cells.id;
  view_.x = cells.x;
  view_.y = cells.y;
  view_.z = cells.z;
  view_.radius = cells.radius;
  for (std::size_t i = 0; i < cells.size(); ++i) volume_.push_back(cells.volume(i).total());
  add_labelled_columns(tissue);
  const auto add = [&](std::string name, std::string unit, std::span<const double> values) {
    view_.cells.push_back({std::move(name), std::move(unit), values, {}});
  };
  add("volume", "um^3", volume_);
  add("pressure", "", cells.pressure);
  add("calcified_fraction", "", cells.calcified_fraction);
  add("phase_time", "min", cells.phase_time);
  add_extra_columns(tissue);
  view_.grid = tissue.model().grid;
  const std::size_t n = cells.size();
  concentration_.resize(n * tissue.fields().size());
  for (std::size_t s = 0; s < tissue.fields().size(); ++s) {
    const Substance& substance = tissue.model().substances[s];
    for (std::size_t i = 0; i < n; ++i) {
      concentration_[s * n + i] = tissue.fields()[s][view_.grid.voxel_of(cells.position(i))];
    }
    add(substance.name, substance.unit, std::span(concentration_).subspan(s * n, n));
    add("internalised_" + substance.name, substance.unit + " um^3", cells.internalised[s]);
    view_.fields.push_back({substance.name, substance.unit, tissue.fields()[s]});
  }
}

void TissueFrame::add_extra_columns(const Tissue& tissue) {
  const Population& cells = tissue.cells();
  const auto add = [&](const std::string& name, const std::string& unit,
                       const std::string& column) {
    const std::size_t index = cells.find_extra(column);
    if (index == cells.extra.size()) return;
    view_.cells.push_back({name, unit, std::span<const double>(cells.extra[index].values), {}});
  };
  for (const Variable& variable : tissue.model().variables) {
    add(variable.name, variable.unit, variable_column(variable.name));
  }
  add("damage", "", "damage");
  add("damage_delivered", "", "damage_delivered");
  add("attack_target", "", "attack_target");
  add("attack_time", "min", "attack_time");
  add("speed", "um/min", "speed");
  if (!has_links(cells, tissue.model().cell_types)) return;
  const LinkView links(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    links_.push_back(static_cast<double>(links.count(i)));
  }
  view_.cells.push_back({"links", "", std::span<const double>(links_), {}});
}

void TissueFrame::add_labelled_columns(const Tissue& tissue) {
  const Population& cells = tissue.cells();
  const std::vector<CellType>& types = tissue.model().cell_types;
  const std::vector<std::string> phases = phase_names(types);
  std::vector<std::string> type_names;
  for (const CellType& type : types) type_names.push_back(type.name);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    state_.push_back(static_cast<std::uint8_t>(cells.state[i]));
    const std::string& name = cells.state[i] == CellState::live
                                  ? types[cells.type[i]].cycle.phases[cells.phase[i]].name
                                  : phases.back();
    phase_.push_back(
        static_cast<std::uint8_t>(std::find(phases.begin(), phases.end(), name) - phases.begin()));
  }
  view_.cells.push_back({"type", "", std::span<const std::uint16_t>(cells.type), type_names});
  view_.cells.push_back({"phase", "", std::span<const std::uint8_t>(phase_), phases});
  view_.cells.push_back({"state",
                         "",
                         std::span<const std::uint8_t>(state_),
                         {"live", "apoptotic", "necrotic, swelling", "necrotic, lysed"}});
}

}  // namespace cytotwin
