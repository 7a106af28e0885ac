#include "twin/scenario/checks.h"

#include <fmt/format.h>

namespace cytotwin {

namespace {

/// Follows "a.b" below a node; the deepest node that exists and whether it is the whole path.
std::pair<const Node*, bool> follow(const Node* node, std::string_view path) {
  while (node != nullptr) {
    const auto dot = path.find('.');
    const Node* next = node->find(path.substr(0, dot));
    if (next == nullptr) return {node, false};
    if (dot == std::string_view::npos) return {next, true};
    node = next;
    path.remove_prefix(dot + 1);
  }
  return {nullptr, false};
}

}  // namespace

bool Checks::good(const Located& table, std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const auto dot = key.rfind('.');
    const Node* parent = table.node;
    if (dot != std::string_view::npos) {
      const auto [node, whole] = follow(table.node, key.substr(0, dot));
      if (node != nullptr && context_.is_bad(*node)) return false;
      parent = whole ? node : nullptr;
    }
    const std::string_view last = dot == std::string_view::npos ? key : key.substr(dot + 1);
    if (context_.is_bad(parent, std::string(last))) return false;
  }
  return true;
}

bool Checks::written(const Located& table, std::string_view key) const {
  return follow(table.node, key).second;
}

Mark Checks::mark_of(const Located& table, std::string_view key) const {
  const Node* node = follow(table.node, key).first;
  return node == nullptr ? Mark{} : node->mark;
}

void Checks::problem(const Located& table, std::string_view key, std::string message,
                     std::string hint) {
  const Mark mark = mark_of(table, key);
  SourcePlace place = mark.place();
  if (!mark.source) place.file = root_.mark.place().file;
  context_.problems().push_back({std::move(place), std::move(message), std::move(hint)});
}

void Checks::warning(const Located& table, std::string_view key, std::string message,
                     std::string hint) {
  context_.warnings().push_back({mark_of(table, key).place(), std::move(message), std::move(hint)});
}

std::string Checks::said(const Located& table, std::string_view key, std::string_view label,
                         double value, std::string_view unit) const {
  if (written(table, key)) {
    const std::string text = mark_of(table, key).written();
    if (text.size() < 60) return fmt::format("{} = {}", label, text);
  }
  return fmt::format("{} = {}", label, quantity_text(value, std::string(unit)));
}

std::filesystem::path Checks::directory_of(const Located& table, std::string_view key) const {
  const Mark mark = mark_of(table, key);
  return mark.source ? mark.source->directory : std::filesystem::path();
}

}  // namespace cytotwin
