#pragma once

// Private to this folder: what lies where inside the HDF5 files. The one place that names groups,
// data sets and attributes.

#include <cstdint>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/store/internal_hdf5.h"
#include "twin/store/owned_frame.h"
#include "twin/store/run_header.h"
#include "twin/store/state_arrays.h"

namespace cytotwin::layout {

/// What the main file says besides links: the state of a run that is committed by one rename.
struct Main {
  RunHeader header;
  SeriesTable series;
  std::vector<double> frame_minutes;       ///< of frames 0, 1, ... [min]
  std::vector<std::uint64_t> checkpoints;  ///< their numbers, oldest first
  bool complete = false;
};

/// Which part of the output lies before a checkpoint.
struct Progress {
  std::uint64_t number = 0;  ///< of the checkpoint
  std::uint64_t frames = 0;
  std::uint64_t series_rows = 0;
};

std::string frame_name(std::uint64_t index);        ///< "000012"
std::string checkpoint_name(std::uint64_t number);  ///< "000012"
std::string frame_path(std::uint64_t index);        ///< "frames/000012"
std::string checkpoint_path(std::uint64_t number);  ///< "checkpoints/000012"

/// Everything but the contents of /frames and /checkpoints, which are made empty.
void write_main(hid_t root, const Main& main);
Main read_main(hid_t root);

/// @throws std::invalid_argument naming a column whose length is wrong or whose name is taken
void write_frame(hid_t group, const FrameView& frame);
OwnedFrame read_frame(hid_t group);

void write_checkpoint(hid_t group, const Checkpoint& checkpoint, const Progress& progress);
Progress read_progress(hid_t group);
Checkpoint read_checkpoint(hid_t group, const std::string& origin);

}  // namespace cytotwin::layout
