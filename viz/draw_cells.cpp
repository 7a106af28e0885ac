#include <fmt/format.h>
#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkLight.h>
#include <vtkNew.h>
#include <vtkOpenGLSphereMapper.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>

#include "viz/draw.h"
#include "viz/frame_check.h"
#include "viz/legend.h"
#include "viz/render.h"
#include "viz/text.h"
#include "viz/variables.h"
#include "viz/view.h"

namespace cytotwin {
namespace {

vtkSmartPointer<vtkPolyData> coloured_points(const FrameView& frame,
                                             const std::vector<std::size_t>& shown,
                                             const CellVariable& variable, PictureRange range) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkFloatArray> radius;
  radius->SetName("radius");
  vtkNew<vtkUnsignedCharArray> colour;
  colour->SetName("colour");
  colour->SetNumberOfComponents(3);
  vtkNew<vtkCellArray> vertices;  // without them the mapper draws nothing and says nothing
  for (const std::size_t i : shown) {
    const vtkIdType point = points->InsertNextPoint(frame.x[i], frame.y[i], frame.z[i]);
    radius->InsertNextValue(static_cast<float>(frame.radius[i]));
    const Rgb rgb = colour_of(variable, variable.values[i], range);
    colour->InsertNextTuple3(rgb.r, rgb.g, rgb.b);
    vertices->InsertNextCell(1, &point);
  }
  const auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetVerts(vertices);
  data->GetPointData()->AddArray(radius);
  data->GetPointData()->AddArray(colour);
  return data;
}

vtkSmartPointer<vtkActor> spheres(vtkPolyData& cells) {
  vtkNew<vtkOpenGLSphereMapper> mapper;
  mapper->SetInputData(&cells);
  mapper->SetScaleArray("radius");
  mapper->SetScalarModeToUsePointFieldData();
  mapper->SelectColorArray("colour");
  const auto actor = vtkSmartPointer<vtkActor>::New();
  actor->SetMapper(mapper);
  // Together 1 and no highlight: towards the light a cell has the very colour of the legend.
  actor->GetProperty()->SetAmbient(0.42);
  actor->GetProperty()->SetDiffuse(0.58);
  return actor;
}

void add_lights(vtkRenderer& renderer) {
  renderer.AutomaticLightCreationOff();
  vtkNew<vtkLight> light;
  light->SetLightTypeToCameraLight();
  light->SetPosition(-0.3, 0.4, 1);
  light->SetFocalPoint(0, 0, 0);
  renderer.AddLight(light);
}

std::string facts_of(const FrameView& frame, const CellPicture& picture, std::size_t shown,
                     double position) {
  std::string facts = time_label(frame.minutes) + "   ·   ";
  const std::size_t all = frame.id.size();
  if (shown < all) facts += grouped(shown) + " of ";
  facts += grouped(all) + (all == 1 ? " cell" : " cells");
  const char* axis = axis_name(view_frame(picture.axis).along);
  const std::string place = place_text(position);
  if (picture.cut == Cut::half) facts += fmt::format("   ·   {} ≤ {} µm", axis, place);
  if (picture.cut == Cut::slice) {
    facts += fmt::format("   ·   {} = {} ± {:g} µm", axis, place, picture.thickness / 2);
  }
  return facts;
}

std::string directions_of(const ViewFrame& view) {
  return fmt::format("→ {}   ↑ {}", axis_name(view.across[0]), axis_name(view.across[1]));
}

std::vector<LegendEntry> legend_of(const CellVariable& variable, bool others) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < std::min(variable.labels.size(), palette_size); ++i) {
    entries.push_back({pretty_variable(variable.labels[i], ""), palette(i)});
  }
  if (others) entries.push_back({"other", missing});
  return entries;
}

double legend_width(const CellVariable& variable, const std::string& heading) {
  double width = std::max(120.0, text_width(heading, {19, true}));
  for (const LegendEntry& entry : legend_of(variable, false)) {
    width = std::max(width, 32 + text_width(entry.label, {18}));
  }
  return std::min(width, 320.0) + 30;
}

/// Straight at a slice or at flat tissue; from the side otherwise, so that depth shows.
double tilt_of(const CellPicture& picture, const PictureBox& box, const ViewFrame& view) {
  const Vec3 size = box.upper - box.lower;
  const double across = std::max(component(size, view.across[0]), component(size, view.across[1]));
  const bool flat = component(size, view.along) < 0.2 * across;
  return flat || picture.cut == Cut::slice ? 0 : 28;
}

}  // namespace

Image draw_cells(OffscreenWindow& window, const FrameView& frame, const CellPicture& picture) {
  check_cells(frame);
  const CellVariable variable = find_cell_variable(frame, picture.colour_by);
  const PictureBox box = picture.box.value_or(box_of_cells(frame));
  const ViewFrame view = view_frame(picture.axis);
  const double position =
      picture.position.value_or(component(0.5 * (box.lower + box.upper), view.along));
  const std::vector<std::size_t> shown = shown_cells(frame, picture, position);
  const PictureRange range = colour_range(picture.range, variable.values);
  const auto data = coloured_points(frame, shown, variable, range);

  const bool category = !variable.labels.empty();
  const std::string heading = pretty_variable(variable.name, category ? "" : variable.unit);
  const double margin = 30, bottom = 70, width = picture.size.width, height = picture.size.height;
  const double column = legend_width(variable, heading);
  const Area scene_area{margin, bottom, width - column - 2 * margin,
                        height - header_height - bottom - 10};
  vtkNew<vtkRenderer> scene;
  scene->SetBackground(1, 1, 1);
  scene->SetViewport(scene_area.left / width, scene_area.bottom / height,
                     scene_area.right() / width, scene_area.top() / height);
  if (!shown.empty()) scene->AddActor(spheres(*data));
  add_lights(*scene);
  const double tilt = tilt_of(picture, box, view);
  const Camera camera(view, tilt, picture.box ? corners_of(box) : cells_as_seen(frame),
                      scene_area.width, scene_area.height);
  camera.set(*scene);

  const bool others = std::any_of(shown.begin(), shown.end(), [&](std::size_t i) {
    return colour_of(variable, variable.values[i], range) == missing;
  });
  return render_picture(window, picture.size, scene, [&](Canvas& canvas) {
    draw_header(canvas, picture.size, picture.title,
                facts_of(frame, picture, shown.size(), position));
    draw_scale_bar(canvas, {margin, 26}, camera.pixels_per_um(), scene_area.width);
    // Which way the tissue lies; without the full font there are no arrows.
    if (has_full_font()) {
      canvas.text({width - column, 36}, directions_of(view), {18});
    }
    const Area side{width - column, bottom, column - 20, scene_area.height};
    if (category) {
      draw_category_legend(canvas, side, heading, legend_of(variable, others));
    } else {
      draw_scalar_bar(canvas, side, heading, range, others);
    }
  });
}

}  // namespace cytotwin
