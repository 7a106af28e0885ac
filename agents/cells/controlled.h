#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/control.h"
#include "agents/cells/population.h"

namespace cytotwin {

/// What cells do by one control: the column where a behaviour sets it, else their type's constant.
/// Valid while the population's columns stay where they are.
class Controlled {
 public:
  Controlled(const Population& cells, std::span<const CellType> types, Control control)
      : type_(cells.type.data()) {
    for (const ControlColumn& column : cells.controlled) {
      if (column.control == control) column_ = column.values.data();
    }
    for (const CellType& type : types) base_.push_back(base_value(type, control));
  }

  double operator()(std::size_t row) const {
    return column_ != nullptr ? column_[row] : base_[type_[row]];
  }
  bool varies() const { return column_ != nullptr; }  ///< differs from cell to cell of a type
  double base(std::size_t type) const { return base_[type]; }

 private:
  const double* column_ = nullptr;
  const std::uint16_t* type_;
  std::vector<double> base_;
};

}  // namespace cytotwin
