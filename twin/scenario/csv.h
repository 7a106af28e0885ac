#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"

namespace cytotwin {

/// A CSV file of texts: comma-separated, a header row, "quoted" fields, lines that start with "#"
/// and empty lines left out.
struct CsvTable {
  struct Row {
    std::size_t line = 0;
    std::vector<std::string> cells;    ///< as many as the header has
    std::vector<std::size_t> columns;  ///< where each starts in its line, from 1
  };
  std::string file;
  std::vector<std::string> header;
  std::vector<Row> rows;

  std::optional<std::size_t> column(const std::string& name) const;
  /// Of a cell; the text is the row's cells, without quotes.
  SourcePlace place(const Row& row, std::size_t column) const;
};

/// A line of a CSV file without a header.
struct CsvRow {
  std::size_t line = 0;
  std::string text;  ///< as written
  std::vector<std::string> cells;
  std::vector<std::size_t> columns;  ///< where each starts, from 1
};

/// All lines but empty ones and those that start with `comment`.
/// @throws InputError if the file cannot be read or a line has control characters
std::vector<CsvRow> read_csv_rows(const std::filesystem::path& file, const std::string& comment);

/// @throws InputError if the file cannot be read or is no such table, with every ragged row
CsvTable read_csv(const std::filesystem::path& file);

}  // namespace cytotwin
