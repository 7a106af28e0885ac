#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace cytotwin {

// Three kinds of error, never mixed:
//   std::logic_error (std::invalid_argument)  a caller of our functions passed a wrong argument
//   InputError                                 the user's file or command line is wrong
//   RunError                                   a simulation cannot go on
// Wording: what is wrong with which value (the allowed range or names); then a suggestion.

/// Where a problem stands in the user's input; line and column count from 1, 0 = the whole file.
struct SourcePlace {
  std::string file = {};
  std::size_t line = 0;
  std::size_t column = 0;
  std::string text = {};  ///< the offending line as written, without its end; may be empty
};

/// One problem of the user's input.
struct InputProblem {
  SourcePlace place;
  std::string message;  ///< what is wrong, with the value quoted
  std::string hint;     ///< allowed range or names, and what to write instead; may be empty
};

/// All problems found in the user's input; nothing was started.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<InputProblem> problems);
  InputError(SourcePlace place, std::string message, std::string hint = {});
  const std::vector<InputProblem>& problems() const { return problems_; }

 private:
  std::vector<InputProblem> problems_;
};

/// "file:line:column: message", the quoted line, then the hint; one block a problem.
std::string describe(const std::vector<InputProblem>& problems);

/// A simulation that cannot go on; what() names the cell where there is one, the time and the
/// state.
class RunError : public std::runtime_error {
 public:
  /// @param minutes  simulated time [min]
  RunError(const std::string& what, double minutes);
  RunError(const std::string& what, double minutes, std::uint64_t cell, const std::string& state);
  double minutes() const { return minutes_; }

 private:
  double minutes_;
};

}  // namespace cytotwin
