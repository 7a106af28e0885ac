#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>

#include "core/errors.h"
#include "kinetics/model.h"
#include "kinetics/toml/read_toml.h"

namespace cytotwin {

/// The head that every file has, in three lines.
inline std::string with_head(const std::string& sections) {
  return fmt::format("schema = 1\nname = \"test\"\ntime_unit = \"min\"{}", sections);
}

inline Model read(const std::string& sections) {
  return read_toml_network_text("test.toml", with_head(sections));
}

/// What a user is told; empty if nothing is wrong.
inline std::string problems_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const InputError& error) {
    return describe(error.problems());
  }
  return "";
}

/// "LINE:COLUMN: MESSAGE | HINT", a line each; hints that list all units are left out.
inline std::string problems_in(const std::string& text) {
  try {
    read_toml_network_text("test.toml", text);
  } catch (const InputError& error) {
    std::string all;
    for (const InputProblem& problem : error.problems()) {
      const std::string hint = problem.hint.starts_with("known units") ? "" : problem.hint;
      all += fmt::format("{}:{}: {}{}{}\n", problem.place.line, problem.place.column,
                         problem.message, hint.empty() ? "" : " | ", hint);
    }
    return all;
  }
  return "";
}

}  // namespace cytotwin
