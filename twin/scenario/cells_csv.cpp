#include "twin/scenario/cells_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "core/toml/suggest.h"
#include "twin/scenario/csv.h"
#include "twin/scenario/geometry.h"
#include "twin/scenario/references.h"

namespace cytotwin {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<std::pair<const char*, CellState>, 4> states = {
    {{"live", CellState::live},
     {"apoptotic", CellState::apoptotic},
     {"necrotic_swelling", CellState::necrotic_swelling},
     {"necrotic_lysed", CellState::necrotic_lysed}}};

std::vector<std::string> state_names() {
  std::vector<std::string> names;
  for (const auto& [name, state] : states) names.emplace_back(name);
  return names;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool is_left_out(const std::string& field) { return field.empty() || lower_case(field) == "skip"; }

std::optional<double> finite_number(const std::string& field) {
  const bool plus = field.size() > 1 && field[0] == '+' && field[1] != '-';
  const char* last = field.data() + field.size();
  double value = 0;
  const auto [end, error] = std::from_chars(field.data() + (plus ? 1 : 0), last, value);
  const bool whole = error == std::errc() && end == last;
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// What a column holds; `index` of a variable.
struct Column {
  enum class Kind { x, y, z, type, type_number, volume, phase, state, variable, unknown };
  Kind kind = Kind::unknown;
  std::size_t index = 0;
  std::string name;
  bool refused = false;  ///< unknown, and said so
  friend bool operator==(const Column& a, const Column& b) {
    return a.kind == b.kind && a.index == b.index;
  }
};
using Kind = Column::Kind;

constexpr std::array<std::pair<const char*, Kind>, 8> known_columns = {{{"x", Kind::x},
                                                                        {"y", Kind::y},
                                                                        {"z", Kind::z},
                                                                        {"type", Kind::type},
                                                                        {"cell_type", Kind::type},
                                                                        {"volume", Kind::volume},
                                                                        {"phase", Kind::phase},
                                                                        {"state", Kind::state}}};
constexpr std::array<Kind, 4> needed = {Kind::x, Kind::y, Kind::z, Kind::type};

std::optional<Kind> known_column(const std::string& name) {
  for (const auto& [known, kind] : known_columns) {
    if (lower_case(name) == known) return kind;
  }
  return std::nullopt;
}

/// A header names a needed column; so does, in vain, a row in which nothing is a number.
bool is_header(const CsvRow& row) {
  const auto names_needed = [](const std::string& field) {
    const auto kind = known_column(field);
    return kind && std::find(needed.begin(), needed.end(), *kind) != needed.end();
  };
  const auto numeric = [](const std::string& field) {
    return field.find_first_of("0123456789") != std::string::npos;
  };
  return std::any_of(row.cells.begin(), row.cells.end(), names_needed) ||
         std::none_of(row.cells.begin(), row.cells.end(), numeric);
}

/// One file on its way to cells.
class CellFile {
 public:
  CellFile(const std::string& file, const ScenarioDraft& draft) : draft_(draft), problems_(file) {
    for (const CellTypeDraft& type : draft.cell_types) type_names_.push_back(type.name);
    for (const auto& variable : draft.variables) variable_names_.push_back(variable.name);
  }

  void read(const CsvRow& row) {
    if (columns_.empty()) {
      if (is_header(row)) return read_header(row);
      columns_ = {
          {Kind::x, 0, "x"}, {Kind::y, 0, "y"}, {Kind::z, 0, "z"}, {Kind::type_number, 0, "type"}};
      headerless_ = true;
    }
    if (row.cells.size() == columns_.size()) return read_cell(row);
    problems_.add(row, 1,
                  fmt::format("{} fields, there are {} columns", row.cells.size(), columns_.size()),
                  headerless_ ? "without a header row a line is x, y, z and the number of the type"
                              : "leave a field empty, or write skip, where nothing is to be set");
  }

  CsvProblems& problems() { return problems_; }
  bool has_rows() const { return !columns_.empty(); }
  std::vector<PlacedCell> take() { return std::move(cells_); }

 private:
  std::vector<std::string> column_names() const {
    std::vector<std::string> names;
    for (const auto& [name, kind] : known_columns) names.emplace_back(name);
    names.insert(names.end(), variable_names_.begin(), variable_names_.end());
    return names;
  }

  Column column_of(const std::string& name) const {
    if (const auto kind = known_column(name)) return {*kind, 0, name};
    const bool custom = name.compare(0, 7, "custom:") == 0;
    const std::size_t variable = index_of_name(draft_.variables, custom ? name.substr(7) : name);
    return variable < draft_.variables.size() ? Column{Kind::variable, variable, name}
                                              : Column{Kind::unknown, 0, name};
  }

  void read_header(const CsvRow& row) {
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      Column column = column_of(row.cells[c]);
      const auto same = std::find(columns_.begin(), columns_.end(), column);
      if (column.kind != Kind::unknown && same != columns_.end())
        problems_.add(row, row.columns[c],
                      fmt::format("column \"{}\" stands for the same as \"{}\" before it",
                                  column.name, same->name),
                      "keep one of them");
      columns_.push_back(std::move(column));
    }
    header_ = row;
    for (const Kind kind : needed) {
      const auto is_it = [&](const Column& column) { return column.kind == kind; };
      if (std::any_of(columns_.begin(), columns_.end(), is_it)) continue;
      const char* name = known_columns[static_cast<std::size_t>(kind)].first;
      header_complete_ = false;
      problems_.add(
          row, 1, fmt::format("no column \"{}\"", name),
          fmt::format("a header names x, y, z and type, and may name {}", joined(column_names())));
    }
  }

  void bad(const CsvRow& row, std::size_t c, const std::string& what, std::string hint) {
    problems_.add(row, row.columns[c],
                  fmt::format("{} = \"{}\" {}", columns_[c].name, row.cells[c], what),
                  std::move(hint));
  }

  double number(const CsvRow& row, std::size_t c, const char* unit) {
    if (const auto value = finite_number(row.cells[c])) return *value;
    bad(row, c, "is no finite number", fmt::format("write a plain number{}", unit));
    return missing;
  }

  void read_cell(const CsvRow& row) {
    if (!header_complete_) return;  // what the fields are is not known
    PlacedCell cell;
    const std::size_t before = problems_.count();
    for (std::size_t c = 0; c < columns_.size(); ++c) read_first(row, c, cell);
    if (problems_.count() == before) {
      check_place(row, cell);
      for (std::size_t c = 0; c < columns_.size(); ++c) read_second(row, c, cell);
    }
    if (problems_.count() == before) cells_.push_back(std::move(cell));
  }

  /// What depends on nothing else.
  void read_first(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const std::string& field = row.cells[c];
    switch (columns_[c].kind) {
      case Kind::x:
        cell.position.x = number(row, c, ", in um");
        break;
      case Kind::y:
        cell.position.y = number(row, c, ", in um");
        break;
      case Kind::z:
        cell.position.z = number(row, c, ", in um");
        break;
      case Kind::type:
        read_type(row, c, cell);
        break;
      case Kind::type_number:
        read_type_number(row, c, cell);
        break;
      case Kind::state:
        if (!is_left_out(field)) read_state(row, c, cell);
        break;
      case Kind::unknown:
        if (!is_left_out(field)) refuse_column(c);
        break;
      default:
        break;
    }
  }

  /// What depends on the type.
  void read_second(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    if (is_left_out(row.cells[c])) return;
    switch (columns_[c].kind) {
      case Kind::volume:
        read_volume(row, c, cell);
        break;
      case Kind::phase:
        read_phase(row, c, cell);
        break;
      case Kind::variable:
        read_variable(row, c, cell);
        break;
      default:
        break;
    }
  }

  void read_type(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const std::size_t index = index_of_name(draft_.cell_types, row.cells[c]);
    if (index == draft_.cell_types.size())
      return bad(row, c, "is no cell type", suggestion(row.cells[c], type_names_, "cell types"));
    cell.type = static_cast<std::uint16_t>(index);
  }

  void read_type_number(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const auto value = finite_number(row.cells[c]);
    const double types = static_cast<double>(type_names_.size());
    if (value && *value >= 0 && *value < types && *value == std::floor(*value)) {
      cell.type = static_cast<std::uint16_t>(*value);
      return;
    }
    std::vector<std::string> numbered;
    for (std::size_t t = 0; t < type_names_.size(); ++t)
      numbered.push_back(fmt::format("{} ({})", t, type_names_[t]));
    bad(row, c, "is no number of a cell type", fmt::format("cell types: {}", joined(numbered)));
  }

  void read_state(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    for (const auto& [name, state] : states) {
      if (row.cells[c] != name) continue;
      cell.state = state;
      return;
    }
    bad(row, c, "is no state", suggestion(row.cells[c], state_names(), "states"));
  }

  void refuse_column(std::size_t c) {
    if (std::exchange(columns_[c].refused, true)) return;
    const std::string& name = columns_[c].name;
    const std::string variable = name.compare(0, 7, "custom:") == 0 ? name.substr(7) : "";
    problems_.add(header_, header_.columns[c],
                  variable.empty() ? fmt::format("unknown column \"{}\"", name)
                                   : fmt::format("unknown variable \"{}\"", variable),
                  variable.empty() ? suggestion(name, column_names(), "columns")
                                   : suggestion(variable, variable_names_, "variables"));
  }

  void check_place(const CsvRow& row, const PlacedCell& cell) {
    if (draft_.domain.grid->contains(cell.position)) return;
    problems_.add(row, 1, fmt::format("{} lies outside the domain", point_text(cell.position)),
                  extent_text(*draft_.domain.grid));
  }

  void read_volume(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const double value = number(row, c, ", in um^3");
    const double own = draft_.cell_types[cell.type].volume.total;
    if (std::isnan(value)) return;
    if (value < own / most_volume_ratio || value > own * most_volume_ratio)
      return bad(
          row, c, "is out of range",
          fmt::format("allowed: {} to {} um^3, 1/{} to {} times the type's volume.total",
                      number_text(own / most_volume_ratio), number_text(own * most_volume_ratio),
                      most_volume_ratio, most_volume_ratio));
    cell.volume = value;
  }

  void read_phase(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const CellTypeDraft& type = draft_.cell_types[cell.type];
    std::vector<std::string> names;
    for (const CyclePhase& phase : type.cycle.phases) names.push_back(phase.name);
    const std::size_t index = index_of_name(type.cycle.phases, row.cells[c]);
    if (index == names.size())
      return bad(row, c, fmt::format("is no phase of cell_type \"{}\"", type.name),
                 suggestion(row.cells[c], names, "phases"));
    cell.phase = static_cast<std::uint8_t>(index);
  }

  void read_variable(const CsvRow& row, std::size_t c, PlacedCell& cell) {
    const double value = number(row, c, ", in the variable's unit");
    if (std::isnan(value)) return;
    const std::size_t index = columns_[c].index;
    for (const CellVariableDraft& draw : draft_.cell_types[cell.type].variable_draws) {
      if (draw.name != variable_names_[index] || draw.kind == VariableDistribution::Kind::constant)
        continue;
      const Range bounds{draw.least, draw.most};
      if (!bounds.contains(value))
        return bad(
            row, c, "is out of range",
            fmt::format("allowed: {}, by the type's [[cell_type.variable]]", bounds.words("")));
    }
    cell.variables.resize(variable_names_.size(), missing);
    cell.variables[index] = value;
  }

  const ScenarioDraft& draft_;
  CsvProblems problems_;
  std::vector<std::string> type_names_, variable_names_;
  std::vector<Column> columns_;
  CsvRow header_;
  bool headerless_ = false, header_complete_ = true;
  std::vector<PlacedCell> cells_;
};

}  // namespace

std::vector<PlacedCell> read_cells_csv(const std::filesystem::path& file,
                                       const ScenarioDraft& draft) {
  CellFile reader(file.string(), draft);
  for_csv_rows(file, "#", reader.problems(), [&](CsvRow& row) {
    if (row.cells.front().compare(0, 2, "//") != 0) reader.read(row);
  });
  reader.problems().throw_if_any();
  std::vector<PlacedCell> cells = reader.take();
  if (cells.empty())
    throw InputError(
        {file.string(), 0, 0, {}},
        reader.has_rows() ? "there are no cells below the header" : "the file is empty",
        "write a header row x,y,z,type and a line a cell, or x,y,z,NUMBER lines");
  return cells;
}

}  // namespace cytotwin
