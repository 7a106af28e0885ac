#include "twin/ensemble/ensemble_progress.h"

#include <fmt/format.h>

#include <cmath>

namespace cytotwin {

std::string EnsembleProgress::text(const EnsembleState& state) {
  if (began_ < 0) {
    began_ = line_.now();
    before_ = state.ended;
  }
  const double share = state.tasks > 0 ? static_cast<double>(state.ended) / state.tasks : 1;
  std::string line = fmt::format("{}{:3.0f} %  {} of {} simulations", what_,
                                 std::floor(100 * share), state.ended, state.tasks);
  if (state.failed > 0) line += fmt::format(", {} failed", state.failed);
  if (state.seconds > 0) line += fmt::format("  {:.2g} s each", state.seconds);
  const std::size_t here = state.ended - before_;
  if (here > 0 && state.ended < state.tasks)
    line += fmt::format("  {} left",
                        duration_text((line_.now() - began_) / here * (state.tasks - state.ended)));
  return line;
}

void EnsembleProgress::update(const EnsembleState& state) {
  const std::string line = text(state);
  if (line_.due()) line_.write(line);
}

void EnsembleProgress::finish(const EnsembleState& state) {
  line_.write(text(state));
  line_.end();
}

}  // namespace cytotwin
