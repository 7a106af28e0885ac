#include <fmt/format.h>

#include <stdexcept>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/evaluate_charts.h"
#include "twin/commands/evaluate_folder.h"
#include "twin/commands/evaluate_report.h"
#include "twin/lesions/evaluation.h"

namespace cytotwin {
namespace {

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
  if (options.what == "eyes") return evaluate_eyes_command(options);
  const std::filesystem::path file = lesions::find_lesion_file(options.data);
  const std::vector<lesions::ScanRow> rows = lesions::read_scan_rows(file);
  if (options.out) make_results_folder(*options.out);
  const lesions::Evaluation evaluation = evaluated(rows, evaluate_threads(options), file);
  fmt::print("{}", options.json ? report_json(evaluation) : report_text(evaluation));
  if (!options.out) return 0;
  write_result(*options.out / "report.txt", report_text(evaluation));
  write_result(*options.out / "report.json", report_json(evaluation));
  write_result(*options.out / "table.csv", report_table_csv(evaluation));
  write_result(*options.out / "forecasts.csv", report_forecasts_csv(evaluation));
  try {
    draw_evaluation(evaluation, *options.out);
  } catch (const std::runtime_error& error) {  // the tables stand without pictures
    fmt::print(stderr, "no charts: {}\n", error.what());
  }
  return 0;
}

}  // namespace cytotwin
