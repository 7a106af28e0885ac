#include "agents/fields/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace cytotwin {

namespace {

constexpr std::size_t cells_per_task = 2048;
constexpr std::size_t voxels_per_task = 2048;

void check_types(const Population& cells, const std::vector<CellType>& types,
                 std::size_t substances) {
  for (const CellType& type : types) {
    if (type.exchange.size() == substances) continue;
    throw std::invalid_argument(
        fmt::format("CellExchange: cell type \"{}\" has exchange rates for {} substances, there "
                    "are {}",
                    type.name, type.exchange.size(), substances));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.type[i] < types.size()) continue;
    throw std::invalid_argument(fmt::format("CellExchange: cell {} has type {}, there are {}",
                                            cells.id[i], cells.type[i], types.size()));
  }
}

}  // namespace

CellExchange::CellExchange(const Grid& grid, std::size_t substances,
                           std::vector<VoxelSources> sources)
    : grid_(grid), sources_(std::move(sources)), columns_(substances) {
  if (sources_.empty()) sources_.resize(substances);
  if (sources_.size() != substances) {
    throw std::invalid_argument(fmt::format("CellExchange: {} sets of sources for {} substances",
                                            sources_.size(), substances));
  }
  for (const VoxelSources& of : sources_) check_voxel_sources(of, grid_);
  first_.push_back(0);
}

void CellExchange::rebuild(const Population& cells, const std::vector<CellType>& types,
                           const Workers& workers) {
  check_types(cells, types, columns_.size());
  for (std::size_t s = 0; s < columns_.size(); ++s) {
    clear(columns_[s], voxels_);
    clear(columns_[s], sources_[s].voxel);
  }
  sort_rows(cells, workers);
  for (std::size_t s = 0; s < columns_.size(); ++s) {
    set_rates(columns_[s], types, s);
    set_own_rates(columns_[s], cells, types, s);
    columns_[s].is_used = columns_[s].is_used || !sources_[s].voxel.empty();
    if (!columns_[s].is_used) continue;
    gather(columns_[s], workers);
    if (!sources_[s].voxel.empty()) add_sources(columns_[s], sources_[s]);
  }
}

/// Back to 0 where the last rebuild() wrote: the grid is much larger than the tissue.
void CellExchange::clear(Columns& columns, const std::vector<std::uint32_t>& voxels) {
  for (auto* values : {&columns.supply, &columns.loss, &columns.saturable_loss,
                       &columns.half_maximum, &columns.exposure, &columns.saturable_exposure}) {
    if (values->empty()) continue;
    for (const std::uint32_t voxel : voxels) (*values)[voxel] = 0;
  }
}

void CellExchange::sort_rows(const Population& cells, const Workers& workers) {
  const std::size_t n = cells.size();
  std::vector<std::uint32_t> voxel_of(n);
  workers.for_blocks(n, cells_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      voxel_of[i] = static_cast<std::uint32_t>(grid_.voxel_of(cells.position(i)));
    }
  });
  // Counting sort by voxel keeps the order of rows within a voxel.
  std::vector<std::uint32_t> place(grid_.size());
  for (const std::uint32_t voxel : voxel_of) ++place[voxel];
  voxels_.clear();
  first_.assign(1, 0);
  for (std::size_t voxel = 0; voxel < place.size(); ++voxel) {
    const std::uint32_t count = place[voxel];
    if (count == 0) continue;
    place[voxel] = first_.back();
    voxels_.push_back(static_cast<std::uint32_t>(voxel));
    first_.push_back(first_.back() + count);
  }
  rows_.resize(n);
  volume_.resize(n);
  kind_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t at = place[voxel_of[i]]++;
    rows_[at] = static_cast<std::uint32_t>(i);
    volume_[at] = cells.volume(i).total();
    kind_[at] = 2U * cells.type[i] + (cells.state[i] == CellState::live ? 0U : 1U);
  }
}

