#include "twin/store/owned_frame.h"

#include <span>

namespace cytotwin {

FrameView OwnedFrame::view() const {
  FrameView view;
  view.minutes = minutes;
  view.id = id;
  view.x = x;
  view.y = y;
  view.z = z;
  view.radius = radius;
  for (const Column& column : cells) {
    CellColumn seen{column.name, column.unit, {}, column.labels};
    std::visit([&](const auto& values) { seen.values = std::span(values); }, column.values);
    view.cells.push_back(std::move(seen));
  }
  view.grid = grid;
  for (const Field& field : fields) view.fields.push_back({field.name, field.unit, field.values});
  return view;
}

}  // namespace cytotwin
