#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/contacts/contact_step.h"
#include "agents/mechanics/drift.h"

namespace cytotwin {

/// No cell has more links, whatever a scenario or a behaviour says.
inline constexpr std::size_t most_links = 100;

/// Whether any type links itself to neighbours (a rate above 0, or a behaviour that sets one).
bool has_links(const Population& cells, std::span<const CellType> types);

/// Gives the population the columns "link_0" ... of the ids that a cell is linked to, -1 for none;
/// they stay if they are there. A division empties them. @param places  columns, at most most_links
void add_link_columns(Population& cells, std::size_t types, std::size_t places);

/// The links of cells: the first places hold ids, in the order in which they were made. Valid while
/// the population's columns stay where they are.
class LinkView {
 public:
  explicit LinkView(const Population& cells);

  std::size_t places() const { return place_.size(); }
  std::size_t count(std::size_t row) const;
  std::uint64_t of(std::size_t row, std::size_t k) const {  ///< k < count(row)
    return static_cast<std::uint64_t>(place_[k][row]);
  }
  bool has(std::size_t row, std::uint64_t id) const;

 private:
  std::vector<const double*> place_;
};

/// Links of rows that are not live, to rows that are gone or not live, or whose partner does not
/// know them (it has divided) are dropped. To be called when cells went, died or divided.
/// @param rows  of the cells as they are now
void drop_broken_links(Population& cells, const RowIndex& rows);

struct LinkEvents {
  std::size_t attachments = 0, detachments = 0;
};

/// One step of letting go and attaching (see AttachmentModel); no link may be broken.
///
/// All decide from the links at the start of the step: each cell draws exponential times of letting
/// go of each of its links, and of attaching to each neighbour in reach that it is not linked to.
/// Events are taken in the order of their times (then ids); an attachment needs room at both cells.
/// The same bytes for any number of threads and order of rows.
LinkEvents step_links(Population& cells, const ContactStep& step, const Workers& workers);

/// Velocities by which linked cells pull each other: k (x_j - x_i), k = sqrt(k_i k_j) of their
/// elastic constants [um/min]. Added to `drift`, each cell's links in their order.
void add_link_springs(const Population& cells, std::span<const CellType> types,
                      const RowIndex& rows, const Workers& workers, Drift& drift);

/// Links in all, each once.
std::size_t count_links(const Population& cells);

}  // namespace cytotwin
