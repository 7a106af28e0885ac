#include "twin/scenario/resolve.h"

#include <fmt/format.h>

namespace cytotwin {

namespace {

class ResolvedWriter {
 public:
  explicit ResolvedWriter(const ScenarioDraft& draft) : draft_(draft) {}

  void write(const Table& table, const std::string& path, void* object, SubstanceUnit unit) {
    if (table.substance_unit) unit = table.substance_unit(object, unit_of());
    for (const Key& key : table.keys) {
      if (!key.write || !key.has_meaning(object)) continue;
      if (const auto text = key.write(key, object, unit))
        out_ += fmt::format("{} = {}\n", key.name, *text);
    }
    for (const Key& key : table.keys) {
      if (!key.table) continue;
      const std::string below = path.empty() ? key.name : path + "." + key.name;
      const bool list = key.type == KeyType::tables;
      for (std::size_t i = 0; i < key.count(object); ++i) {
        out_ += list ? fmt::format("\n[[{}]]\n", below) : fmt::format("\n[{}]\n", below);
        write(*key.table, below, key.element(object, i), unit);
      }
    }
  }

  std::string take() { return std::move(out_); }

 private:
  UnitOf unit_of() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      for (const SubstanceDraft& substance : draft_.substances) {
        if (substance.name == name) return substance.unit;
      }
      return std::nullopt;
    };
  }

  const ScenarioDraft& draft_;
  std::string out_;
};

}  // namespace

std::string resolved_toml(const Table& table, const ScenarioDraft& draft) {
  ScenarioDraft copy = draft;  // keys reach their elements through pointers to non-const
  ResolvedWriter writer(draft);
  writer.write(table, "", &copy, std::nullopt);
  return writer.take();
}

}  // namespace cytotwin
