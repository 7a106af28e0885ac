#include <gtest/gtest.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkStringArray.h>
#include <vtkXMLImageDataReader.h>
#include <vtkXMLPolyDataReader.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "tests/viz/files.h"
#include "tests/viz/synthetic_tissue.h"
#include "viz/collection.h"
#include "viz/loader.h"

namespace cytotwin::testing {
namespace {

std::vector<std::string> strings(vtkDataObject& data, const char* name) {
  std::vector<std::string> values;
  auto* array = vtkStringArray::SafeDownCast(data.GetFieldData()->GetAbstractArray(name));
  if (array == nullptr) return {"no such array"};
  for (vtkIdType i = 0; i < array->GetNumberOfValues(); ++i) values.push_back(array->GetValue(i));
  return values;
}

class VtkFiles : public ::testing::Test {
 protected:
  SyntheticSpheroid spheroid_{500};
  const std::unique_ptr<Viz> viz_ = load_viz();
  const TemporaryFolder folder_;
};

TEST_F(VtkFiles, CellsReadBackWithTheSameValues) {
  spheroid_.pressure[3] = std::numeric_limits<double>::quiet_NaN();
  viz_->write_cells(spheroid_.frame(), folder_ / "cells.vtp");

  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName((folder_ / "cells.vtp").c_str());
  reader->Update();
  vtkPolyData& data = *reader->GetOutput();

  const auto cells = static_cast<vtkIdType>(spheroid_.size());
  ASSERT_EQ(data.GetNumberOfPoints(), cells);
  ASSERT_EQ(data.GetVerts()->GetNumberOfCells(), cells);
  vtkPointData& values = *data.GetPointData();
  for (vtkIdType i = 0; i < cells; ++i) {
    const double* point = data.GetPoint(i);
    ASSERT_EQ(point[0], spheroid_.x[i]);
    ASSERT_EQ(point[1], spheroid_.y[i]);
    ASSERT_EQ(point[2], spheroid_.z[i]);
    ASSERT_EQ(values.GetArray("id")->GetTuple1(i), spheroid_.id[i]);
    ASSERT_EQ(values.GetArray("radius")->GetTuple1(i), spheroid_.radius[i]);
    ASSERT_EQ(values.GetArray("diameter")->GetTuple1(i), 2 * spheroid_.radius[i]);
    ASSERT_EQ(values.GetArray("state")->GetTuple1(i), spheroid_.state[i]);
    ASSERT_EQ(values.GetArray("phase")->GetTuple1(i), spheroid_.phase[i]);
    const double pressure = values.GetArray("pressure")->GetTuple1(i);
    if (i == 3) {
      ASSERT_TRUE(std::isnan(pressure));
    } else {
      ASSERT_EQ(pressure, spheroid_.pressure[i]);
    }
  }
}

TEST_F(VtkFiles, IntegersKeepTheirTypeAndLabels) {
  viz_->write_cells(spheroid_.frame(), folder_ / "cells.vtp");

  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName((folder_ / "cells.vtp").c_str());
  reader->Update();
  vtkPolyData& data = *reader->GetOutput();

  EXPECT_EQ(data.GetPointData()->GetArray("id")->GetDataTypeSize(), 8);
  EXPECT_EQ(data.GetPointData()->GetArray("phase")->GetDataTypeSize(), 2);
  EXPECT_EQ(data.GetPointData()->GetArray("state")->GetDataTypeSize(), 1);
  EXPECT_EQ(strings(data, "state_labels"),
            (std::vector<std::string>{"cycling", "quiescent", "necrotic"}));
  EXPECT_EQ(strings(data, "variable"),
            (std::vector<std::string>{"id", "radius", "diameter", "state", "phase", "pressure",
                                      "TimeValue"}));
  EXPECT_EQ(strings(data, "unit"), (std::vector<std::string>{"1", "um", "um", "1", "1", "1", "d"}));
  EXPECT_EQ(data.GetFieldData()->GetArray("TimeValue")->GetTuple1(0), 12.5);
}

TEST_F(VtkFiles, FieldsReadBackOnTheirGrid) {
  std::vector<double> values(24);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.1 * static_cast<double>(i);
  FrameView frame;
  frame.grid = Grid{{2, 3, 4}, {10, 20, 30}, {-5, 7, 9}};
  frame.fields = {{"oxygen", "mmHg", values}};
  viz_->write_fields(frame, folder_ / "fields.vti");

  vtkNew<vtkXMLImageDataReader> reader;
  reader->SetFileName((folder_ / "fields.vti").c_str());
  reader->Update();
  vtkImageData& data = *reader->GetOutput();

  ASSERT_EQ(data.GetNumberOfCells(), 24);
  vtkDataArray& oxygen = *data.GetCellData()->GetArray("oxygen");
  for (vtkIdType voxel = 0; voxel < 24; ++voxel) {
    EXPECT_EQ(oxygen.GetTuple1(voxel), values[voxel]);
    double bounds[6];
    data.GetCellBounds(voxel, bounds);
    const Vec3 centre = frame.grid.centre(voxel % 2, voxel / 2 % 3, voxel / 6);
    EXPECT_DOUBLE_EQ((bounds[0] + bounds[1]) / 2, centre.x);
    EXPECT_DOUBLE_EQ((bounds[2] + bounds[3]) / 2, centre.y);
    EXPECT_DOUBLE_EQ((bounds[4] + bounds[5]) / 2, centre.z);
  }
  EXPECT_EQ(strings(data, "unit"), (std::vector<std::string>{"mmHg", "d"}));
}

TEST_F(VtkFiles, TheSameFrameGivesTheSameBytes) {
  viz_->write_cells(spheroid_.frame(), folder_ / "a.vtp");
  viz_->write_cells(spheroid_.frame(), folder_ / "b.vtp");
  viz_->write_fields(spheroid_.frame(), folder_ / "a.vti");
  viz_->write_fields(spheroid_.frame(), folder_ / "b.vti");

  EXPECT_GT(bytes_of(folder_ / "a.vtp").size(), 1000U);
  EXPECT_TRUE(bytes_of(folder_ / "a.vtp") == bytes_of(folder_ / "b.vtp"));
  EXPECT_TRUE(bytes_of(folder_ / "a.vti") == bytes_of(folder_ / "b.vti"));
}

TEST_F(VtkFiles, NoCellsAreAFileToo) {
  viz_->write_cells(FrameView{}, folder_ / "none.vtp");

  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName((folder_ / "none.vtp").c_str());
  reader->Update();
  EXPECT_EQ(reader->GetOutput()->GetNumberOfPoints(), 0);
}

TEST_F(VtkFiles, NothingIsLeftOfAFileThatCannotBeWritten) {
  const std::string path = folder_ / "absent/cells.vtp";
  EXPECT_EQ(message_of<std::runtime_error>([&] { viz_->write_cells(spheroid_.frame(), path); }),
            "cannot write " + path + ": No such file or directory");

  std::filesystem::create_directory(folder_ / "taken.vtp");
  EXPECT_EQ(message_of<std::runtime_error>(
                [&] { viz_->write_cells(spheroid_.frame(), folder_ / "taken.vtp"); }),
            "cannot write " + (folder_ / "taken.vtp") + ": Is a directory");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "taken.vtp.tmp"));
}

