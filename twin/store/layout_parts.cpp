#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "twin/store/internal_layout.h"

namespace cytotwin::layout {

namespace {

using namespace hdf5;

void require_size(const std::string& what, std::size_t size, std::size_t expected) {
  if (size != expected) {
    throw std::invalid_argument(
        fmt::format("RunStore::write_frame: {} has {} values, not {}", what, size, expected));
  }
}

void require_new_name(std::set<std::string>& taken, const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos || !taken.insert(name).second) {
    throw std::invalid_argument(
        fmt::format("RunStore::write_frame: \"{}\" is no new name of a column", name));
  }
}

void write_unit(hid_t group, const std::string& name, const std::string& unit) {
  const Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  write_attribute(dataset, "unit", unit);
}

void write_cells(hid_t group, const FrameView& frame) {
  const std::size_t cells = frame.id.size();
  write_array(group, "id", frame.id);
  std::set<std::string> taken = {"id"};
  std::vector<CellColumn> columns = {{"x", "um", frame.x, {}},
                                     {"y", "um", frame.y, {}},
                                     {"z", "um", frame.z, {}},
                                     {"radius", "um", frame.radius, {}}};
  columns.insert(columns.end(), frame.cells.begin(), frame.cells.end());
  std::vector<std::string> order;
  for (const CellColumn& column : columns) {
    require_new_name(taken, column.name);
    std::visit(
        [&](const auto& values) {
          require_size("column " + column.name, values.size(), cells);
          write_array(group, column.name, values);
        },
        column.values);
    const Handle dataset(H5Dopen2(group, column.name.c_str(), H5P_DEFAULT), H5Dclose, column.name);
    write_attribute(dataset, "unit", column.unit);
    if (!column.labels.empty()) write_attribute(dataset, "labels", column.labels);
    order.push_back(column.name);
  }
  write_attribute(group, "columns", order);
}

void write_fields(hid_t group, const FrameView& frame) {
  const Grid& grid = frame.grid;
  const std::array<std::uint64_t, 3> voxels = {grid.count[0], grid.count[1], grid.count[2]};
  write_attribute(group, "voxels", std::span<const std::uint64_t>(voxels));
  const auto write_point = [&](const char* name, Vec3 v) {
    const std::array<double, 3> values = {v.x, v.y, v.z};
    write_attribute(group, name, std::span<const double>(values));
  };
  write_point("spacing", grid.spacing);
  write_point("origin", grid.origin);
  std::set<std::string> taken;
  std::vector<std::string> order;
  for (const FieldColumn& field : frame.fields) {
    require_new_name(taken, field.name);
    require_size("field " + field.name, field.values.size(), grid.size());
    write_array(group, field.name, field.values, {grid.count[2], grid.count[1], grid.count[0]});
    write_unit(group, field.name, field.unit);
    order.push_back(field.name);
  }
  write_attribute(group, "columns", order);
}

OwnedFrame::Column read_column(hid_t group, const std::string& name) {
  OwnedFrame::Column column;
  column.name = name;
  with_element_type(group, name, [&]<class T>(T*) { column.values = read_array<T>(group, name); });
  const Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  column.unit = read_attribute_text(dataset, "unit");
  if (has_attribute(dataset, "labels")) column.labels = read_texts(dataset, "labels");
  return column;
}

Vec3 read_point(hid_t group, const char* name) {
  const auto values = read_doubles(group, name);
  if (values.size() != 3) throw Error(fmt::format("{}: is no point", name));
  return {values[0], values[1], values[2]};
}

void read_state(hid_t group, const std::string& before, StateArrays& state) {
  for (const std::string& name : names_of(group)) {
    if (is_group(group, name)) {
      read_state(open_group(group, name), before + name + "/", state);
      continue;
    }
    with_element_type(group, name,
                      [&]<class T>(T*) { state.set(before + name, read_array<T>(group, name)); });
  }
}

}  // namespace

void write_frame(hid_t group, const FrameView& frame) {
  write_attribute(group, "minutes", frame.minutes);
  write_cells(create_group(group, "cells"), frame);
  write_fields(create_group(group, "fields"), frame);
}

OwnedFrame read_frame(hid_t group) {
  OwnedFrame frame;
  frame.minutes = read_double(group, "minutes");
  const Handle cells = open_group(group, "cells");
  frame.id = read_array<std::uint64_t>(cells, "id");
  for (const std::string& name : read_texts(cells, "columns")) {
    std::vector<double>* position = name == "x"        ? &frame.x
                                    : name == "y"      ? &frame.y
                                    : name == "z"      ? &frame.z
                                    : name == "radius" ? &frame.radius
                                                       : nullptr;
    if (position != nullptr) {
      *position = read_array<double>(cells, name);
    } else {
      frame.cells.push_back(read_column(cells, name));
    }
  }
  const Handle fields = open_group(group, "fields");
  const auto voxels = read_unsigneds(fields, "voxels");
  if (voxels.size() != 3) throw Error("voxels: are no three numbers");
  frame.grid = {{voxels[0], voxels[1], voxels[2]},
                read_point(fields, "spacing"),
                read_point(fields, "origin")};
  for (const std::string& name : read_texts(fields, "columns")) {
    OwnedFrame::Column column = read_column(fields, name);
    frame.fields.push_back(
        {column.name, column.unit, std::get<std::vector<double>>(std::move(column.values))});
  }
  return frame;
}

void write_checkpoint(hid_t group, const Checkpoint& checkpoint, const Progress& progress) {
  write_attribute(group, "minutes", checkpoint.minutes);
  write_attribute(group, "number", progress.number);
  write_attribute(group, "frames", progress.frames);
  write_attribute(group, "series_rows", progress.series_rows);
  const Handle state = create_group(group, "state");
  for (const auto& [name, array] : checkpoint.state.all()) {
    std::visit([&, &key = name](const auto& values) { write_array(state, key, std::span(values)); },
               array);
  }
}

Progress read_progress(hid_t group) {
  return {read_unsigned(group, "number"), read_unsigned(group, "frames"),
          read_unsigned(group, "series_rows")};
}

Checkpoint read_checkpoint(hid_t group, const std::string& origin) {
  Checkpoint checkpoint{read_double(group, "minutes"), StateArrays(origin)};
  read_state(open_group(group, "state"), "", checkpoint.state);
  return checkpoint;
}

}  // namespace cytotwin::layout
