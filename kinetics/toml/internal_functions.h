#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/toml/node.h"
#include "kinetics/expression.h"
#include "kinetics/toml/internal_depth.h"
#include "kinetics/toml/internal_values.h"

namespace cytotwin::network_toml {

/// Functions of the file's own: "f(x, y)" = "x * y". They see their arguments alone and may call
/// each other in any order.
class Functions {
 public:
  explicit Functions(Problems& problems) : problems_(problems) {}

  void declare(const NodeEntry& entry);
  /// Reads all bodies, so that those that nobody calls are checked too.
  void read_all();

  bool has(const std::string& name) const { return of_.count(name) > 0; }
  std::vector<std::string> all_names() const;  ///< those that every formula knows included
  /// @throws std::invalid_argument if there is no such function, it takes other arguments,
  ///         or what comes out is nested too deeply
  Expression call(const std::string& name, const std::vector<Expression>& arguments);

 private:
  enum class State : std::uint8_t { unread, open, read };
  struct Function {
    std::vector<std::string> arguments;
    const NodeEntry* entry;
    State state = State::unread;
    Expression body;  // argument i is symbol i
  };
  const Expression& body_of(const std::string& name, Function& function);

  Problems& problems_;
  static constexpr int most_open = 100;
  std::map<std::string, Function> of_;
  int open_ = 0;
  Depths depths_;
};

/// Letters, digits and _, not beginning with a digit.
bool is_plain_name(std::string_view name);

}  // namespace cytotwin::network_toml
