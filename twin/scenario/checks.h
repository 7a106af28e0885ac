#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "twin/scenario/read_context.h"
#include "twin/scenario/table_builder.h"

namespace cytotwin {

/// Reports relations between values at the place of one of them. Keys may be paths below the
/// table, "volume.nuclear".
class Checks {
 public:
  Checks(const Node& root, ReadContext& context) : root_(root), context_(context) {}

  /// Whether none of these keys had a problem of its own: only then may they be compared.
  bool good(const Located& table, std::initializer_list<std::string_view> keys) const;
  bool written(const Located& table, std::string_view key) const;

  /// At the key's value, or the table's header, or the file where none is written.
  void problem(const Located& table, std::string_view key, std::string message,
               std::string hint = {});
  void warning(const Located& table, std::string_view key, std::string message,
               std::string hint = {});
  /// A problem that stands in another file, e.g. a CSV.
  void problem(InputProblem problem) { context_.problems().push_back(std::move(problem)); }

  /// "time.end = "10 d"" as written, or "time.end = 14400 min" where it is not.
  std::string said(const Located& table, std::string_view key, std::string_view label, double value,
                   std::string_view unit) const;
  const UnitSystem& units() const { return context_.units(); }
  /// A folder that relative paths in this value start from.
  std::filesystem::path directory_of(const Located& table, std::string_view key) const;

 private:
  Mark mark_of(const Located& table, std::string_view key) const;

  const Node& root_;
  ReadContext& context_;
};

/// Reports names that occur twice in a list of tables; `kind` is "substance", "cell_type", ...
template <class T>
void check_unique_names(const std::vector<T>& list, const std::string& key, const std::string& kind,
                        std::string T::*name, Checks& checks) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!checks.good(list[i], {key}) || list[i].*name != list[j].*name) continue;
      checks.problem(list[i], key, kind + " \"" + list[i].*name + "\" is defined twice",
                     "give each its own " + key);
      break;
    }
  }
}

}  // namespace cytotwin
