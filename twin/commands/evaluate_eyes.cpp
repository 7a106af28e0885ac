#include <fmt/format.h>

#include <stdexcept>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/evaluate_eyes_report.h"
#include "twin/commands/evaluate_folder.h"
#include "twin/eyes/evaluation.h"
#include "twin/eyes/visits.h"

namespace cytotwin {
namespace {

eyes::EyeEvaluation evaluated(const std::filesystem::path& file, unsigned threads) {
  std::vector<eyes::EyeRecord> records = eyes::read_eyes(file);
  try {
    return eyes::evaluate(std::move(records), Workers(threads));
  } catch (const std::invalid_argument& error) {
    throw InputError({file.string(), 0, 0, {}}, error.what(),
                     "an eye needs 5 visits and the arm \"monthly\"");
  }
}

}  // namespace

int evaluate_eyes_command(const EvaluateOptions& options) {
  const std::filesystem::path file = eyes::find_visits_file(options.data);
  if (options.out) make_results_folder(*options.out);
  const eyes::EyeEvaluation evaluation = evaluated(file, evaluate_threads(options));
  fmt::print("{}", options.json ? eyes_json(evaluation) : eyes_text(evaluation));
  if (!options.out) return 0;
  write_result(*options.out / "report.txt", eyes_text(evaluation));
  write_result(*options.out / "report.json", eyes_json(evaluation));
  write_result(*options.out / "table.csv", eyes_table_csv(evaluation));
  write_result(*options.out / "forecasts.csv", eyes_forecasts_csv(evaluation));
  try {
    draw_eyes(evaluation, *options.out);
  } catch (const std::runtime_error& error) {  // the tables stand without pictures
    fmt::print(stderr, "no charts: {}\n", error.what());
  }
  return 0;
}

}  // namespace cytotwin
