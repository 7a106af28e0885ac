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

SeenBalls corners_of(const PictureBox& box) {
  SeenBalls balls;
  for (const double x : {box.lower.x, box.upper.x}) {
    for (const double y : {box.lower.y, box.upper.y}) {
      for (const double z : {box.lower.z, box.upper.z}) balls.centres.push_back({x, y, z});
    }
  }
  balls.radii.assign(balls.centres.size(), 0);
  return balls;
}

SeenBalls cells_as_seen(const FrameView& frame) {
  if (frame.id.empty()) return corners_of(box_of_cells(frame));
  SeenBalls balls;
  for (std::size_t i = 0; i < frame.id.size(); ++i) {
    balls.centres.push_back({frame.x[i], frame.y[i], frame.z[i]});
  }
  balls.radii.assign(frame.radius.begin(), frame.radius.end());
  return balls;
}

Camera::Camera(const ViewFrame& view, double tilt_degrees, const SeenBalls& balls, double width,
               double height)
    : height_(height) {
  const double tilt = tilt_degrees * M_PI / 180;
  towards_viewer_ = std::cos(tilt) * view.axis - std::sin(tilt) * view.up;
  upwards_ = std::cos(tilt) * view.up + std::sin(tilt) * view.axis;
  const std::array<Vec3, 3> directions = {view.right, upwards_, towards_viewer_};
  std::array<double, 3> extent;
  for (std::size_t d = 0; d < 3; ++d) {
    double low = INFINITY, high = -INFINITY;
    for (std::size_t i = 0; i < balls.centres.size(); ++i) {
      const double place = dot(balls.centres[i], directions[d]);
      low = std::min(low, place - balls.radii[i]);
      high = std::max(high, place + balls.radii[i]);
    }
    extent[d] = high - low;
    centre_ = centre_ + 0.5 * (low + high) * directions[d];
  }
  // All of the picture is drawn, even cells outside a box that was asked for.
  depth_ = std::max({1.0, extent[0], extent[1], extent[2]});
  const double margin = 1.03;
  pixels_per_um_ = std::min(width / std::max(margin * extent[0], 1e-6),
                            height / std::max(margin * extent[1], 1e-6));
}

void Camera::set(vtkRenderer& renderer) const {
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
