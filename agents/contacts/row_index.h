#pragma once

#include <cstdint>
#include <vector>

#include "agents/cells/population.h"

namespace cytotwin {

/// Rows of cells by their ids. To be rebuilt whenever rows came, went or changed place.
class RowIndex {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  void rebuild(const Population& cells);
  /// The row of an id; none if there is no such cell (any more).
  std::uint32_t row_of(std::uint64_t id) const { return id < rows_.size() ? rows_[id] : none; }

 private:
  std::vector<std::uint32_t> rows_;  // by id
};

}  // namespace cytotwin