void CellExchange::set_rates(Columns& columns, const std::vector<CellType>& types,
                             std::size_t substance) const {
  columns.rates.clear();
  columns.own = false;
  columns.has_uptake = columns.has_saturable = columns.is_used = false;
  for (const CellType& type : types) {
    const CellExchangeRates& given = type.exchange[substance];
    const bool saturable = given.uptake > 0 && given.uptake_half_maximum;
    Rates live{given.secretion * given.secretion_target, given.net_export, given.secretion};
    (saturable ? live.saturable : live.linear) = given.uptake;
    live.half_maximum = given.uptake_half_maximum.value_or(0);
    Rates dead{live.supply, 0, live.secretion};
    dead.supply *= type.death.secretion_factor;
    dead.secretion *= type.death.secretion_factor;
    dead.linear = live.linear * type.death.uptake_factor;
    dead.saturable = live.saturable * type.death.uptake_factor;
    dead.half_maximum = live.half_maximum;
    columns.rates.insert(columns.rates.end(), {live, dead});
    columns.has_uptake = columns.has_uptake || given.uptake > 0;
    columns.has_saturable = columns.has_saturable || saturable;
    columns.is_used =
        columns.is_used || given.uptake > 0 || given.secretion > 0 || given.net_export != 0;
  }
}

void CellExchange::set_own_rates(Columns& columns, const Population& cells,
                                 const std::vector<CellType>& types, std::size_t substance) const {
  using K = ControlKind;
  const auto index = static_cast<std::uint16_t>(substance);
  const auto find = [&](K kind) -> const ControlColumn* {
    for (const ControlColumn& column : cells.controlled) {
      if (column.control == Control{kind, index}) return &column;
    }
    return nullptr;
  };
  const ControlColumn* secretion = find(K::secretion);
  const ControlColumn* target = find(K::secretion_target);
  const ControlColumn* uptake = find(K::uptake);
  const ControlColumn* net_export = find(K::net_export);
  if (!secretion && !target && !uptake && !net_export) return;
  const std::vector<Rates> kinds = std::move(columns.rates);
  columns.rates.clear();
  columns.own = columns.is_used = true;
  columns.has_uptake = columns.has_uptake || uptake != nullptr;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const std::uint32_t row = rows_[r];
    const CellType& type = types[cells.type[row]];
    const CellExchangeRates& given = type.exchange[substance];
    Rates rates = kinds[kind_[r]];
    const bool dead = cells.state[row] != CellState::live;
    const auto sets = [&](const ControlColumn* column) {
      return column != nullptr && (!dead || column->of_dead[cells.type[row]] != 0);
    };
    if (sets(secretion)) rates.secretion = secretion->values[row];
    if (sets(net_export)) rates.net_export = net_export->values[row];
    rates.supply = rates.secretion * (sets(target) ? target->values[row] : given.secretion_target);
    if (sets(uptake)) {
      (given.uptake_half_maximum ? rates.saturable : rates.linear) = uptake->values[row];
      rates.half_maximum = given.uptake_half_maximum.value_or(0);
    }
    columns.has_saturable = columns.has_saturable || rates.saturable > 0;
    columns.rates.push_back(rates);
  }
}

void CellExchange::gather(Columns& columns, const Workers& workers) const {
  const std::size_t size = grid_.size();
  columns.supply.resize(size);
  columns.loss.resize(size);
  columns.exposure.resize(size);
  if (columns.has_saturable) {
    columns.saturable_loss.resize(size);
    columns.half_maximum.resize(size);
    columns.saturable_exposure.resize(size);
  }
  const double inverse = 1 / grid_.voxel_volume();
  workers.for_blocks(voxels_.size(), voxels_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      double supply = 0, loss = 0, saturable = 0, weighted = 0;
      for (std::size_t r = first_[v]; r < first_[v + 1]; ++r) {
        const Rates& rates = rates_of(columns, r);
        supply += rates.supply * volume_[r] + rates.net_export;
        loss += (rates.secretion + rates.linear) * volume_[r];
        saturable += rates.saturable * volume_[r];
        weighted += rates.saturable * volume_[r] * rates.half_maximum;
      }
      columns.supply[voxels_[v]] = supply * inverse;
      columns.loss[voxels_[v]] = loss * inverse;
      if (columns.has_saturable) {
        columns.saturable_loss[voxels_[v]] = saturable * inverse;
        columns.half_maximum[voxels_[v]] = saturable > 0 ? weighted / saturable : 0;
      }
    }
  });
}

