#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/control.h"
#include "agents/cells/population.h"

namespace cytotwin {

/// What cells do by one control: the column where a behaviour sets it, else their type's constant.
/// So do dead cells, unless behaviours ask the dead of their type (ControlColumn::of_dead). Valid
/// while the population's columns stay where they are.
class Controlled {
 public:
  Controlled(const Population& cells, std::span<const CellType> types, Control control)
      : type_(cells.type.data()), state_(cells.state.data()) {
    for (const ControlColumn& column : cells.controlled) {
      if (column.control != control) continue;
      column_ = column.values.data();
      of_dead_ = column.of_dead.data();
    }
    for (const CellType& type : types) base_.push_back(base_value(type, control));
  }

  double operator()(std::size_t row) const {
    if (column_ == nullptr) return base_[type_[row]];
    const bool live = state_[row] == CellState::live;
    const bool own = live || (of_dead_ != nullptr && of_dead_[type_[row]] != 0);
    return own ? column_[row] : base_[type_[row]];
  }
  bool varies() const { return column_ != nullptr; }  ///< differs from cell to cell of a type
  double base(std::size_t type) const { return base_[type]; }

 private:
  const double* column_ = nullptr;
  const std::uint8_t* of_dead_ = nullptr;
  const std::uint16_t* type_;
  const CellState* state_;
  std::vector<double> base_;
};

/// Whether some behaviour sets controls of a kind.
bool is_controlled(const Population& cells, ControlKind kind);

}  // namespace cytotwin
