#include "kinetics/kinetics_error.h"

#include <fmt/format.h>

namespace cytotwin {

std::string state_text(std::span<const std::string> names, std::span<const double> states) {
  std::string text;
  for (std::size_t i = 0; i < states.size(); ++i) {
    text += fmt::format("{}{} = {:.6g}", i > 0 ? ", " : "", names[i], states[i]);
  }
  return text;
}

}  // namespace cytotwin
