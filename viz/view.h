#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/frame.h"
#include "viz/viz.h"

class vtkRenderer;

namespace cytotwin {

/// The axes of a view along `axis`, which points at the viewer: right x up = axis.
struct ViewFrame {
  Vec3 right, up, axis;
  std::array<std::size_t, 2> across;  ///< number (0 x, 1 y, 2 z) of right and of up
  std::size_t along;                  ///< number of the axis
};
ViewFrame view_frame(PictureAxis axis);

/// "x", "y" or "z".
const char* axis_name(std::size_t number);
double component(Vec3 vector, std::size_t number);

/// Around all cells with their radii; the grid's box if there are none.
PictureBox box_of_cells(const FrameView& frame);

/// Which cells a cut leaves, in ascending order.
/// @throws std::invalid_argument if a slice has no thickness
std::vector<std::size_t> shown_cells(const FrameView& frame, const CellPicture& picture,
                                     double position);

/// A parallel projection of a box onto `width` x `height` pixels, seen from the upper end of the
/// axis, tilted towards lower `up`. It depends on the arguments only, not on what is drawn.
class Projection {
 public:
  Projection(const PictureBox& box, const ViewFrame& view, double tilt_degrees, double width,
             double height);
  double pixels_per_um() const { return pixels_per_um_; }
  void set_camera(vtkRenderer& renderer) const;

 private:
  Vec3 centre_, towards_viewer_, upwards_;
  double depth_;   ///< half the box's diagonal [um]
  double height_;  ///< of the viewport [pixels]
  double pixels_per_um_;
};

}  // namespace cytotwin
