#pragma once

#include <filesystem>

#include "twin/store/state_arrays.h"

namespace cytotwin {

// Moments of simulations in files of their own: plain bytes behind the envelope of every store, so
// that many threads may write and read theirs at once, whatever HDF5 was built for. For machines of
// one byte order.

/// The file is whole or not there. @throws RunError if the disk is full or gone
void write_state(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// @throws InputError if the file is not there, not ours, of another schema or damaged
Checkpoint read_state(const std::filesystem::path& file);

}  // namespace cytotwin
