#include "core/errors.h"

#include <fmt/format.h>

#include <utility>

namespace cytotwin {

InputError::InputError(std::vector<InputProblem> problems)
    : std::runtime_error(describe(problems)), problems_(std::move(problems)) {}

InputError::InputError(SourcePlace place, std::string message, std::string hint)
    : InputError(
          std::vector<InputProblem>{{std::move(place), std::move(message), std::move(hint)}}) {}

std::string describe(const std::vector<InputProblem>& problems) {
  std::string text;
  for (const InputProblem& problem : problems) {
    const SourcePlace& place = problem.place;
    text += place.file;
    if (place.line > 0) text += fmt::format(":{}:{}", place.line, place.column);
    text += fmt::format(": {}\n", problem.message);
    if (!place.text.empty()) text += fmt::format("{:>6} | {}\n", place.line, place.text);
    if (!problem.hint.empty()) text += fmt::format("       {}\n", problem.hint);
  }
  return text;
}

RunError::RunError(const std::string& what, double minutes)
    : std::runtime_error(fmt::format("at {:.6g} min: {}", minutes, what)), minutes_(minutes) {}

RunError::RunError(const std::string& what, double minutes, std::uint64_t cell,
                   const std::string& state)
    : std::runtime_error(
          fmt::format("cell {} at {:.6g} min: {} (state: {})", cell, minutes, what, state)),
      minutes_(minutes) {}

}  // namespace cytotwin
