#include "twin/scenario/table_copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "twin/scenario/draft.h"

namespace cytotwin {

namespace {

std::string free_name(const std::filesystem::path& file, const std::vector<TableCopy>& copies) {
  const std::string stem = file.stem().string(), extension = file.extension().string();
  std::string name = fmt::format("measured/{}{}", stem, extension);
  const auto taken = [&](const TableCopy& copy) { return copy.name == name; };
  for (int n = 2; std::any_of(copies.begin(), copies.end(), taken); ++n)
    name = fmt::format("measured/{}_{}{}", stem, n, extension);
  return name;
}

}  // namespace

std::vector<TableCopy> name_copies(ScenarioDraft& draft) {
  std::vector<TableCopy> copies;
  for (Comparison& comparison : draft.comparisons) {
    const auto same = [&](const TableCopy& copy) { return copy.file == comparison.file; };
    if (std::none_of(copies.begin(), copies.end(), same))
      copies.push_back({comparison.file, free_name(comparison.file, copies)});
    comparison.file = std::find_if(copies.begin(), copies.end(), same)->name;
  }
  return copies;
}

}  // namespace cytotwin
