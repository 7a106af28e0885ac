#include "twin/scenario/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "core/toml/parse.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

namespace {

constexpr std::size_t max_extends = 16;

std::filesystem::path same_path(const std::filesystem::path& file) {
  std::error_code error;
  const auto canonical = std::filesystem::weakly_canonical(file, error);
  return error ? file.lexically_normal() : canonical;
}

void check_schema(const Node& root) {
  const Node* schema = root.find("schema");
  if (schema == nullptr || schema->kind != Node::Kind::integer) return;
  if (schema->integer == scenario_schema) return;
  throw InputError(
      schema->mark.place(), fmt::format("schema = {}", schema->integer),
      schema->integer > scenario_schema
          ? fmt::format("this program reads schema {}; use a newer program", scenario_schema)
          : fmt::format("this program reads schema {} only; the first version is 1",
                        scenario_schema));
}

/// A file laid over what it extends, to the end of the chain.
class Chain {
 public:
  explicit Chain(LoadedScenario& loaded) : loaded_(loaded) {}

  Node read(const SourceHandle& source) {
    const std::filesystem::path here = same_path(source->name);
    loaded_.files.push_back(source->name);
    open_.push_back(here);
    Node root = parse_toml(source);
    check_schema(root);
    const auto entry = std::find_if(root.entries.begin(), root.entries.end(),
                                    [](const NodeEntry& e) { return e.key == "extends"; });
    if (entry == root.entries.end()) return root;
    const Node extends = std::move(entry->value);
    root.entries.erase(entry);
    Node base = read_base(extends);
    const Mark mark = root.mark;
    merge(base, std::move(root));
    base.mark = mark;
    return base;
  }

 private:
  Node read_base(const Node& extends) {
    if (extends.kind != Node::Kind::string || extends.text.empty())
      throw InputError(extends.mark.place(),
                       fmt::format("extends is {}, not a path", describe(extends)),
                       "write for example extends = \"base.toml\"");
    const std::filesystem::path file =
        (extends.mark.source->directory / extends.text).lexically_normal();
    if (std::find(open_.begin(), open_.end(), same_path(file)) != open_.end())
      throw InputError(extends.mark.place(),
                       fmt::format("extends = \"{}\" goes in a circle", extends.text),
                       fmt::format("{} is already extended by this file", file.string()));
    if (open_.size() >= max_extends)
      throw InputError(extends.mark.place(), "too many files extend each other",
                       fmt::format("at most {}", max_extends));
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
      throw InputError(extends.mark.place(),
                       fmt::format("extends = \"{}\": no such file", extends.text),
                       "paths are relative to the file that they stand in");
    return read(read_source(file));
  }

  LoadedScenario& loaded_;
  std::vector<std::filesystem::path> open_;
};

/// Text of the key that tells elements of a list apart; null if there is none.
const std::string* identity(const Node& element) {
  for (const char* key : {"name", "substance", "quantity"}) {
    const Node* value = element.find(key);
    if (value != nullptr && value->kind == Node::Kind::string) return &value->text;
  }
  return nullptr;
}

bool has_identities(const Node& list) {
  return list.is_table_list() && std::all_of(list.items.begin(), list.items.end(),
                                             [](const Node& e) { return identity(e) != nullptr; });
}

void merge_lists(Node& base, Node over) {
  for (Node& element : over.items) {
    const auto same = std::find_if(base.items.begin(), base.items.end(), [&](const Node& other) {
      return *identity(other) == *identity(element);
    });
    if (same == base.items.end())
      base.items.push_back(std::move(element));
    else
      merge(*same, std::move(element));
  }
}

}  // namespace

void merge(Node& base, Node over) {
  if (base.kind == Node::Kind::table && over.kind == Node::Kind::table) {
    base.mark = over.mark;
    for (NodeEntry& entry : over.entries) {
      if (Node* present = base.find(entry.key))
        merge(*present, std::move(entry.value));
      else
        base.entries.push_back(std::move(entry));
    }
  } else if (has_identities(base) && has_identities(over)) {
    merge_lists(base, std::move(over));
  } else {
    base = std::move(over);
  }
}

LoadedScenario load_scenario(const SourceHandle& source,
                             const std::vector<std::string>& overrides) {
  LoadedScenario loaded;
  loaded.root = Chain(loaded).read(source);
  std::vector<InputProblem> problems;
  for (const std::string& text : overrides) {
    try {
      apply_override(loaded.root, text);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return loaded;
}

}  // namespace cytotwin
