#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/contacts/row_index.h"
#include "core/random.h"

namespace cytotwin {

/// Rows in the order of their cells' ids.
inline std::vector<std::uint32_t> ordered_by_id(const Population& cells,
                                                std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> ordered(rows.begin(), rows.end());
  std::sort(ordered.begin(), ordered.end(),
            [&](std::uint32_t a, std::uint32_t b) { return cells.id[a] < cells.id[b]; });
  return ordered;
}

/// The first of the exponential events that compete at a cell's neighbours.
struct FirstEvent {
  std::uint32_t neighbour = RowIndex::none;  ///< none: nothing happens within the step
  double time = 0;                           ///< within the step [min]
};

/// Draws the time at the sum of all rates and then with whom, neighbours in the order of ids, so
/// that nothing depends on rows. Draws nothing where all rates are 0.
/// @param rate  rate(row of a neighbour) [1/min], >= 0
template <class Rate>
FirstEvent first_event(const Population& cells, std::span<const std::uint32_t> near, double step,
                       RandomStream& random, const Rate& rate) {
  double total = 0;
  for (const std::uint32_t j : near) total += rate(j);
  if (total == 0) return {};
  FirstEvent event{RowIndex::none, random.exponential() / total};
  if (event.time > step) return {};
  double left = random.uniform() * total;
  for (const std::uint32_t j : ordered_by_id(cells, near)) {
    const double of_this = rate(j);
    if (of_this == 0) continue;
    event.neighbour = j;
    left -= of_this;
    if (left <= 0) break;
  }
  return event;
}

}  // namespace cytotwin
