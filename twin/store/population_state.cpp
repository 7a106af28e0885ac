#include "twin/store/population_state.h"

#include <fmt/format.h>

#include <type_traits>
#include <vector>

namespace cytotwin {

namespace {

constexpr const char* next_id = "population/next_id";
constexpr const char* substances = "population/internalised_count";

/// Names the columns in the order of Population::for_each_column; the internalised ones, which
/// share a name there, are numbered.
class ColumnNames {
 public:
  std::string next(const std::string& name) {
    if (name != "internalised") return "population/" + name;
    return fmt::format("population/internalised_{}", internalised_++);
  }

 private:
  int internalised_ = 0;
};

/// The number that a column's value is stored as: enumerations by their integer.
template <class Value>
struct Stored {
  using Type = Value;
};
template <class Value>
requires std::is_enum_v<Value>
struct Stored<Value> {
  using Type = std::underlying_type_t<Value>;
};

}  // namespace

void put_population(StateArrays& state, const Population& population) {
  ColumnNames names;
  Population::for_each_column(population, [&](const char* name, const char*, const auto& column) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    std::vector<typename Stored<Value>::Type> values(column.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<typename Stored<Value>::Type>(column[i]);
    }
    state.set(names.next(name), values);
  });
  state.set_value<std::uint64_t>(next_id, population.next_id);
  state.set_value<std::uint64_t>(substances, population.internalised.size());
}

Population take_population(const StateArrays& state, Population population) {
  population.next_id = state.get_value<std::uint64_t>(next_id);
  population.internalised.resize(state.get_value<std::uint64_t>(substances));
  const std::size_t cells = state.get<std::uint64_t>("population/id").size();
  ColumnNames names;
  Population::for_each_column(population, [&](const char* name, const char*, auto& column) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    const auto& values = state.get<typename Stored<Value>::Type>(names.next(name), cells);
    column.resize(cells);
    for (std::size_t i = 0; i < cells; ++i) column[i] = static_cast<Value>(values[i]);
  });
  return population;
}

}  // namespace cytotwin
