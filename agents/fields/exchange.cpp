#include "agents/fields/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

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

/// What a cell type does to a substance, alive or not.
struct Rates {
  double secretion, target, uptake, half_maximum, net_export;
};

Rates rates_of(const CellType& type, std::size_t substance, CellState state) {
  const CellExchangeRates& rates = type.exchange[substance];
  const double half_maximum = rates.uptake_half_maximum.value_or(0);
  if (state == CellState::live) {
    return {rates.secretion, rates.secretion_target, rates.uptake, half_maximum, rates.net_export};
  }
  return {0, 0, rates.uptake * type.death.uptake_factor, half_maximum, 0};
}

}  // namespace

CellExchange::CellExchange(const Grid& grid, std::size_t substances)
    : grid_(grid), columns_(substances) {
  first_.push_back(0);
}

void CellExchange::rebuild(const Population& cells, const std::vector<CellType>& types,
                           const Workers& workers) {
  check_types(cells, types, columns_.size());
  for (Columns& columns : columns_) clear(columns);
  sort_rows(cells, workers);
  volume_.resize(cells.size());
  workers.for_blocks(cells.size(), cells_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) volume_[i] = cells.volume(i).total();
  });
  type_ = cells.type;
  for (std::size_t s = 0; s < columns_.size(); ++s) gather(cells, types, s, workers);
}

/// Back to 0 where the last rebuild() wrote: the grid is much larger than the tissue.
void CellExchange::clear(Columns& columns) const {
  for (auto* values : {&columns.supply, &columns.loss, &columns.saturable_loss,
                       &columns.half_maximum, &columns.exposure, &columns.saturable_exposure}) {
    if (values->empty()) continue;
    for (const std::uint32_t voxel : voxels_) (*values)[voxel] = 0;
  }
}

void CellExchange::sort_rows(const Population& cells, const Workers& workers) {
  const std::size_t n = cells.size();
  voxel_of_.resize(n);
  rows_.resize(n);
  workers.for_blocks(n, cells_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      voxel_of_[i] = static_cast<std::uint32_t>(grid_.voxel_of(cells.position(i)));
    }
  });
  // Counting sort by voxel keeps the order of rows within a voxel.
  std::vector<std::uint32_t> place(grid_.size() + 1);
  for (const std::uint32_t voxel : voxel_of_) ++place[voxel + 1];
  voxels_.clear();
  first_.assign(1, 0);
  for (std::size_t voxel = 0; voxel < grid_.size(); ++voxel) {
    const std::uint32_t count = place[voxel + 1];
    if (count > 0) {
      voxels_.push_back(static_cast<std::uint32_t>(voxel));
      first_.push_back(first_.back() + count);
    }
    place[voxel + 1] += place[voxel];
  }
  for (std::size_t i = 0; i < n; ++i) {
    rows_[place[voxel_of_[i]]++] = static_cast<std::uint32_t>(i);
  }
}

void CellExchange::gather(const Population& cells, const std::vector<CellType>& types,
                          std::size_t substance, const Workers& workers) {
  Columns& columns = columns_[substance];
  columns.saturable_type.clear();
  columns.has_uptake = columns.has_saturable = columns.is_used = false;
  for (const CellType& type : types) {
    const CellExchangeRates& rates = type.exchange[substance];
    columns.saturable_type.push_back(rates.uptake_half_maximum.has_value());
    columns.has_uptake = columns.has_uptake || rates.uptake > 0;
    columns.has_saturable =
        columns.has_saturable || (rates.uptake > 0 && rates.uptake_half_maximum);
    columns.is_used =
        columns.is_used || rates.uptake > 0 || rates.secretion > 0 || rates.net_export != 0;
  }
  if (!columns.is_used) return;
  const std::size_t size = grid_.size();
  columns.supply.resize(size);
  columns.loss.resize(size);
  columns.exposure.resize(size);
  if (columns.has_saturable) {
    columns.saturable_loss.resize(size);
    columns.half_maximum.resize(size);
    columns.saturable_exposure.resize(size);
  }
  columns.uptake.resize(cells.size());
  const double inverse = 1 / grid_.voxel_volume();
  workers.for_blocks(voxels_.size(), voxels_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      double supply = 0, loss = 0, saturable = 0, weighted = 0;
      for (std::size_t r = first_[v]; r < first_[v + 1]; ++r) {
        const std::size_t i = rows_[r];
        const Rates rates = rates_of(types[cells.type[i]], substance, cells.state[i]);
        const double volume = volume_[i], uptake = rates.uptake * volume;
        columns.uptake[i] = uptake;
        supply += rates.secretion * volume * rates.target + rates.net_export;
        loss += rates.secretion * volume;
        if (columns.saturable_type[cells.type[i]]) {
          saturable += uptake;
          weighted += uptake * rates.half_maximum;
        } else {
          loss += uptake;
        }
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

LocalReaction CellExchange::reaction(std::size_t substance) const {
  const Columns& columns = columns_[substance];
  if (!columns.is_used) return {};
  if (!columns.has_saturable) return {columns.supply, columns.loss, {}, {}};
  return {columns.supply, columns.loss, columns.saturable_loss, columns.half_maximum};
}

FieldExposure CellExchange::exposure(std::size_t substance) {
  Columns& columns = columns_[substance];
  if (!columns.has_uptake) return {};
  if (!columns.has_saturable) return {columns.exposure, {}};
  return {columns.exposure, columns.saturable_exposure};
}

void CellExchange::internalise(Population& cells, const Workers& workers) {
  if (cells.size() != voxel_of_.size()) {
    throw std::invalid_argument(
        fmt::format("CellExchange::internalise: {} cells, the last rebuild had {}", cells.size(),
                    voxel_of_.size()));
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
          const std::size_t i = rows_[r];
          internalised[i] +=
              columns.uptake[i] * (columns.saturable_type[type_[i]] ? saturable : linear);
        }
        columns.exposure[voxel] = 0;
        if (columns.has_saturable) columns.saturable_exposure[voxel] = 0;
      }
    });
  }
}

}  // namespace cytotwin
