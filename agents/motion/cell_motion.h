#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/mechanics/drift.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// What a step of cell motion needs to know.
struct MotionStep {
  std::span<const CellType> types;              ///< by Population::type
  const Grid& grid;                             ///< one voxel thick: directions stay in its plane
  std::span<const std::vector<double>> fields;  ///< one a substance, for chemotaxis
  double step = 0.1;                            ///< [min], > 0
  std::uint32_t step_index = 0;                 ///< part of the random numbers' key
  std::uint64_t seed = 0;
};

/// Whether any cell may move of its own accord: a type has motility, or a behaviour sets a speed.
bool has_motion(const Population& cells, std::span<const CellType> types);

/// Gives the population the columns "motility_x", "_y", "_z": the direction in which a cell moves,
/// as long as its speed over the median, 0 before it has drawn one. They stay if they are there.
void add_motion_columns(Population& cells, std::span<const CellType> types);

/// Velocities of the cells' own motion over one step (see Motility) [um/min].
///
/// A live cell without a direction draws one; any other draws a new one with probability
/// 1 - exp(-step / persistence). Speed, bias, persistence and sensitivities are the cell's own
/// (Controlled); a new speed or persistence counts at once, bias and gradients when a direction is
/// drawn. A cell that attacks (column "attack_target" not below 0) and whose type then holds still
/// does not move. Same bytes for any number of threads and order of rows.
/// @throws std::invalid_argument if the columns are missing
void own_motion(Population& cells, const MotionStep& step, const Workers& workers, Drift& velocity);

}  // namespace cytotwin
