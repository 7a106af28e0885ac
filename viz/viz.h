#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/frame.h"
#include "core/vec3.h"

namespace cytotwin {

/// A whole picture in pixels; it is drawn at twice this size and averaged down.
struct PictureSize {
  int width = 1280;  ///< 320 to 8192
  int height = 960;  ///< 240 to 8192
};

/// Ends of a colour scale or of an axis, in the unit of what is drawn; low < high, both finite.
struct PictureRange {
  double low = 0;
  double high = 1;
};

/// The part of the tissue that the camera shows [um].
struct PictureBox {
  Vec3 lower, upper;
};

enum class PictureAxis : std::uint8_t { x, y, z };

enum class Cut : std::uint8_t {
  none,   ///< all cells, seen from the upper end of the axis and a little from the side
  half,   ///< cells above the position along the axis are left out
  slice,  ///< only cells whose centre is within half a thickness of the position
};

/// Cells as lit spheres in parallel projection, with scale bar, time and legend or scalar bar.
struct CellPicture {
  /// A cell column, "radius" or "diameter". A column with labels is a category: one fixed colour
  /// a label, the same in every frame. Values that are not finite, or have no label, are grey.
  std::string colour_by = "type";
  Cut cut = Cut::none;
  PictureAxis axis = PictureAxis::z;  ///< looked along, and cut across
  std::optional<double> position;     ///< of the cut along the axis [um]; default: the box's centre
  double thickness = 20;              ///< of the slice [um], > 0
  std::optional<PictureBox> box;      ///< default: around this frame's cells; fix it for a series
  std::optional<PictureRange> range;  ///< of the colours; default: this frame's values
  std::string title;
  PictureSize size;
};

/// Vessels as lines as wide as they are, seen from the front (lower z on top). A row of the frame
/// is a segment; its ends are in the columns from_x, from_y, to_x and to_y.
struct VesselPicture {
  std::string colour_by = "status";   ///< as CellPicture
  std::optional<PictureRange> range;  ///< of the colours; default: this frame's values
  std::string title;
  PictureSize size;
};

/// One substance on a plane through the grid: each pixel has the colour of its voxel.
struct FieldPicture {
  std::string substance;
  PictureAxis axis = PictureAxis::z;  ///< normal of the plane
  std::optional<double> position;     ///< along the axis [um]; default: the grid's centre
  bool cell_outlines = false;         ///< circles where the plane cuts cells
  std::optional<PictureRange> range;  ///< of the colours; default: the values on the plane
  std::string title;
  PictureSize size;
};

/// A simulated curve. A value that is not finite interrupts it.
struct ChartLine {
  std::string label;         ///< for the legend; "" = not listed
  std::vector<double> x, y;  ///< of the same length
  std::optional<std::size_t> colour =
      {};  ///< place in the palette; default: its place among the lines
  bool dashed = false;
};

enum class PointRole : std::uint8_t {
  calibrated,  ///< filled discs: the model was fitted to these
  held_out,    ///< open diamonds: kept back to judge the model
};

/// Measured values; those that are not finite are left out.
struct ChartPoints {
  std::string label;
  std::vector<double> x, y;
  std::vector<double> sd = {};  ///< half the error bar, one a point, or empty
  PointRole role = PointRole::calibrated;
  std::optional<std::size_t> colour = {};  ///< default: black
};

/// A shaded region between two curves, for example a 90 % interval.
struct ChartBand {
  std::string label;
  std::vector<double> x, low, high;
  std::optional<std::size_t> colour = {};  ///< default: its place among the bands
};

/// A shaded interval of x over the whole height, for example a treatment.
struct ChartSpan {
  std::string label;
  double from = 0, to = 0;
};

/// Curves and measurements over a common axis. Titles carry the unit: "time [d]".
struct Chart {
  std::string title, x_title, y_title;
  std::vector<ChartSpan> spans;
  std::vector<ChartBand> bands;
  std::vector<ChartLine> lines;
  std::vector<ChartPoints> points;
  bool log_y = false;                            ///< values <= 0 are then left out
  std::optional<PictureRange> x_range, y_range;  ///< default: all that is drawn
  PictureSize size;
};

/// One frame of a ParaView collection.
struct CollectionEntry {
  double minutes = 0;  ///< simulated time [min]
  std::string file;    ///< relative to the collection's folder
};

/// Files and pictures of a tissue, drawn without a display.
///
/// Every file appears complete or not at all (written beside, then renamed); an existing one is
/// replaced. Paths are taken as they are; folders must exist. One call at a time, from any thread.
///
/// All functions throw std::invalid_argument for a frame or request that contradicts itself (spans
/// of different lengths, unknown variable: the message lists the known ones, a cell position that
/// is not finite) and std::runtime_error if a file cannot be written or no picture can be drawn
/// (no EGL).
class Viz {
 public:
  virtual ~Viz() = default;

  /// .vtp: a vertex a cell with point data id, radius, diameter and every column under its name.
  /// Field data: "variable" and "unit" (a table), "NAME_labels" of each category, TimeValue [d].
  /// The same frame gives the same bytes.
  virtual void write_cells(const FrameView& frame, const std::string& path) = 0;

  /// .vti: cell data on image data, an array a substance; field data as above.
  virtual void write_fields(const FrameView& frame, const std::string& path) = 0;

  /// .pvd of all frames so far, timestep in days. Nothing is read: after a restart the caller
  /// passes the frames that were kept again.
  virtual void write_collection(const std::vector<CollectionEntry>& entries,
                                const std::string& path) = 0;

  virtual void draw_cells(const FrameView& frame, const CellPicture& picture,
                          const std::string& png_path) = 0;
  virtual void draw_field(const FrameView& frame, const FieldPicture& picture,
                          const std::string& png_path) = 0;
  virtual void draw_vessels(const FrameView& frame, const VesselPicture& picture,
                            const std::string& png_path) = 0;
  virtual void draw_chart(const Chart& chart, const std::string& png_path) = 0;
};

/// Changes with every change of the structs and functions above.
inline constexpr int viz_interface_version = 2;

}  // namespace cytotwin

/// The library's only entry. A new Viz, owned by the caller; null for another version.
extern "C" cytotwin::Viz* cytotwin_viz_create(int interface_version);
