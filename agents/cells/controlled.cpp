#include "agents/cells/controlled.h"

#include <algorithm>

namespace cytotwin {

bool is_controlled(const Population& cells, ControlKind kind) {
  return std::any_of(cells.controlled.begin(), cells.controlled.end(),
                     [&](const ControlColumn& column) { return column.control.kind == kind; });
}

}  // namespace cytotwin
