#pragma once

#include "viz/image.h"
#include "viz/viz.h"

namespace cytotwin {

class OffscreenWindow;

// The pictures of Viz before they become files; contents and errors as there.
Image draw_cells(OffscreenWindow& window, const FrameView& frame, const CellPicture& picture);
Image draw_field(OffscreenWindow& window, const FrameView& frame, const FieldPicture& picture);
Image draw_vessels(OffscreenWindow& window, const FrameView& frame, const VesselPicture& picture);
Image draw_chart(OffscreenWindow& window, const Chart& chart);

}  // namespace cytotwin
