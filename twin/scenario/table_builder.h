#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "twin/scenario/read_context.h"
#include "twin/scenario/write_value.h"

namespace cytotwin {

/// Base of objects that later checks report on: where they were written.
struct Located {
  const Node* node = nullptr;  ///< null if the file does not mention the table
};

/// Declares the keys of a table that fills a T. A member is a pointer to member or anything that
/// std::invoke takes with T& and const T&; optional<V> members stay empty where a key is absent.
/// Keys are read in the order of declaration.
template <class T>
class TableBuilder {
 public:
  explicit TableBuilder(std::string doc) {
    table_.doc = std::move(doc);
    table_.create = [] { return std::static_pointer_cast<void>(std::make_shared<T>()); };
    if constexpr (std::is_base_of_v<Located, T>)
      table_.remember = [](void* object, const Node& node) { of(object).node = &node; };
  }

  template <class M>
  Key& truth(std::string name, M member, KeyOptions options) {
    return value(std::move(name), KeyType::truth, member, std::move(options), read_truth);
  }
  template <class M>
  Key& integer(std::string name, M member, KeyOptions options) {
    return value(std::move(name), KeyType::integer, member, std::move(options), read_integer);
  }
  template <class M>
  Key& number(std::string name, M member, KeyOptions options) {
    return value(std::move(name), KeyType::number, member, std::move(options), read_quantity);
  }
  template <class M>
  Key& quantity(std::string name, M member, Measure measure, KeyOptions options) {
    Key& key = value(std::move(name), KeyType::quantity, member, std::move(options), read_quantity);
    key.measure = measure;
    return key;
  }
  template <class M>
  Key& point(std::string name, M member, KeyOptions options) {
    Key& key = value(std::move(name), KeyType::point, member, std::move(options), read_point);
    key.measure = Measure::length;
    return key;
  }
  template <class M>
  Key& text(std::string name, M member, KeyOptions options) {
    return value(std::move(name), KeyType::text, member, std::move(options), read_text);
  }
  template <class M>
  Key& choices(std::string name, M member, std::vector<std::string> names, KeyOptions options) {
    Key& key = value(std::move(name), KeyType::choices, member, std::move(options), read_choices);
    key.choices = std::move(names);
    return key;
  }

  /// An enum by the names of its values.
  template <class M, class E>
  Key& choice(std::string name, M member, std::vector<std::pair<std::string, E>> values,
              KeyOptions options) {
    Key& key = add(std::move(name), KeyType::choice, std::move(options));
    for (const auto& [word, unused] : values) key.choices.push_back(word);
    key.read = [member, values](const Key& self, const Node& node, void* object,
                                ReadContext& context) {
      if (const auto index = read_choice(self, node, context))
        std::invoke(member, of(object)) = values[*index].second;
    };
    key.write = [member, values](const Key&, const void* object,
                                 const std::optional<std::string>&) -> std::optional<std::string> {
      for (const auto& [word, entry] : values) {
        if (entry == std::invoke(member, of(object))) return toml_text(word);
      }
      return std::nullopt;
    };
    return key;
  }

  /// Anything with a reader and a writer of its own.
  Key& custom(std::string name, KeyType type, KeyOptions options, decltype(Key::read) read,
              decltype(Key::write) write) {
    Key& key = add(std::move(name), type, std::move(options));
    key.read = std::move(read);
    key.write = std::move(write);
    return key;
  }

  /// [name]: the member is an object, or an optional one that exists if the table does.
  template <class M>
  Key& table(std::string name, M member, Table below, KeyOptions options = {}) {
    Key& key = nested(std::move(name), KeyType::table, std::move(below), std::move(options));
    key.count = [member](const void* object) -> std::size_t {
      return is_set(std::invoke(member, of(object))) ? 1 : 0;
    };
    key.resize = [member](void* object, std::size_t) { create(std::invoke(member, of(object))); };
    key.element = [member](void* object, std::size_t) -> void* {
      return address(std::invoke(member, of(object)));
    };
    return key;
  }

  /// [[name]]: the member is a vector.
  template <class M>
  Key& tables(std::string name, M member, Table below, KeyOptions options = {}) {
    Key& key = nested(std::move(name), KeyType::tables, std::move(below), std::move(options));
    key.count = [member](const void* object) { return std::invoke(member, of(object)).size(); };
    key.resize = [member](void* object, std::size_t n) {
      std::invoke(member, of(object)).resize(n);
    };
    key.element = [member](void* object, std::size_t i) -> void* {
      return &std::invoke(member, of(object))[i];
    };
    return key;
  }

  TableBuilder& named_by(std::string key) {
    table_.name_key = std::move(key);
    return *this;
  }
  /// @param unit  unit of concentrations, from the object and the units of all substances
  void units_from(std::string key,
                  std::function<std::optional<std::string>(const T&, const UnitOf&)> unit) {
    table_.unit_key = std::move(key);
    table_.substance_unit = [unit = std::move(unit)](const void* object, const UnitOf& unit_of) {
      return unit(of(object), unit_of);
    };
  }

  Table build() { return std::move(table_); }

  static T& of(void* object) { return *static_cast<T*>(object); }
  static const T& of(const void* object) { return *static_cast<const T*>(object); }

 private:
  template <class V>
  static bool is_set(const std::optional<V>& value) {
    return value.has_value();
  }
  template <class V>
  static bool is_set(const V&) {
    return true;
  }
  template <class V>
  static void create(std::optional<V>& value) {
    value.emplace();
  }
  template <class V>
  static void create(V&) {}
  template <class V>
  static void* address(std::optional<V>& value) {
    return &*value;
  }
  template <class V>
  static void* address(V& value) {
    return &value;
  }

  Key& add(std::string name, KeyType type, KeyOptions options) {
    Key& key = table_.keys.emplace_back();
    key.name = std::move(name);
    key.type = type;
    key.options = std::move(options);
    return key;
  }

  template <class M, class Read>
  Key& value(std::string name, KeyType type, M member, KeyOptions options, Read read) {
    Key& key = add(std::move(name), type, std::move(options));
    key.read = [member, read](const Key& self, const Node& node, void* object,
                              ReadContext& context) {
      if (auto result = read(self, node, context)) {
        auto& target = std::invoke(member, of(object));
        using Target = std::remove_reference_t<decltype(target)>;
        if constexpr (std::is_arithmetic_v<Target>)
          target = static_cast<Target>(*result);
        else
          target = std::move(*result);
      }
    };
    key.write = [member](const Key& self, const void* object,
                         const std::optional<std::string>& unit) {
      return value_text(self, std::invoke(member, of(object)), unit);
    };
    return key;
  }

  Key& nested(std::string name, KeyType type, Table below, KeyOptions options) {
    if (options.doc.empty()) options.doc = below.doc;
    Key& key = add(std::move(name), type, std::move(options));
    key.table = std::make_shared<const Table>(std::move(below));
    key.read = read_tables;
    return key;
  }

  Table table_;
};

}  // namespace cytotwin