void CellExchange::add_sources(Columns& columns, const VoxelSources& sources) const {
  columns.reacting.clear();
  std::set_union(voxels_.begin(), voxels_.end(), sources.voxel.begin(), sources.voxel.end(),
                 std::back_inserter(columns.reacting));
  for (std::size_t n = 0; n < sources.voxel.size(); ++n) {
    columns.supply[sources.voxel[n]] += sources.supply[n];
    columns.loss[sources.voxel[n]] += sources.loss[n];
  }
}

std::span<const std::uint32_t> CellExchange::reacting(std::size_t substance) const {
  return sources_[substance].voxel.empty() ? voxels_ : columns_[substance].reacting;
}

LocalReaction CellExchange::reaction(std::size_t substance) const {
  const Columns& columns = columns_[substance];
  if (!columns.is_used) return {};
  if (!columns.has_saturable) return {columns.supply, columns.loss, {}, {}, reacting(substance)};
  return {columns.supply, columns.loss, columns.saturable_loss, columns.half_maximum,
          reacting(substance)};
}

FieldExposure CellExchange::exposure(std::size_t substance) {
  Columns& columns = columns_[substance];
  if (!columns.has_uptake) return {};
  if (!columns.has_saturable) return {columns.exposure, {}};
  return {columns.exposure, columns.saturable_exposure};
}

std::size_t CellExchange::bytes_of_cells() const {
  std::size_t rates = 0;
  for (const Columns& columns : columns_) rates += columns.own ? columns.rates.capacity() : 0;
  return rows_.capacity() * sizeof(rows_[0]) + volume_.capacity() * sizeof(volume_[0]) +
         kind_.capacity() * sizeof(kind_[0]) + rates * sizeof(Rates);
}

void CellExchange::internalise(Population& cells, const Workers& workers) {
  if (cells.size() != rows_.size()) {
    throw std::invalid_argument(
        fmt::format("CellExchange::internalise: {} cells, the last rebuild had {}", cells.size(),
                    rows_.size()));
  }
  if (cells.internalised.size() < columns_.size()) {
    throw std::invalid_argument(
        fmt::format("CellExchange::internalise: cells have {} internalised columns, there are {} "
                    "substances",
                    cells.internalised.size(), columns_.size()));
  }
  for (std::size_t s = 0; s < columns_.size(); ++s) {
    Columns& columns = columns_[s];
    if (!columns.has_uptake) continue;
    auto& internalised = cells.internalised[s];
    workers.for_blocks(voxels_.size(), voxels_per_task, [&](std::size_t begin, std::size_t end) {
      for (std::size_t v = begin; v < end; ++v) {
        const std::uint32_t voxel = voxels_[v];
        const double linear = columns.exposure[voxel];
        const double saturable = columns.has_saturable ? columns.saturable_exposure[voxel] : 0;
        for (std::size_t r = first_[v]; r < first_[v + 1]; ++r) {
          const Rates& rates = rates_of(columns, r);
          internalised[rows_[r]] +=
              volume_[r] * (rates.linear * linear + rates.saturable * saturable);
        }
        columns.exposure[voxel] = 0;
        if (columns.has_saturable) columns.saturable_exposure[voxel] = 0;
      }
    });
  }
}

}  // namespace cytotwin
