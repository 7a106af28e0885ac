#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/evaluate_charts.h"
#include "twin/commands/evaluate_report.h"
#include "twin/lesions/evaluation.h"

namespace cytotwin {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

/// Before minutes of work: can the folder be had?
void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw InputError({"--out", 0, 0, {}},
                     fmt::format("\"{}\" cannot be made a folder", folder.string()),
                     "name a folder that can be written");
}

unsigned threads_of(const EvaluateOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

lesions::Evaluation evaluated(const std::vector<lesions::ScanRow>& rows, unsigned threads,
                              const std::filesystem::path& file) {
  try {
    return lesions::evaluate(rows, Workers(threads),
                             [](const std::string& step) { fmt::print(stderr, "{}\n", step); });
  } catch (const std::invalid_argument& error) {
    throw InputError({file.string(), 0, 0, {}}, error.what(),
                     "H1 to H3 need patients with 6 scans, E2 and E3 a scan 24 to 40 weeks after "
                     "the first");
  }
}

}  // namespace

int evaluate_command(const EvaluateOptions& options) {
  const std::filesystem::path file = lesions::find_lesion_file(options.data);
  const std::vector<lesions::ScanRow> rows = lesions::read_scan_rows(file);
  if (options.out) make_folder(*options.out);
  const lesions::Evaluation evaluation = evaluated(rows, threads_of(options), file);
  fmt::print("{}", options.json ? report_json(evaluation) : report_text(evaluation));
  if (!options.out) return 0;
  write(*options.out / "report.txt", report_text(evaluation));
  write(*options.out / "report.json", report_json(evaluation));
  write(*options.out / "table.csv", report_table_csv(evaluation));
  write(*options.out / "forecasts.csv", report_forecasts_csv(evaluation));
  try {
    draw_evaluation(evaluation, *options.out);
  } catch (const std::runtime_error& error) {  // the tables stand without pictures
    fmt::print(stderr, "no charts: {}\n", error.what());
  }
  return 0;
}

}  // namespace cytotwin
