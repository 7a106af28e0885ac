#include "twin/commands/evaluate_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "core/errors.h"

namespace cytotwin {

void make_results_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw InputError({"--out", 0, 0, {}},
                     fmt::format("\"{}\" cannot be made a folder", folder.string()),
                     "name a folder that can be written");
}

void write_result(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

unsigned evaluate_threads(const EvaluateOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace cytotwin
