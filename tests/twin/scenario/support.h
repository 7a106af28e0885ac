#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "twin/scenario/read.h"

namespace cytotwin::testing_support {

inline const std::string data_folder = CYTOTWIN_SOURCE_DIR "/tests/twin/scenario/data";

inline std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The problems of a text that stands in data_folder under the name "s.toml"; none if it is sound.
inline std::vector<InputProblem> problems_of(const std::string& text,
                                             const std::vector<std::string>& overrides = {}) {
  try {
    read_scenario_text("s.toml", text, data_folder, overrides);
    return {};
  } catch (const InputError& error) {
    return error.problems();
  }
}

/// The same as one text: "line:column: message | hint", a line each.
inline std::string report_of(const std::string& text,
                             const std::vector<std::string>& overrides = {}) {
  std::string out;
  for (const InputProblem& problem : problems_of(text, overrides)) {
    if (problem.place.line > 0)
      out += std::to_string(problem.place.line) + ":" + std::to_string(problem.place.column) + ": ";
    else if (problem.place.file != "s.toml")
      out += problem.place.file + ": ";
    out += problem.message + (problem.hint.empty() ? "" : " | " + problem.hint) + "\n";
  }
  return out;
}

/// `text` with `from` (which must occur) replaced once by `to`.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("no \"" + from + "\" in the text");
  return text.replace(at, from.size(), to);
}

}  // namespace cytotwin::testing_support
