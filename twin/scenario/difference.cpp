#include "twin/scenario/difference.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/toml/parse.h"
#include "core/toml/suggest.h"
#include "twin/scenario/write_value.h"

namespace cytotwin {

namespace {

using Found = std::optional<Difference>;

/// Not the text as it stands in the file: the reader keeps no place of some nested values.
std::string toml_value(const Node* node) {
  if (node == nullptr) return "nothing";
  if (node->kind == Node::Kind::boolean) return node->boolean ? "true" : "false";
  if (node->kind == Node::Kind::integer) return fmt::format("{}", node->integer);
  if (node->kind == Node::Kind::real) return toml_number(node->real);
  if (node->kind == Node::Kind::string) return toml_text(node->text);
  if (node->kind != Node::Kind::list || node->is_table_list()) return describe(*node);
  std::vector<std::string> items;
  for (const Node& item : node->items) items.push_back(toml_value(&item));
  return fmt::format("[{}]", joined(items));
}

/// "tumour" for [[cell_type]] name = "tumour", else its number.
std::string element_path(const std::string& list, const Node& element, std::size_t i) {
  for (const char* key : {"name", "substance"}) {
    const Node* name = element.find(key);
    if (name != nullptr && name->kind == Node::Kind::string)
      return fmt::format("{}.{}", list, name->text);
  }
  return fmt::format("{}[{}]", list, i);
}

Found compare(const std::string& path, const Node* before, const Node* after);

Found compare_tables(const std::string& path, const Node& before, const Node& after) {
  const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  for (const NodeEntry& entry : before.entries) {
    if (Found found = compare(below(entry.key), &entry.value, after.find(entry.key))) return found;
  }
  for (const NodeEntry& entry : after.entries) {
    if (before.find(entry.key) == nullptr) return compare(below(entry.key), nullptr, &entry.value);
  }
  return std::nullopt;
}

Found compare_lists(const std::string& path, const Node& before, const Node& after) {
  for (std::size_t i = 0; i < std::max(before.items.size(), after.items.size()); ++i) {
    const Node* a = i < before.items.size() ? &before.items[i] : nullptr;
    const Node* b = i < after.items.size() ? &after.items[i] : nullptr;
    if (Found found = compare(element_path(path, a != nullptr ? *a : *b, i), a, b)) return found;
  }
  return std::nullopt;
}

Found compare(const std::string& path, const Node* before, const Node* after) {
  if (before != nullptr && after != nullptr) {
    if (before->kind == Node::Kind::table && after->kind == Node::Kind::table)
      return compare_tables(path, *before, *after);
    if (before->is_table_list() && after->is_table_list())
      return compare_lists(path, *before, *after);
  }
  Difference difference{path, toml_value(before), toml_value(after)};
  if (difference.before == difference.after) return std::nullopt;
  return difference;
}

}  // namespace

std::optional<Difference> first_difference(const std::string& before, const std::string& after) {
  const Node a = parse_toml(screened_source("before", before, {}));
  const Node b = parse_toml(screened_source("after", after, {}));
  return compare("", &a, &b);
}

}  // namespace cytotwin
