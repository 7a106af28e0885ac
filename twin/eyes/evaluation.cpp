#include "twin/eyes/evaluation.h"

#include <algorithm>
#include <stdexcept>

#include "twin/eyes/baselines.h"
#include "twin/eyes/population.h"
#include "twin/eyes/twin_forecast.h"

namespace cytotwin::eyes {
namespace {

constexpr std::uint64_t seed = 2022;

/// Scores methods in turn; those that say nothing of any visit are left out.
class MethodTable {
 public:
  MethodTable(const EyeEvaluation& evaluation, Measure measure, std::vector<EyeScores>& table)
      : evaluation_(evaluation), measure_(measure), table_(table) {}

  void add(const std::string& name, const EyeForecasts& forecasts, bool certain = false) {
    const std::vector<ScoredVisit> visits =
        scored(evaluation_.eyes, evaluation_.cases, forecasts, measure_);
    if (!visits.empty()) table_.push_back(summed(name, evaluation_.eyes.size(), visits, certain));
  }

 private:
  const EyeEvaluation& evaluation_;
  Measure measure_;
  std::vector<EyeScores>& table_;
};

}  // namespace

EyeEvaluation evaluate(std::vector<EyeRecord> eyes, const Workers& workers) {
  EyeEvaluation result;
  result.eyes = std::move(eyes);
  for (const EyeRecord& eye : result.eyes)
    ++(eye.arm == monthly_arm ? result.monthly_eyes : result.other_eyes);
  result.cases = cases_of(result.eyes);
  if (result.cases.empty())
    throw std::invalid_argument(
        "no eye of the arm \"monthly\" has a thickness among its first 4 visits and one after "
        "them");
  TwinOfEyes twin = forecast_by_twin(result.eyes, result.cases, Population{}, workers);
  result.twin_thickness = std::move(twin.thickness);
  result.twin_letters = std::move(twin.letters);

  const std::vector<Change> changes = changes_of(result.eyes);
  MethodTable thickness(result, Measure::thickness, result.thickness);
  thickness.add(twin_method, result.twin_thickness);
  thickness.add(certain_method, persistence(result.eyes, result.cases), true);
  thickness.add(persistence_method,
                persistence_with_changes(result.eyes, result.cases, changes, Donors::other_arms));
  thickness.add(own_arm_method,
                persistence_with_changes(result.eyes, result.cases, changes, Donors::monthly));
  thickness.add(exponential_method, exponential_fit(result.eyes, result.cases));
  MethodTable letters(result, Measure::letters, result.letters);
  letters.add(twin_method, result.twin_letters);
  letters.add(certain_method, letters_persistence(result.eyes, result.cases), true);

  for (std::size_t m = 1; m < result.thickness.size(); ++m)
    result.gains.push_back(crps_gain(result.thickness.front(), result.thickness[m], seed));
  result.levels = levels_of(result);
  return result;
}

}  // namespace cytotwin::eyes
