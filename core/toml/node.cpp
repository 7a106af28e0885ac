#include "core/toml/node.h"

#include <fmt/format.h>

#include <algorithm>

namespace cytotwin {

const NodeEntry* Node::entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const NodeEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const NodeEntry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node&>(*this).find(key));
}

bool Node::is_table_list() const {
  return kind == Kind::list && !items.empty() &&
         std::all_of(items.begin(), items.end(),
                     [](const Node& item) { return item.kind == Kind::table; });
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::boolean:
      return node.boolean ? "the truth value true" : "the truth value false";
    case Node::Kind::integer:
    case Node::Kind::real:
      return "the number " + node.mark.written();
    case Node::Kind::string:
      return fmt::format("the text \"{}\"", node.text);
    case Node::Kind::list:
      return node.is_table_list() ? "a list of tables" : "a list";
    case Node::Kind::table:
      return "a table";
    case Node::Kind::other:
      break;
  }
  return "a date or time";
}

}  // namespace cytotwin
