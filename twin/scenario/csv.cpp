#include "twin/scenario/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "core/toml/utf8.h"

namespace cytotwin {

namespace {

constexpr std::uintmax_t max_csv_bytes = 256U << 20U;
constexpr std::size_t max_csv_line_bytes = 1U << 16U;
constexpr std::size_t shown_bytes = 160;

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Fields of a line into a row; whether it ends outside quotes.
bool split(const std::string& line, CsvRow& row) {
  row.cells.assign(1, {});
  row.columns.assign(1, 1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      row.cells.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted) {
      row.cells.emplace_back();
      row.columns.push_back(i + 2);
    } else
      row.cells.back() += c;
  }
  for (std::string& cell : row.cells) cell = trimmed(std::move(cell));
  return !quoted;
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

/// Whether a line is text; if not, reports the first place where it is none.
bool screened(const std::string& line, CsvRow& row, CsvProblems& problems) {
  row.text.clear();  // it may hold the very bytes that must not reach a terminal
  if (line.size() > max_csv_line_bytes) {
    problems.add(row, 1, "this line is too long",
                 fmt::format("at most {} bytes a line", max_csv_line_bytes));
    return false;
  }
  for (std::size_t at = 0; at < line.size();) {
    const auto byte = static_cast<unsigned char>(line[at]);
    if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F) {
      problems.add(row, at + 1, fmt::format("a control character, 0x{:02x}", byte),
                   "is this a text file? write it again as UTF-8 without them");
      return false;
    }
    const std::size_t length = utf8_character(line, at);
    if (length == 0) {
      problems.add(row, at + 1, fmt::format("byte 0x{:02x} is not valid UTF-8", byte),
                   "save the file as UTF-8");
      return false;
    }
    at += length;
  }
  row.text = utf8_prefix(trimmed(line), shown_bytes);
  return true;
}

}  // namespace

void CsvProblems::add(InputProblem problem) {
  if (problems_.size() < limit) {
    problems_.push_back(std::move(problem));
  } else if (unreported_++ == 0) {
    first_unreported_line_ = problem.place.line;
  }
}

void CsvProblems::add(const CsvRow& row, std::size_t column, std::string message,
                      std::string hint) {
  add({{file_, row.line, column, row.text}, std::move(message), std::move(hint)});
}

void CsvProblems::add(std::string message, std::string hint) {
  add({{file_, 0, 0, {}}, std::move(message), std::move(hint)});
}

std::vector<InputProblem> CsvProblems::take() {
  if (unreported_ > 0)
    problems_.push_back({{file_, first_unreported_line_, 1, {}},
                         fmt::format("{} more problems from this line on", unreported_),
                         fmt::format("the first {} of a file are listed", limit)});
  unreported_ = 0;
  return std::exchange(problems_, {});
}

void CsvProblems::throw_if_any() {
  if (!problems_.empty()) throw InputError(take());
}

void for_csv_rows(const std::filesystem::path& file, const std::string& comment,
                  CsvProblems& problems, const std::function<void(CsvRow& row)>& visit) {
  std::ifstream in = opened(file);
  CsvRow row;
  std::string line;
  for (row.line = 1; std::getline(in, line); ++row.line) {
    if (row.line == 1 && line.compare(0, 3, "\xEF\xBB\xBF") == 0) line.erase(0, 3);
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line.compare(first, comment.size(), comment) == 0) continue;
    if (!screened(line, row, problems)) continue;
    if (split(line, row))
      visit(row);
    else
      problems.add(row, 1, "a quotation mark is not closed in its line",
                   "close it; a quotation mark within quotes is written twice");
  }
}

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

SourcePlace CsvTable::place(const CsvRow& row, std::size_t column) const {
  return {file, row.line, row.columns.at(column), row.text};
}

CsvTable read_csv(const std::filesystem::path& file) {
  CsvTable table;
  table.file = file.string();
  CsvProblems problems(table.file);
  for_csv_rows(file, "#", problems, [&](CsvRow& row) {
    if (table.header.empty()) {
      table.header = row.cells;
    } else if (row.cells.size() != table.header.size()) {
      problems.add(
          row, 1, fmt::format("{} cells, the header has {}", row.cells.size(), table.header.size()),
          "leave a cell empty where a value is missing");
    } else {
      table.rows.push_back(row);
    }
  });
  if (table.header.empty() && problems.count() == 0)
    problems.add("no header row", "the first line names the columns");
  problems.throw_if_any();
  return table;
}

}  // namespace cytotwin
