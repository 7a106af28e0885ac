#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/frame.h"
#include "core/grid.h"

namespace cytotwin {

/// A frame that owns its values, as read from a store; see core/frame.h for the meaning of all.
struct OwnedFrame {
  struct Column {
    std::string name, unit;
    std::variant<std::vector<double>, std::vector<std::uint64_t>, std::vector<std::uint16_t>,
                 std::vector<std::uint8_t>>
        values;
    std::vector<std::string> labels;
  };
  struct Field {
    std::string name, unit;
    std::vector<double> values;  ///< shape (nz, ny, nx), x fastest
  };

  double minutes = 0;  ///< [min]
  std::vector<std::uint64_t> id;
  std::vector<double> x, y, z, radius;  ///< [um]
  std::vector<Column> cells;
  Grid grid;
  std::vector<Field> fields;

  /// Views of these values; they live as long as this frame is neither changed nor destroyed.
  FrameView view() const;
};

}  // namespace cytotwin
