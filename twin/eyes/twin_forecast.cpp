#include "twin/eyes/twin_forecast.h"

#include <algorithm>
#include <map>

#include "twin/eyes/eye_network.h"
#include "twin/eyes/response.h"
#include "twin/eyes/thickness.h"
#include "twin/eyes/vision.h"

namespace cytotwin::eyes {
namespace {

constexpr std::uint64_t seed = 2022;
constexpr double dose_mg = 0.3;

using Left = std::vector<std::vector<double>>;

std::vector<double> days_of(const EyeRecord& eye, std::size_t visits) {
  std::vector<double> days;
  for (std::size_t v = 0; v < visits; ++v) days.push_back(7 * eye.visits[v].week);
  return days;
}

bool begins_with(const std::vector<double>& longer, const std::vector<double>& days) {
  return days.size() <= longer.size() && std::equal(days.begin(), days.end(), longer.begin());
}

/// What the network leaves under each calendar of visits; calendars that are the beginning of
/// another share it.
class Calendars {
 public:
  Calendars(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases,
            std::span<const EyeMember> members, const Workers& workers) {
    std::vector<std::vector<double>> wanted;
    for (const EyeCase& of : cases) wanted.push_back(days_of(eyes[of.eye], of.end));
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    const Network network = eye_network();
    for (const std::vector<double>& days : wanted) {
      if (find(days) == nullptr)
        known_.emplace_back(days, oedema_left(network, members, days, dose_mg, workers));
    }
  }

  const Left* find(const std::vector<double>& days) const {
    for (const auto& [longer, left] : known_) {
      if (begins_with(longer, days)) return &left;
    }
    return nullptr;
  }

 private:
  std::vector<std::pair<std::vector<double>, Left>> known_;
};

void sort_members(std::vector<VisitForecast>& visits) {
  for (VisitForecast& members : visits) std::sort(members.begin(), members.end());
}

}  // namespace

TwinOfEyes forecast_by_twin(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases,
                            const Population& population, const Workers& workers) {
  const std::vector<EyeMember> members = draw_members(population, eye_members, seed);
  const Calendars calendars(eyes, cases, members, workers);
  TwinOfEyes result{EyeForecasts(cases.size()), EyeForecasts(cases.size())};
  workers.for_blocks(cases.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const EyeCase& of = cases[c];
      const EyeRecord& eye = eyes[of.eye];
      const EyeBank bank{population, members, *calendars.find(days_of(eye, of.end))};
      const std::span seen = std::span(eye.visits).first(of.seen);
      std::vector<ComingVisit> coming;
      for (std::size_t v = of.seen; v < of.end; ++v)
        coming.push_back({eye.visits[v].week, eye.visits[v].reconstructed});
      const ThicknessForecast thickness =
          forecast(bank, assimilate(bank, seen), coming, of.seen, forecast_draws, seed);
      result.thickness[c] = thickness.reading;
      const auto vision = assimilate_letters(population, population.dry, seen);
      result.letters[c] =
          vision ? forecast_letters(population, population.dry, *vision, thickness, coming, seed)
                 : std::vector<VisitForecast>(coming.size());
      sort_members(result.thickness[c]);
      sort_members(result.letters[c]);
    }
  });
  return result;
}

}  // namespace cytotwin::eyes
