#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/toml/source_text.h"

namespace cytotwin {

struct NodeEntry;

/// A value of a file with its place; the only form in which TOML travels further.
struct Node {
  enum class Kind { boolean, integer, real, string, list, table, other };
  Kind kind = Kind::table;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;                ///< of a string
  std::vector<Node> items;         ///< of a list
  std::vector<NodeEntry> entries;  ///< of a table, in the order of the file
  Mark mark;                       ///< the value; of a table its header

  const NodeEntry* entry(std::string_view key) const;  ///< null if absent
  const Node* find(std::string_view key) const;        ///< null if absent
  Node* find(std::string_view key);
  bool is_table_list() const;  ///< a list of one table or more
};

/// key = value
struct NodeEntry {
  std::string key;
  Mark key_mark;
  Node value;
};

/// "a table", "the text \"abc\"", "the number 3": for messages.
std::string describe(const Node& node);

}  // namespace cytotwin
