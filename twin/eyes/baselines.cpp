#include "twin/eyes/baselines.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "assimilation/priors/standard_normal.h"

namespace cytotwin::eyes {
namespace {

constexpr std::size_t fewest_changes = 10, first_visit = 2, normal_members = 200;

using OfVisit = std::function<VisitForecast(const EyeCase&, std::size_t visit)>;

EyeForecasts for_each_visit(std::span<const EyeCase> cases, const OfVisit& of_visit) {
  EyeForecasts forecasts;
  for (const EyeCase& of : cases) {
    auto& visits = forecasts.emplace_back();
    for (std::size_t v = of.seen; v < of.end; ++v) {
      visits.push_back(of_visit(of, v));
      std::sort(visits.back().begin(), visits.back().end());
    }
  }
  return forecasts;
}

/// a + b exp(-week / tau) and what it leaves.
struct Exponential {
  double level = 0, amplitude = 0, weeks = 1, squares = 0;
  double at(double week) const { return level + amplitude * std::exp(-week / weeks); }
};

struct Seen {
  std::vector<double> weeks, thickness;
};

Seen seen_of(const EyeRecord& eye, std::size_t visits) {
  Seen seen;
  for (std::size_t v = 0; v < visits; ++v) {
    if (!eye.visits[v].thickness) continue;
    seen.weeks.push_back(eye.visits[v].week);
    seen.thickness.push_back(*eye.visits[v].thickness);
  }
  return seen;
}

Exponential with_time(const Seen& seen, double weeks) {
  const auto n = static_cast<double>(seen.weeks.size());
  double x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t i = 0; i < seen.weeks.size(); ++i) {
    const double shape = std::exp(-seen.weeks[i] / weeks);
    x += shape / n;
    y += seen.thickness[i] / n;
    xx += shape * shape / n;
    xy += shape * seen.thickness[i] / n;
  }
  Exponential fit;
  fit.weeks = weeks;
  fit.amplitude = xx - x * x > 1e-12 ? (xy - x * y) / (xx - x * x) : 0;
  fit.level = y - fit.amplitude * x;
  for (std::size_t i = 0; i < seen.weeks.size(); ++i) {
    const double residual = seen.thickness[i] - fit.at(seen.weeks[i]);
    fit.squares += residual * residual;
  }
  return fit;
}

Exponential fitted(const Seen& seen) {
  constexpr int times = 60;
  Exponential best = with_time(seen, 1);
  if (seen.weeks.size() < 3) {
    best.amplitude = 0;
    double sum = 0;
    for (const double um : seen.thickness) sum += um;
    best.level = sum / static_cast<double>(seen.thickness.size());
    return best;
  }
  for (int i = 1; i < times; ++i) {
    const Exponential next = with_time(seen, std::pow(100.0, static_cast<double>(i) / (times - 1)));
    if (next.squares < best.squares) best = next;
  }
  return best;
}

}  // namespace

std::vector<Change> changes_of(std::span<const EyeRecord> eyes) {
  std::vector<Change> changes;
  for (std::size_t e = 0; e < eyes.size(); ++e) {
    const std::vector<Visit>& visits = eyes[e].visits;
    for (std::size_t v = first_visit; v < visits.size(); ++v) {
      for (std::size_t lead = 1; lead <= longest_lead && v + lead < visits.size(); ++lead) {
        if (!visits[v].thickness || !visits[v + lead].thickness) continue;
        changes.push_back(
            {e, lead, *visits[v].thickness, *visits[v + lead].thickness - *visits[v].thickness});
      }
    }
  }
  return changes;
}

EyeForecasts persistence_with_changes(std::span<const EyeRecord> eyes,
                                      std::span<const EyeCase> cases,
                                      std::span<const Change> changes, Donors donors) {
  return for_each_visit(cases, [&](const EyeCase& of, std::size_t visit) {
    const LastThickness last = last_thickness(eyes[of.eye], of.seen);
    const std::size_t lead = std::min(visit - last.visit, longest_lead);
    std::vector<std::pair<double, double>> like;  // distance, change
    for (const Change& change : changes) {
      const bool monthly = eyes[change.eye].arm == monthly_arm;
      if (change.eye == of.eye || change.lead != lead || monthly != (donors == Donors::monthly))
        continue;
      like.emplace_back(std::abs(std::log(change.from / last.um)), change.change);
    }
    VisitForecast members;
    if (like.size() < fewest_changes) return members;
    std::stable_sort(like.begin(), like.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    like.resize(std::min(like.size(), like_changes));
    for (const auto& [distance, change] : like) members.push_back(last.um + change);
    return members;
  });
}

EyeForecasts persistence(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases) {
  return for_each_visit(cases, [&](const EyeCase& of, std::size_t) {
    return VisitForecast{last_thickness(eyes[of.eye], of.seen).um};
  });
}

EyeForecasts exponential_fit(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases) {
  return for_each_visit(cases, [&](const EyeCase& of, std::size_t visit) {
    const Seen seen = seen_of(eyes[of.eye], of.seen);
    const Exponential fit = fitted(seen);
    const double freedom = std::max(1.0, static_cast<double>(seen.weeks.size()) - 3);
    const double deviation = std::max(1.0, std::sqrt(fit.squares / freedom));
    VisitForecast members;
    for (std::size_t i = 0; i < normal_members; ++i) {
      const double share = (static_cast<double>(i) + 0.5) / normal_members;
      members.push_back(fit.at(eyes[of.eye].visits[visit].week) +
                        deviation * standard_normal_quantile(share));
    }
    return members;
  });
}

EyeForecasts letters_persistence(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases) {
  return for_each_visit(cases, [&](const EyeCase& of, std::size_t) {
    VisitForecast members;
    for (std::size_t v = of.seen; v-- > 0 && members.empty();) {
      if (eyes[of.eye].visits[v].letters) members.push_back(*eyes[of.eye].visits[v].letters);
    }
    return members;
  });
}

}  // namespace cytotwin::eyes
