#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/behaviour.h"
#include "agents/cells/population.h"
#include "core/parallel.h"

namespace cytotwin {

/// One phenotype step: what the cells are, perceive, and for how long.
struct PhenotypeStep {
  std::span<const CellType> types;               ///< by Population::type
  std::span<const Behaviour* const> behaviours;  ///< one a type
  std::span<const double>
      concentration;             ///< at the cells, shape (substances, cells), cells fastest
  double minutes = 0;            ///< simulated time at the start of the step [min]
  double step = 6;               ///< [min], > 0
  std::uint32_t step_index = 0;  ///< part of the random numbers' key: never use one twice
  std::uint64_t seed = 0;
  /// What the behaviours sense, each signal once, ascending, and its values, shape (signals,
  /// cells).
  std::span<const Signal> signals = {};
  std::span<const double> sensed = {};
  std::span<const Variable> variables = {};  ///< by the index of a control
  bool planar = false;                       ///< cells divide along directions without z
  std::span<const std::uint8_t> held = {};   ///< by row: not 0 = lets the step pass; empty: nobody
};

/// A division: the mother's id lives on in one of the daughters.
struct Division {
  std::uint64_t mother;
  std::uint64_t daughter;  ///< the other one's fresh id
  double lag;              ///< time from the division to the end of the step [min]
  bool asymmetric;         ///< the daughter is of another type
};

/// Substance that a removed cell gives back: its type's released_fraction of what it held.
struct Release {
  std::uint64_t cell;
  Vec3 position;  ///< of the removed cell [um]
  std::size_t substance;
  double mass;  ///< [unit um^3], not 0
};

/// What happened in one phenotype step.
struct PhenotypeEvents {
  std::size_t apoptoses = 0;        ///< live cells that began to die so
  std::size_t kills = 0;            ///< of those, cells that others had damaged
  std::size_t necroses = 0;         ///< live cells that began to die so
  std::size_t ruptures = 0;         ///< swollen cells that burst
  std::size_t removals = 0;         ///< rows dropped
  std::size_t transformations = 0;  ///< live cells that took on another type
  std::vector<Division> divisions;  ///< by mother's id
  std::vector<Release> released;    ///< by cell's id, then substance
};

/// One step of cycle, volume, death and division of all cells, in exact continuous time.
///
/// Order: (1) every cell lives through its window of step + lag (see Life): the behaviour of its
/// type is asked at the start, in blocks of at most 1024 cells, and again whenever a cell enters
/// a phase by other means than division; its rates hold in between. (2) Cells whose transformation
/// fell into the step take on their new type (see transform()) and live the rest of the step as lag
/// in their next window. (3) Divisions, by mother's id: daughters are born at the exact instant and
/// live the rest of the step as lag in their next window; new rows are appended in this order. With
/// the probabilities divide_into, scaled down if they add up to more than 1, the daughter with the
/// new id is transformed at birth. (4) Dead cells that are due are dropped; the order of the other
/// rows stays.
///
/// The same bytes for any number of threads, and for every id for any order of rows: random
/// numbers are keyed by (seed, id, step_index, purpose). A cell divides or transforms at most once
/// a window, so a step must be shorter than the usual time between those, or lags pile up; the
/// number of cells at the end of a step lacks the events of these lags, its growth rate does not.
/// @throws std::invalid_argument if a size or type index does not fit or the step is not > 0
/// @throws RunError naming the cell with the smallest id, the time and the state, if a rate is
///         negative or not a number, a volume negative or not finite, or phases follow each other
///         without end; rows that did not fail have been advanced, nothing divided or dropped
PhenotypeEvents advance_phenotype(Population& population, const PhenotypeStep& step,
                                  const Workers& workers);

}  // namespace cytotwin
