#include "viz/view.h"

#include <fmt/format.h>
#include <vtkCamera.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {

const char* axis_name(std::size_t number) {
  static constexpr std::array<const char*, 3> names = {"x", "y", "z"};
  return names[number];
}

double component(Vec3 vector, std::size_t number) {
  return number == 0 ? vector.x : number == 1 ? vector.y : vector.z;
}

ViewFrame view_frame(PictureAxis axis) {
  const Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
  switch (axis) {
    case PictureAxis::x:
      return {y, z, x, {1, 2}, 0};
    case PictureAxis::y:
      return {z, x, y, {2, 0}, 1};
    case PictureAxis::z:
      break;
  }
  return {x, y, z, {0, 1}, 2};
}

PictureBox box_of_cells(const FrameView& frame) {
  if (frame.id.empty()) return {frame.grid.origin, frame.grid.upper()};
  PictureBox box{{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}};
  for (std::size_t i = 0; i < frame.id.size(); ++i) {
    const double r = frame.radius[i];
    box.lower = {std::min(box.lower.x, frame.x[i] - r), std::min(box.lower.y, frame.y[i] - r),
                 std::min(box.lower.z, frame.z[i] - r)};
    box.upper = {std::max(box.upper.x, frame.x[i] + r), std::max(box.upper.y, frame.y[i] + r),
                 std::max(box.upper.z, frame.z[i] + r)};
  }
  return box;
}

std::vector<std::size_t> shown_cells(const FrameView& frame, const CellPicture& picture,
                                     double position) {
  if (picture.cut == Cut::slice && !(picture.thickness > 0)) {
    throw std::invalid_argument(
        fmt::format("slice of thickness {} um (must be > 0)", picture.thickness));
  }
  const std::size_t along = view_frame(picture.axis).along;
  const std::span<const double> place = along == 0 ? frame.x : along == 1 ? frame.y : frame.z;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < place.size(); ++i) {
    const double above = place[i] - position;
    if (picture.cut == Cut::half && above > 0) continue;
    if (picture.cut == Cut::slice && std::abs(above) > picture.thickness / 2) continue;
    shown.push_back(i);
  }
  return shown;
}

Projection::Projection(const PictureBox& box, const ViewFrame& view, double tilt_degrees,
                       double width, double height)
    : centre_(0.5 * (box.lower + box.upper)), height_(height) {
  const double tilt = tilt_degrees * M_PI / 180;
  towards_viewer_ = std::cos(tilt) * view.axis - std::sin(tilt) * view.up;
  upwards_ = std::cos(tilt) * view.up + std::sin(tilt) * view.axis;
  const Vec3 size = box.upper - box.lower;
  // The projected half extent of a box is the sum of those of its edges.
  const auto extent = [&size](Vec3 direction) {
    return std::abs(direction.x) * size.x + std::abs(direction.y) * size.y +
           std::abs(direction.z) * size.z;
  };
  const double wide = extent(view.right), high = extent(upwards_);
  depth_ = std::max(1.0, 0.5 * norm(size));
  pixels_per_um_ = std::min(width / std::max(wide, 1e-6), height / std::max(high, 1e-6));
}

void Projection::set_camera(vtkRenderer& renderer) const {
  vtkCamera& camera = *renderer.GetActiveCamera();
  const Vec3 eye = centre_ + 4 * depth_ * towards_viewer_;
  camera.SetFocalPoint(centre_.x, centre_.y, centre_.z);
  camera.SetPosition(eye.x, eye.y, eye.z);
  camera.SetViewUp(upwards_.x, upwards_.y, upwards_.z);
  camera.ParallelProjectionOn();
  camera.SetParallelScale(0.5 * height_ / pixels_per_um_);
  camera.SetClippingRange(depth_, 7 * depth_);
}

}  // namespace cytotwin
