#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/toml/node.h"
#include "twin/scenario/measure.h"

namespace cytotwin {

class ReadContext;
struct Table;

/// Units in which concentrations are written, by substance.
using UnitOf = std::function<std::optional<std::string>(const std::string& substance)>;

enum class KeyType {
  truth,     ///< true or false
  integer,   ///< a whole number
  number,    ///< without unit
  quantity,  ///< "1e5 um^2/min"
  point,     ///< three lengths
  text,
  choice,   ///< one of some names
  choices,  ///< a list of them
  face,     ///< what holds at a face of the domain
  columns,  ///< a table of texts with names that the user chooses
  table,    ///< [name]
  tables,   ///< [[name]]
};

/// What is written about a key besides its name and type; designated initialisers in declarations.
struct KeyOptions {
  std::string doc = {};  ///< one sentence; says what the value does
  bool required = false;
  Range range = any_value();
  std::string example = {};                    ///< of the value as TOML; empty: made from the type
  std::vector<std::string> aliases = {};       ///< former names and those of other tools, for hints
  std::function<bool(const void*)> when = {};  ///< whether the key has a meaning in this object
  std::string when_words = {};                 ///< "shape = \"ball\""
  bool decides = false;  ///< other keys have a meaning or not by what this one says; choices do
};

/// One key of a scenario: its only declaration. Reader, validation, the written-back scenario, the
/// reference manual and the tests are all driven by it.
///
/// `object` points to the C++ object that the enclosing Table fills.
struct Key {
  std::string name;
  KeyType type = KeyType::text;
  KeyOptions options;
  Measure measure = Measure::pure_number;
  std::vector<std::string> choices;
  std::shared_ptr<const Table> table;  ///< of `table` and `tables`
  std::string shorthand;  ///< of `table`: a text alone stands for a table with this key

  /// Stores the value, or reports problems.
  std::function<void(const Key&, const Node&, void* object, ReadContext&)> read;
  /// The value as TOML; nothing if it is unset. Not of tables.
  std::function<std::optional<std::string>(const Key&, const void* object,
                                           const std::optional<std::string>& substance_unit)>
      write;
  /// Of `table` (one or, where it is optional and unset, none) and `tables`.
  std::function<std::size_t(const void* object)> count;
  std::function<void(void* object, std::size_t n)> resize;
  std::function<void*(void* object, std::size_t i)> element;

  bool has_meaning(const void* object) const { return !options.when || options.when(object); }
};

/// The keys of a table and how they belong together.
struct Table {
  std::string doc;
  std::vector<Key> keys;
  std::string name_key;  ///< identifies an element in messages: "name" or "substance"
  /// Key that settles the unit of concentrations in this table and those below; may be empty.
  std::string unit_key;
  std::function<std::optional<std::string>(const void* object, const UnitOf&)> substance_unit;
  std::function<std::shared_ptr<void>()> create;                 ///< an object with all defaults
  std::function<void(void* object, const Node& node)> remember;  ///< where the object was written

  const Key* find(const std::string& name) const;
};

}  // namespace cytotwin
