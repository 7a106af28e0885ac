#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/units.h"
#include "core/vec3.h"
#include "twin/scenario/key.h"

namespace cytotwin {

/// What reading needs and gathers: units, problems, and which values turned out bad, so that one
/// slip is reported once.
class ReadContext {
 public:
  explicit ReadContext(const UnitSystem& units) : units_(units) {}

  /// Unit of each substance whose declaration is sound, from a first look at the file.
  void learn_substances(const Node& root);

  const UnitSystem& units() const { return units_; }
  std::vector<InputProblem>& problems() { return problems_; }
  std::vector<InputProblem>& warnings() { return warnings_; }

  /// "substance "oxygen": " or "time." stands before the names of keys in messages.
  std::string label(const std::string& key) const { return prefix_ + key; }
  /// Exchanges the prefix; returns the former one.
  std::string enter(std::string prefix) { return std::exchange(prefix_, std::move(prefix)); }
  const std::string& prefix() const { return prefix_; }

  void problem(const Mark& mark, std::string message, std::string hint = {});
  /// A problem of a key's value: "LABEL = VALUE WHAT".
  void bad_value(const Key& key, const Node& node, const std::string& what, std::string hint);
  void mark_missing(const Node& table, const std::string& key);
  bool is_bad(const Node* table, const std::string& key) const;
  void mark_bad(const Node& value) { bad_.insert(&value); }
  bool is_bad(const Node& value) const { return bad_.count(&value) > 0; }

  /// Unit of concentrations here; none if the substance or its unit is not known.
  std::optional<std::string> substance_unit;
  std::optional<std::string> unit_of(const std::string& substance) const;

  /// Keeps a node that was made here alive as long as this.
  const Node& keep(Node node) { return made_.emplace_back(std::move(node)); }

 private:
  const UnitSystem& units_;
  std::vector<InputProblem> problems_, warnings_;
  std::map<std::string, std::string> unit_by_substance_;
  std::set<const Node*> bad_;
  std::set<std::pair<const Node*, std::string>> missing_;
  std::deque<Node> made_;
  std::string prefix_;
};

/// Reads all keys of a table into an object; reports unknown, missing and meaningless ones.
void read_table(const Table& table, const Node& node, void* object, ReadContext& context);
/// `key` = one table or a list of tables.
void read_tables(const Key& key, const Node& node, void* object, ReadContext& context);

// Values of one type; nothing and a problem if the node is not one or out of range.
std::optional<bool> read_truth(const Key& key, const Node& node, ReadContext& context);
std::optional<std::int64_t> read_integer(const Key& key, const Node& node, ReadContext& context);
std::optional<double> read_quantity(const Key& key, const Node& node, ReadContext& context);
std::optional<Vec3> read_point(const Key& key, const Node& node, ReadContext& context);
std::optional<std::string> read_text(const Key& key, const Node& node, ReadContext& context);
std::optional<std::size_t> read_choice(const Key& key, const Node& node, ReadContext& context);
std::optional<std::vector<std::string>> read_choices(const Key& key, const Node& node,
                                                     ReadContext& context);

}  // namespace cytotwin
