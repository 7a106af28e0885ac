#pragma once

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Tells from innovations alone that an ensemble has lost what it follows; plain data that a
/// checkpoint keeps.
struct InnovationWatch {
  double ratio =
      3;  ///< of innovations to what spread and errors explain, above which a cycle is bad
  int patience = 10;  ///< bad cycles in a row that mean divergence
  int bad = 0;        ///< so far

  bool diverged() const { return bad >= patience; }
};

/// The watch after one more cycle: root mean square innovation against sqrt(mean(S S^T + 1)).
/// A cycle without observations says nothing and changes nothing.
InnovationWatch updated(const InnovationWatch& watch, const EnsembleSpace& space);

}  // namespace cytotwin
