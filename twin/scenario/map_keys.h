#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "twin/scenario/table_builder.h"

namespace cytotwin {

/// Reads the entries of { name = value } one by one; `store` takes an entry or refuses it.
/// The key's example shows in hints what may be written.
template <class Store>
void read_map(const Key& key, const Node& node, ReadContext& context, const Store& store) {
  const std::string hint = fmt::format("write for example {} = {}", key.name, key.options.example);
  if (node.kind != Node::Kind::table)
    return context.bad_value(key, node, fmt::format("is {}, not a table", describe(node)), hint);
  for (const NodeEntry& entry : node.entries) {
    if (store(entry)) continue;
    context.mark_bad(node);
    context.problem(
        entry.value.mark,
        fmt::format("{}.{} is {}", context.label(key.name), entry.key, describe(entry.value)),
        hint);
  }
}

/// "{ a = 1, b = 2 }"; nothing of an empty map.
template <class Map, class Text>
std::optional<std::string> map_text(const Map& map, const Text& text_of) {
  if (map.empty()) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& [name, value] : map)
    parts.push_back(fmt::format("{} = {}", toml_key(name), text_of(value)));
  return fmt::format("{{ {} }}", fmt::join(parts, ", "));
}

/// A key whose value is { name = number, ... } with names that the user chooses.
template <class T, class M>
Key& add_numbers(TableBuilder<T>& table, std::string name, M member, KeyOptions options) {
  return table.custom(
      std::move(name), KeyType::columns, std::move(options),
      [member](const Key& key, const Node& node, void* object, ReadContext& context) {
        read_map(key, node, context, [&](const NodeEntry& entry) {
          const bool number =
              entry.value.kind == Node::Kind::integer || entry.value.kind == Node::Kind::real;
          if (number)
            std::invoke(member, TableBuilder<T>::of(object))[entry.key] =
                std::stod(entry.value.mark.written());
          return number;
        });
      },
      [member](const Key&, const void* object, const std::optional<std::string>&) {
        return map_text(std::invoke(member, TableBuilder<T>::of(object)), number_text);
      });
}

/// A key whose value is { name = "text", ... }; a number stands for what it is written as if
/// `numbers` says so.
template <class T, class M>
Key& add_texts(TableBuilder<T>& table, std::string name, M member, bool numbers,
               KeyOptions options) {
  return table.custom(
      std::move(name), KeyType::columns, std::move(options),
      [member, numbers](const Key& key, const Node& node, void* object, ReadContext& context) {
        read_map(key, node, context, [&](const NodeEntry& entry) {
          const Node& value = entry.value;
          const bool text = value.kind == Node::Kind::string;
          const bool number = value.kind == Node::Kind::integer || value.kind == Node::Kind::real;
          if (!text && !(number && numbers)) return false;
          std::invoke(member, TableBuilder<T>::of(object))[entry.key] =
              text ? value.text : value.mark.written();
          return true;
        });
      },
      [member](const Key&, const void* object, const std::optional<std::string>&) {
        return map_text(std::invoke(member, TableBuilder<T>::of(object)), toml_text);
      });
}

}  // namespace cytotwin
