#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/contacts/contact_step.h"

namespace cytotwin {

/// Whether any type eats or fuses (a rate above 0, or a behaviour that sets one).
bool has_phagocytosis(const Population& cells, std::span<const CellType> types);
bool has_fusion(const Population& cells, std::span<const CellType> types);

/// One cell that takes up another.
struct Merge {
  std::uint32_t into, other;  ///< rows; `other` goes
  double time;                ///< within the step [min]
  bool fusion;                ///< else phagocytosis
};

/// Which live cells eat or fuse with a neighbour in reach within the step (see ContactModel).
///
/// Every cell draws the first of its competing exponential events from the state at the start of
/// the step. Taken in the order of their times, ids of equal ones, an event happens if neither of
/// the two cells has taken part in an earlier one: each cell is eaten once, who has eaten is not
/// eaten in the same step, and of two that fuse with each other one remains. The same for any
/// number of threads and order of rows.
std::vector<Merge> find_merges(const Population& cells, const ContactStep& step,
                               const Workers& workers);

/// Carries them out and drops the rows of those that went.
///
/// The eater takes fluid into its fluid and all solids into its cytoplasm; of two that fuse each
/// volume and the nuclear target add up, and the cell lies at the centroid of their volumes,
/// without a velocity. Internalised substances and variables that divisions halve (amounts) add up
/// in either case. The rest is the eater's, or that of the cell whose event it was (Ghaffarizadeh
/// et al. 2018; PhysiCell 1.14.2).
void merge_cells(Population& cells, std::span<const Merge> merges);

}  // namespace cytotwin
