#include "twin/lesions/baselines.h"

#include <algorithm>
#include <cmath>

namespace cytotwin::lesions {
namespace {

Forecast certain(double mm) { return {mm, {}}; }

double weeks_since_first(const Patient& patient, std::size_t scan) {
  return patient.scans[scan].week - patient.scans.front().week;
}

FittedLaw fit_seen(Law law, const Patient& patient, std::size_t seen, double power) {
  std::vector<double> weeks, sizes;
  for (std::size_t s = 0; s < seen; ++s) {
    weeks.push_back(weeks_since_first(patient, s));
    sizes.push_back(patient.scans[s].mm);
  }
  return fit_law(law, weeks, sizes, power);
}

/// Diameter relative to the first.
double relative_diameter(const DecayAndGrowth& rates, double weeks) {
  return std::cbrt(growth_decay_shape(rates.decay, rates.growth, weeks));
}

/// A member of the bank fitted to one patient's seen scans.
struct FittedMember {
  double first = 0;           // size that fits best [mm]
  double log_likelihood = 0;  // at that size
};

FittedMember fit_member(const DecayAndGrowth& rates, const Patient& patient, std::size_t seen) {
  double above = 0, below = 0;
  for (std::size_t s = 0; s < seen; ++s) {
    const double shape = relative_diameter(rates, weeks_since_first(patient, s));
    const double weight = std::pow(measurement_error(patient.scans[s].mm), -2);
    above += weight * shape * patient.scans[s].mm;
    below += weight * shape * shape;
  }
  FittedMember member;
  member.first = below > 0 ? above / below : 0;
  for (std::size_t s = 0; s < seen; ++s) {
    const double mm = member.first * relative_diameter(rates, weeks_since_first(patient, s));
    const double error = (patient.scans[s].mm - mm) / measurement_error(patient.scans[s].mm);
    member.log_likelihood -= error * error / 2;
  }
  return member;
}

/// Members and rates that one case may draw on.
std::vector<std::pair<DecayAndGrowth, FittedMember>> members_for(
    const Case& of, std::span<const Patient> patients,
    std::span<const std::optional<DecayAndGrowth>> fits) {
  std::vector<std::pair<DecayAndGrowth, FittedMember>> members;
  for (std::size_t p = 0; p < fits.size(); ++p) {
    if (!fits[p] || fold_of(p) == fold_of(of.patient)) continue;
    members.emplace_back(*fits[p], fit_member(*fits[p], patients[of.patient], of.seen));
  }
  double best = -1e300;
  for (const auto& [rates, member] : members) best = std::max(best, member.log_likelihood);
  for (auto& [rates, member] : members) member.log_likelihood -= best;
  return members;
}

/// Calls forecast(case, hidden scan) for all cases, those of different patients in parallel.
template <class Function>
Forecasts for_hidden(std::span<const Case> cases, const Workers& workers, Function&& of_case) {
  Forecasts forecasts(cases.size());
  workers.for_blocks(cases.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) forecasts[c] = of_case(cases[c]);
  });
  return forecasts;
}

}  // namespace

Forecasts persistence(std::span<const Patient> patients, std::span<const Case> cases) {
  Forecasts forecasts;
  for (const Case& of : cases) {
    const double last = patients[of.patient].scans[of.seen - 1].mm;
    forecasts.emplace_back(of.hidden.size(), certain(last));
  }
  return forecasts;
}

Forecasts line_through_last_two(std::span<const Patient> patients, std::span<const Case> cases) {
  Forecasts forecasts;
  for (const Case& of : cases) {
    const std::vector<Scan>& scans = patients[of.patient].scans;
    const Scan &a = scans[of.seen - 2], &b = scans[of.seen - 1];
    const double slope = (b.mm - a.mm) / (b.week - a.week);
    std::vector<Forecast>& list = forecasts.emplace_back();
    for (const std::size_t h : of.hidden)
      list.push_back(certain(std::max(b.mm + slope * (scans[h].week - b.week), 0.0)));
  }
  return forecasts;
}

Forecasts fitted_law(Law law, std::span<const Patient> patients, std::span<const Case> cases,
                     double power, const Workers& workers) {
  return for_hidden(cases, workers, [&](const Case& of) {
    const Patient& patient = patients[of.patient];
    const FittedLaw fitted = fit_seen(law, patient, of.seen, power);
    std::vector<Forecast> list;
    for (const std::size_t h : of.hidden)
      list.push_back(
          certain(std::clamp(fitted.at(weeks_since_first(patient, h)), 0.0, largest_forecast)));
    return list;
  });
}

std::vector<std::optional<DecayAndGrowth>> growth_decay_fits(std::span<const Patient> patients,
                                                             const Workers& workers) {
  std::vector<std::optional<DecayAndGrowth>> fits(patients.size());
  workers.for_blocks(patients.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t p = begin; p < end; ++p) {
      if (patients[p].scans.size() < 3) continue;
      const FittedLaw fitted =
          fit_seen(Law::growth_decay, patients[p], patients[p].scans.size(), 3);
      if (fitted.scale <= 0) continue;
      fits[p] = DecayAndGrowth{std::exp(fitted.parameters[1]), std::exp(fitted.parameters[2])};
    }
  });
  return fits;
}

Forecasts growth_decay_bank(std::span<const Patient> patients, std::span<const Case> cases,
                            std::span<const std::optional<DecayAndGrowth>> fits,
                            const Workers& workers) {
  return for_hidden(cases, workers, [&](const Case& of) {
    const auto members = members_for(of, patients, fits);
    std::vector<Forecast> list;
    for (const std::size_t h : of.hidden) {
      const double weeks = weeks_since_first(patients[of.patient], h);
      std::vector<WeightedValue> values;
      for (const auto& [rates, member] : members) {
        const double mm = member.first * relative_diameter(rates, weeks);
        values.push_back({std::min(mm, largest_forecast), std::exp(member.log_likelihood)});
      }
      list.push_back(forecast_from(std::move(values)));
    }
    return list;
  });
}

}  // namespace cytotwin::lesions
