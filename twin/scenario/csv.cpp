#include "twin/scenario/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>

namespace cytotwin {

namespace {

constexpr std::uintmax_t max_csv_bytes = 64U << 20U;
constexpr std::size_t max_reported = 20;

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

CsvTable::Row split(const std::string& line, std::size_t number) {
  CsvTable::Row row{number, {""}, {1}};
  std::vector<std::string>& cells = row.cells;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted) {
      cells.emplace_back();
      row.columns.push_back(i + 2);
    } else
      cells.back() += c;
  }
  for (std::string& cell : cells) cell = trimmed(std::move(cell));
  return row;
}

std::ifstream opened(const std::filesystem::path& file) {
  const SourcePlace whole{file.string(), 0, 0, {}};
  std::error_code error;
  if (!std::filesystem::exists(file, error)) throw InputError(whole, "no such file");
  if (!std::filesystem::is_regular_file(file, error)) throw InputError(whole, "this is no file");
  if (std::filesystem::file_size(file, error) > max_csv_bytes)
    throw InputError(whole, "the file is too large",
                     fmt::format("at most {} bytes", max_csv_bytes));
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError(whole, "cannot open this file", "is it readable?");
  return in;
}

}  // namespace

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

SourcePlace CsvTable::place(const Row& row, std::size_t column) const {
  return {file, row.line, row.columns.at(column), fmt::format("{}", fmt::join(row.cells, ","))};
}

CsvTable read_csv(const std::filesystem::path& file) {
  std::ifstream in = opened(file);
  CsvTable table;
  table.file = file.string();
  std::vector<InputProblem> problems;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (number == 1 && line.compare(0, 3, "\xEF\xBB\xBF") == 0) line.erase(0, 3);
    if (trimmed(line).empty() || line.front() == '#') continue;
    CsvTable::Row row = split(line, number);
    if (table.header.empty()) {
      table.header = std::move(row.cells);
    } else if (row.cells.size() != table.header.size()) {
      if (problems.size() < max_reported)
        problems.push_back(
            {{table.file, number, 1, trimmed(line).substr(0, 160)},
             fmt::format("{} cells, the header has {}", row.cells.size(), table.header.size()),
             "leave a cell empty where a value is missing"});
    } else {
      table.rows.push_back(std::move(row));
    }
  }
  if (table.header.empty())
    problems.push_back(
        {{table.file, 0, 0, {}}, "no header row", "the first line names the columns"});
  if (!problems.empty()) throw InputError(std::move(problems));
  return table;
}

std::vector<CsvRow> read_csv_rows(const std::filesystem::path& file, const std::string& comment) {
  std::ifstream in = opened(file);
  std::vector<CsvRow> rows;
  std::vector<InputProblem> problems;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (number == 1 && line.compare(0, 3, "\xEF\xBB\xBF") == 0) line.erase(0, 3);
    const std::string text = trimmed(line);
    if (text.empty() || text.compare(0, comment.size(), comment) == 0) continue;
    const auto control = std::find_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 32 && c != '\t') || c == 127;
    });
    if (control != text.end()) {
      if (problems.size() < max_reported)
        problems.push_back({{file.string(), number, 1, {}},
                            "a control character",
                            "is this a text file? write it again as UTF-8 without them"});
      continue;
    }
    CsvTable::Row row = split(line, number);
    rows.push_back({number, text.substr(0, 160), std::move(row.cells), std::move(row.columns)});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return rows;
}

}  // namespace cytotwin
