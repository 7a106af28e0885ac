#include "viz/vtk_files.h"

#include <fmt/format.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDoubleArray.h>
#include <vtkFieldData.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>
#include <vtkStringArray.h>
#include <vtkUnsignedCharArray.h>
#include <vtkUnsignedLongArray.h>
#include <vtkUnsignedShortArray.h>
#include <vtkXMLImageDataWriter.h>
#include <vtkXMLPolyDataWriter.h>

#include <span>
#include <type_traits>
#include <variant>

#include "viz/atomic_file.h"
#include "viz/frame_check.h"
#include "viz/messages.h"

namespace cytotwin {
namespace {

template <class Value>
struct VtkArrayOf;
template <>
struct VtkArrayOf<double> : std::type_identity<vtkDoubleArray> {};
template <>
struct VtkArrayOf<std::uint64_t> : std::type_identity<vtkUnsignedLongArray> {};
template <>
struct VtkArrayOf<std::uint16_t> : std::type_identity<vtkUnsignedShortArray> {};
template <>
struct VtkArrayOf<std::uint8_t> : std::type_identity<vtkUnsignedCharArray> {};

/// Views the values, which must outlive the array; VTK only reads them.
template <class Value>
void add_view(vtkFieldData& data, const std::string& name, std::span<const Value> values) {
  vtkNew<typename VtkArrayOf<Value>::type> array;
  array->SetName(name.c_str());
  array->SetArray(const_cast<Value*>(values.data()), static_cast<vtkIdType>(values.size()), 1);
  data.AddArray(array);
}

/// The rows "variable", "unit", shown as a table by ParaView's spreadsheet.
class UnitTable {
 public:
  UnitTable() {
    variables_->SetName("variable");
    units_->SetName("unit");
  }
  void add(const std::string& variable, const std::string& unit) {
    variables_->InsertNextValue(variable);
    units_->InsertNextValue(unit.empty() ? "1" : unit);
  }
  void attach(vtkFieldData& data, double minutes) {
    add("TimeValue", "d");
    vtkNew<vtkDoubleArray> time;
    time->SetName("TimeValue");
    time->InsertNextValue(minutes / 1440);
    data.AddArray(time);
    data.AddArray(variables_);
    data.AddArray(units_);
  }

 private:
  vtkNew<vtkStringArray> variables_, units_;
};

void add_labels(vtkFieldData& data, const CellColumn& column) {
  if (column.labels.empty()) return;
  vtkNew<vtkStringArray> labels;
  labels->SetName((column.name + "_labels").c_str());
  for (const std::string& label : column.labels) labels->InsertNextValue(label);
  data.AddArray(labels);
}

vtkSmartPointer<vtkPolyData> vertices_of(const FrameView& frame) {
  const auto cells = static_cast<vtkIdType>(frame.id.size());
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  points->SetNumberOfPoints(cells);
  vtkNew<vtkCellArray> vertices;
  vertices->AllocateExact(cells, cells);
  for (vtkIdType i = 0; i < cells; ++i) {
    points->SetPoint(i, frame.x[i], frame.y[i], frame.z[i]);
    vertices->InsertNextCell(1, &i);
  }
  const auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetVerts(vertices);
  return data;
}

void write_compressed(vtkXMLWriter& writer, vtkDataObject& data, const std::string& path) {
  writer.SetInputDataObject(&data);
  writer.SetDataModeToAppended();
  writer.EncodeAppendedDataOff();
  writer.SetCompressorTypeToZLib();
  writer.SetHeaderTypeToUInt64();
  const VtkMessages messages;
  const std::string doing = fmt::format("write {}", path);
  write_atomically(path, [&](const std::string& temporary) {
    writer.SetFileName(temporary.c_str());
    const bool written = writer.Write() != 0;
    messages.throw_if_error(doing);
    if (!written) throw std::runtime_error(fmt::format("cannot {}", doing));
  });
}

}  // namespace

void write_vtp(const FrameView& frame, const std::string& path) {
  check_cells(frame);
  const auto data = vertices_of(frame);
  vtkPointData& point_data = *data->GetPointData();
  std::vector<double> diameter(frame.radius.begin(), frame.radius.end());
  for (double& value : diameter) value *= 2;
  UnitTable units;
  add_view(point_data, "id", frame.id);
  units.add("id", "");
  add_view(point_data, "radius", frame.radius);
  units.add("radius", "um");
  add_view(point_data, "diameter", std::span<const double>(diameter));
  units.add("diameter", "um");
  for (const CellColumn& column : frame.cells) {
    std::visit([&](const auto& values) { add_view(point_data, column.name, values); },
               column.values);
    units.add(column.name, column.unit);
    add_labels(*data->GetFieldData(), column);
  }
  units.attach(*data->GetFieldData(), frame.minutes);
  vtkNew<vtkXMLPolyDataWriter> writer;
  write_compressed(*writer, *data, path);
}

void write_vti(const FrameView& frame, const std::string& path) {
  check_fields(frame);
  const Grid& grid = frame.grid;
  vtkNew<vtkImageData> data;
  data->SetDimensions(static_cast<int>(grid.count[0]) + 1, static_cast<int>(grid.count[1]) + 1,
                      static_cast<int>(grid.count[2]) + 1);
  data->SetOrigin(grid.origin.x, grid.origin.y, grid.origin.z);
  data->SetSpacing(grid.spacing.x, grid.spacing.y, grid.spacing.z);
  UnitTable units;
  for (const FieldColumn& field : frame.fields) {
    add_view(*data->GetCellData(), field.name, field.values);
    units.add(field.name, field.unit);
  }
  units.attach(*data->GetFieldData(), frame.minutes);
  vtkNew<vtkXMLImageDataWriter> writer;
  write_compressed(*writer, *data, path);
}

}  // namespace cytotwin
