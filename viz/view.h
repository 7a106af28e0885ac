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

/// Balls that a picture must hold.
struct SeenBalls {
  std::vector<Vec3> centres;  ///< [um]
  std::vector<double> radii;  ///< [um], one a centre
};
SeenBalls corners_of(const PictureBox& box);
SeenBalls cells_as_seen(const FrameView& frame);

/// A parallel projection of balls onto `width` x `height` pixels, with a small margin, seen from
/// the upper end of the axis, tilted towards lower `up`.
class Camera {
 public:
  Camera(const ViewFrame& view, double tilt_degrees, const SeenBalls& balls, double width,
         double height);
  double pixels_per_um() const { return pixels_per_um_; }
  void set(vtkRenderer& renderer) const;

 private:
  Vec3 centre_, towards_viewer_, upwards_;
  double depth_;   ///< half the extent along the view, and some [um]
  double height_;  ///< of the viewport [pixels]
  double pixels_per_um_;
};

}  // namespace cytotwin
