#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/errors.h"
#include "core/toml/parse.h"
#include "core/toml/suggest.h"
#include "twin/scenario/load.h"

namespace cytotwin {

namespace {

/// Walks to the place of a `--set` text and lays its value there. Tables that are missing on the
/// way are made; elements of lists must exist.
class Override {
 public:
  explicit Override(const std::string& text) : text_(text) {}

  void apply(Node& root) {
    const auto equals = text_.find('=');
    if (equals == std::string::npos || equals == 0)
      fail("has no \"=\"", "write for example --set time.end=\"10 d\"");
    path_ = text_.substr(0, equals);
    while (!path_.empty() && path_.back() == ' ') path_.pop_back();
    Node value = parsed(text_.substr(equals + 1));
    steps();
    Node* node = &root;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) node = &descend(*node, steps_[i]);
    store(*node, steps_.back(), std::move(value));
  }

 private:
  [[noreturn]] void fail(const std::string& message, std::string hint) const {
    throw InputError({"--set " + text_, 0, 0, {}}, message, std::move(hint));
  }

  SourceHandle source(std::string value) const {
    auto made = std::make_shared<SourceText>();
    *made = *screened_source("--set " + text_, std::move(value), {});
    made->has_lines = false;
    return made;
  }

  /// As TOML if it is, else as a text: quotes may be left out where the shell took them.
  Node parsed(std::string value) const {
    while (!value.empty() && value.front() == ' ') value.erase(0, 1);
    while (!value.empty() && value.back() == ' ') value.pop_back();
    const SourceHandle handle = source(value);
    try {
      if (!value.empty()) return parse_toml_value(handle);
    } catch (const InputError&) {
      if (value.front() == '[' || value.front() == '{') throw;
    }
    Node node;
    node.kind = Node::Kind::string;
    node.text = std::move(value);
    node.mark = {handle, 0, handle->text.size()};
    return node;
  }

  /// "a.b[0].c" -> a, b, 0, c
  void steps() {
    std::string step;
    for (const char c : path_ + ".") {
      if (c != '.' && c != '[') {
        if (c != ']') step += c;
        continue;
      }
      if (step.empty())
        fail(fmt::format("\"{}\" is not a path of keys", path_),
             "write for example cell_type.tumour.apoptosis.rate");
      steps_.push_back(std::move(step));
      step.clear();
    }
    if (steps_.size() > max_nesting) fail("the path is too long", "");
  }

  Node& descend(Node& node, const std::string& step) const {
    if (node.kind == Node::Kind::list) return element(node, step);
    if (node.kind != Node::Kind::table)
      fail(fmt::format("\"{}\" stands below {}, which holds nothing", step, describe(node)),
           "the path leads through tables and lists of tables");
    if (Node* found = node.find(step)) return *found;
    Node table;
    table.mark = mark();
    node.entries.push_back({step, mark(), std::move(table)});
    return node.entries.back().value;
  }

  Node& element(Node& list, const std::string& step) const {
    std::size_t index = list.items.size();
    const auto parsed = std::from_chars(step.data(), step.data() + step.size(), index);
    const bool numeric = parsed.ptr == step.data() + step.size() && parsed.ec == std::errc();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node* name = list.items[i].find("name");
      for (const char* key : {"substance", "quantity"}) {
        if (name == nullptr) name = list.items[i].find(key);
      }
      if (name == nullptr || name->kind != Node::Kind::string) continue;
      if (name->text == step) return list.items[i];
      names.push_back(name->text);
    }
    if (numeric && index < list.items.size()) return list.items[index];
    if (numeric)
      fail(fmt::format("there is no element {}", step),
           fmt::format("the list has {} elements, counted from 0", list.items.size()));
    fail(fmt::format("no element is called \"{}\"", step), suggestion(step, names, "names"));
  }

  void store(Node& node, const std::string& step, Node value) const {
    if (node.kind == Node::Kind::table) {
      if (Node* present = node.find(step))
        *present = std::move(value);
      else
        node.entries.push_back({step, mark(), std::move(value)});
    } else {
      descend(node, step) = std::move(value);
    }
  }

  Mark mark() const {
    if (!mark_.source) mark_ = {source(""), 0, 0};
    return mark_;
  }

  const std::string& text_;
  std::string path_;
  std::vector<std::string> steps_;
  mutable Mark mark_;
};

}  // namespace

void apply_override(Node& root, const std::string& text) { Override(text).apply(root); }

}  // namespace cytotwin
