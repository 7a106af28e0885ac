#include "agents/contacts/row_index.h"

namespace cytotwin {

void RowIndex::rebuild(const Population& cells) {
  rows_.assign(cells.next_id, none);
  for (std::size_t i = 0; i < cells.size(); ++i) rows_[cells.id[i]] = static_cast<std::uint32_t>(i);
}

}  // namespace cytotwin
