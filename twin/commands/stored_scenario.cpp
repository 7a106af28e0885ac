#include "twin/commands/stored_scenario.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "core/errors.h"
#include "twin/commands/run_folder.h"
#include "twin/commands/summary.h"
#include "twin/scenario/difference.h"

namespace cytotwin {

std::string bytes_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (!in) throw InputError({file.string(), 0, 0, {}}, "cannot read this file", "is it readable?");
  return bytes;
}

ReadScenario store_scenario(const ReadScenario& given, const std::filesystem::path& folder,
                            bool replace) {
  std::vector<std::string> tables;
  for (const TableCopy& table : given.tables) tables.push_back(bytes_of_file(table.file));
  make_run_folder(folder, replace);
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const std::filesystem::path copy = folder / given.tables[t].name;
    make_folder(copy.parent_path());
    write_text(copy, tables[t]);
  }
  write_text(folder / resolved_file, given.portable);
  return read_scenario_text((folder / resolved_file).string(), given.portable, folder);
}

void require_same_scenario(const ReadScenario& stored, const ReadScenario& given,
                           const std::filesystem::path& scenario,
                           const std::filesystem::path& folder, const std::string& advice) {
  const auto difference = first_difference(stored.portable, given.portable);
  if (!difference) return;
  throw InputError(
      {scenario.string(), 0, 0, {}},
      fmt::format("is not the scenario that {} was started with: {} is {} there, {} here",
                  folder.string(), difference->key, difference->before, difference->after),
      advice);
}

}  // namespace cytotwin
