#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"

namespace cytotwin {

/// A line of a CSV file: comma-separated fields, "quoted" ones without their quotes.
struct CsvRow {
  std::size_t line = 0;
  std::string text;  ///< as written, at most 160 bytes of it
  std::vector<std::string> cells;
  std::vector<std::size_t> columns;  ///< where each starts in its line, from 1
};

/// Problems of one CSV file. A file may be wrong in every row: beyond a limit they are only
/// counted.
class CsvProblems {
 public:
  static constexpr std::size_t limit = 20;

  explicit CsvProblems(std::string file) : file_(std::move(file)) {}

  /// @param column  from 1, as CsvRow::columns
  void add(const CsvRow& row, std::size_t column, std::string message, std::string hint);
  /// Of the file as a whole.
  void add(std::string message, std::string hint);
  void add(InputProblem problem);
  std::size_t count() const { return problems_.size() + unreported_; }
  /// All of them; the last says how many more there are.
  std::vector<InputProblem> take();
  /// @throws InputError with take() if there are any
  void throw_if_any();

 private:
  std::string file_;
  std::vector<InputProblem> problems_;
  std::size_t unreported_ = 0;
  std::size_t first_unreported_line_ = 0;
};

/// Calls visit(row) for every line but empty ones and those that start with `comment`. Lines that
/// are no text (control characters, not UTF-8), end within quotes or are too long are reported
/// instead.
/// @throws InputError if the file cannot be read
void for_csv_rows(const std::filesystem::path& file, const std::string& comment,
                  CsvProblems& problems, const std::function<void(CsvRow& row)>& visit);

/// A CSV file with a header row; lines that start with "#" and empty lines left out.
struct CsvTable {
  std::string file;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;  ///< each with as many cells as the header

  std::optional<std::size_t> column(const std::string& name) const;
  SourcePlace place(const CsvRow& row, std::size_t column) const;
};

/// @throws InputError if the file cannot be read or is no such table, with every ragged row
CsvTable read_csv(const std::filesystem::path& file);

}  // namespace cytotwin
