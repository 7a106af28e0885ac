#pragma once

#include <functional>

#include "viz/canvas.h"
#include "viz/image.h"
#include "viz/viz.h"

class vtkRenderer;

namespace cytotwin {

class OffscreenWindow;

/// Draws a white picture: first the solid scene, if any, in its viewport, then what paint() draws
/// over it.
/// @throws std::invalid_argument if the size is out of range, std::runtime_error if VTK reports
///         an error
Image render_picture(OffscreenWindow& offscreen, PictureSize size, vtkRenderer* scene,
                     const std::function<void(Canvas&)>& paint);

}  // namespace cytotwin
