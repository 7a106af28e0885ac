#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/forward.h"
#include "twin/ensemble/ranks.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

/// How far an ensemble is.
struct EnsembleState {
  std::size_t tasks = 0;   ///< simulations in all
  std::size_t ended = 0;   ///< of them, those of earlier calls included
  std::size_t failed = 0;  ///< of the ended
  double seconds = 0;      ///< mean wall time of those that ended in this call; 0: none yet
};

struct EnsembleOptions {
  unsigned threads = 1;  ///< simulations at a time in this process, one thread each
  std::optional<double> time_limit = {};     ///< wall time of one simulation [s]
  std::vector<std::size_t> conditions = {};  ///< to run; empty: all. Others stay pending
  std::function<bool()> stop = {};           ///< true: give up what is running and return
  std::function<void(const EnsembleState&)> progress = {};  ///< often; from the calling thread
};

/// Runs what is pending in the store, each (member, condition) by itself, and writes what ends at
/// once. A simulation that fails or takes too long is recorded with its reason and the rest goes
/// on. The store's bytes do not depend on threads, ranks, or interruptions.
///
/// With ranks, the first hands out tasks and writes; it also runs some itself, and the others serve
/// until its object is gone: they call serve_tasks().
/// @returns the state at the end; everything has ended unless `stop` said so
EnsembleState run_ensemble(const Forward& forward, EnsembleStore& store,
                           const EnsembleOptions& options, Ranks* ranks = nullptr);

/// Runs tasks of the first rank until it says that there are no more.
void serve_tasks(const Forward& forward, const EnsembleOptions& options, Ranks& ranks);

/// Tells the other ranks that there are no more tasks.
void dismiss(Ranks& ranks);

}  // namespace cytotwin