TEST_F(VtkFiles, AColumnOfAnotherLengthIsNamed) {
  spheroid_.pressure.pop_back();

  const std::string message = message_of<std::invalid_argument>(
      [&] { viz_->write_cells(spheroid_.frame(), folder_ / "cells.vtp"); });

  EXPECT_EQ(message.find("cell column \"pressure\" has "), 0U) << message;
}

TEST_F(VtkFiles, ACollectionIsReplacedAsAWhole) {
  viz_->write_collection({{0, "cells_000000.vtp"}}, folder_ / "cells.pvd");
  viz_->write_collection({{0, "cells_000000.vtp"}, {2160, "cells_000001.vtp"}},
                         folder_ / "cells.pvd");

  EXPECT_EQ(bytes_of(folder_ / "cells.pvd"),
            "<?xml version=\"1.0\"?>\n"
            "<!-- timestep: simulated time in days -->\n"
            "<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n"
            "  <Collection>\n"
            "    <DataSet timestep=\"0\" group=\"\" part=\"0\" file=\"cells_000000.vtp\"/>\n"
            "    <DataSet timestep=\"1.5\" group=\"\" part=\"0\" file=\"cells_000001.vtp\"/>\n"
            "  </Collection>\n"
            "</VTKFile>\n");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cells.pvd.tmp"));
}

TEST(Collection, FileNamesAreEscaped) {
  EXPECT_NE(collection_xml({{1, "a&<\">.vtp"}}).find("file=\"a&amp;&lt;&quot;&gt;.vtp\""),
            std::string::npos);
}

TEST(Collection, TimesMustBeFinite) {
  EXPECT_EQ(message_of<std::invalid_argument>([] {
              collection_xml({{NAN, "a.vtp"}});
            }),
            "collection entry \"a.vtp\" at nan min: needs a file name and a finite time");
}

}  // namespace
}  // namespace cytotwin::testing
