#include "assimilation/filters/innovation_watch.h"

namespace cytotwin {

InnovationWatch updated(const InnovationWatch& watch, const EnsembleSpace& space) {
  const auto measured = space.without_obeyed_limits();
  const auto size = static_cast<double>(measured.innovation.size());
  if (size == 0) return watch;
  InnovationWatch next = watch;
  const double expected = measured.anomalies.squaredNorm() + size;
  const bool bad = measured.innovation.squaredNorm() > watch.ratio * watch.ratio * expected;
  next.bad = bad ? watch.bad + 1 : 0;
  return next;
}

}  // namespace cytotwin
