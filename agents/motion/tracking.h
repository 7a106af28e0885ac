#pragma once

#include "agents/cells/population.h"
#include "core/parallel.h"

namespace cytotwin {

/// Gives the population the columns "track_x", "_y", "_z", where a cell was at the end of the last
/// interval [um], and "speed", its distance from there to its place now over the interval's length
/// [um/min]: what a microscope reads off tracks. They stay if they are there. A cell that has not
/// been seen before has NaN in its track and speed 0; daughters have their mother's track.
void add_track_columns(Population& cells, std::size_t types);

/// Ends an interval. @param minutes  its length [min], > 0
/// @throws std::invalid_argument if the columns are missing
void advance_tracks(Population& cells, double minutes, const Workers& workers);

}  // namespace cytotwin
