#include "twin/eyes/thickness.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/random.h"

namespace cytotwin::eyes {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double step_weeks = 4;

double square(double x) { return x * x; }

double scale_of(const Population& population, double thickness) {
  return std::max(thickness - population.calm, population.least_scale);
}

// Readings' variance about a member's drift.
double swing_variance(const Population& population, double restless, double scale,
                      bool reconstructed) {
  const double swing =
      square(population.swing) + (reconstructed ? square(population.unsure_swing) : 0);
  return square(population.reading) + swing * square(restless * scale);
}

/// How a drift goes on over some weeks.
struct Drifting {
  double keep, growth;  ///< of the drift; of the variance over that of 4 weeks

  Drifting(const Population& population, double weeks)
      : keep(std::pow(population.keep, weeks / step_weeks)),
        growth(population.keep < 1 ? (1 - square(keep)) / (1 - square(population.keep))
                                   : weeks / step_weeks) {}
};

/// Size of the untreated oedema that makes the first thickness.
void start(const EyeBank& bank, std::size_t visit, double thickness,
           ThicknessPosterior& posterior) {
  const Population& population = bank.population;
  const double scale = scale_of(population, thickness);
  for (std::size_t m = 0; m < bank.members.size(); ++m) {
    const EyeMember& member = bank.members[m];
    const double true_one =
        thickness -
        member.first_swing * std::sqrt(swing_variance(population, member.restless, scale, false));
    const double left = std::max(bank.left[visit][m], 0.05);  // later visits tell less of the start
    const double excess = std::max(true_one - member.dry, population.least_oedema * left);
    posterior.oedema_0.push_back(excess / left);
    posterior.dry.push_back(true_one - excess);  // a thin eye is thin without oedema
  }
}

void let_time_pass(const EyeBank& bank, std::size_t visit, double weeks,
                   ThicknessPosterior& posterior) {
  const Drifting on(bank.population, weeks);
  for (std::size_t m = 0; m < bank.members.size(); ++m) {
    const double mean = posterior.dry[m] + posterior.oedema_0[m] * bank.left[visit][m];
    posterior.drift[m] *= on.keep;
    const double scale = scale_of(bank.population, mean + posterior.drift[m]);
    posterior.variance[m] = square(on.keep) * posterior.variance[m] +
                            square(bank.members[m].restless * scale) * on.growth;
  }
}

void see(const EyeBank& bank, std::size_t visit, const Visit& seen, ThicknessPosterior& posterior) {
  const Population& population = bank.population;
  const double n = population.tails;
  std::vector<double> densities;
  for (std::size_t m = 0; m < bank.members.size(); ++m) {
    const double at =
        posterior.dry[m] + posterior.oedema_0[m] * bank.left[visit][m] + posterior.drift[m];
    const double noise = swing_variance(population, bank.members[m].restless,
                                        scale_of(population, at), seen.reconstructed);
    const double variance = posterior.variance[m] + noise, residual = *seen.thickness - at;
    densities.push_back(student_log_density(residual, variance, n));
    const double trust = std::min(1.0, (n + 1) / (n + square(residual) * n / (variance * (n - 2))));
    const double gain = posterior.variance[m] / (posterior.variance[m] + noise / trust);
    posterior.drift[m] += gain * residual;
    posterior.variance[m] *= 1 - gain;
  }
  const double highest = *std::max_element(densities.begin(), densities.end());
  double sum = 0;
  for (std::size_t m = 0; m < densities.size(); ++m)
    sum += posterior.weight[m] *= std::exp(densities[m] - highest);
  for (double& weight : posterior.weight) weight /= sum;
}

/// The members at the middles of equal shares of the weight.
std::vector<std::size_t> chosen(const std::vector<double>& weight, std::size_t draws) {
  std::vector<std::size_t> members;
  double below = weight.front();
  for (std::size_t d = 0, m = 0; d < draws; ++d) {
    const double share = (static_cast<double>(d) + 0.5) / static_cast<double>(draws);
    while (below < share && m + 1 < weight.size()) below += weight[++m];
    members.push_back(m);
  }
  return members;
}

/// Student's t of 4 degrees of freedom and variance 1: chi squared of 4 is -2 ln(u v).
double heavy_tailed(RandomStream& random) {
  const double chi_squared = -2 * std::log(random.uniform() * random.uniform());
  return random.normal() / std::sqrt(chi_squared / 4) / std::sqrt(2.0);
}

/// The step's size grows with the drift, so that wide draws are too wide: Population::spread.
void draw_in(double spread, std::vector<double>& draws) {
  std::vector<double> sorted = draws;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  for (double& draw : draws) draw = *middle + spread * (draw - *middle);
}

}  // namespace

double student_log_density(double residual, double variance, double n) {
  const double spread = variance * (n - 2);
  const double constant = std::lgamma((n + 1) / 2) - std::lgamma(n / 2) - 0.5 * std::log(pi);
  return constant - 0.5 * std::log(spread) - 0.5 * (n + 1) * std::log1p(square(residual) / spread);
}

ThicknessPosterior assimilate(const EyeBank& bank, std::span<const Visit> seen) {
  if (seen.size() > bank.left.size())
    throw std::invalid_argument("assimilate: more visits than the bank has");
  const auto first = static_cast<std::size_t>(
      std::find_if(seen.begin(), seen.end(),
                   [](const Visit& v) { return v.thickness.has_value(); }) -
      seen.begin());
  if (first == seen.size()) throw std::invalid_argument("assimilate: no visit has a thickness");
  const std::size_t members = bank.members.size();
  ThicknessPosterior posterior;
  start(bank, first, *seen[first].thickness, posterior);
  for (const EyeMember& member : bank.members) posterior.weight.push_back(member.weight);
  posterior.drift.assign(members, 0);
  posterior.variance.assign(members, 0);
  posterior.week = seen[first].week;
  for (std::size_t v = first + 1; v < seen.size(); ++v)
    assimilate_next(bank, v, seen[v], posterior);
  return posterior;
}

void assimilate_next(const EyeBank& bank, std::size_t visit, const Visit& seen,
                     ThicknessPosterior& posterior) {
  let_time_pass(bank, visit, seen.week - posterior.week, posterior);
  posterior.week = seen.week;
  if (seen.thickness) see(bank, visit, seen, posterior);
}

double log_score(const EyeBank& bank, const ThicknessPosterior& posterior, std::size_t visit,
                 const Visit& seen) {
  const Population& population = bank.population;
  const Drifting on(population, seen.week - posterior.week);
  std::vector<double> terms;
  for (std::size_t m = 0; m < bank.members.size(); ++m) {
    const double restless = bank.members[m].restless;
    const double at = posterior.dry[m] + posterior.oedema_0[m] * bank.left[visit][m] +
                      on.keep * posterior.drift[m];
    const double scale = scale_of(population, at);
    const double variance = square(on.keep) * posterior.variance[m] +
                            square(restless * scale) * on.growth +
                            swing_variance(population, restless, scale, seen.reconstructed);
    terms.push_back(posterior.weight[m] * std::exp(student_log_density(
                                              *seen.thickness - at, variance, population.tails)));
  }
  return std::log(std::accumulate(terms.begin(), terms.end(), 0.0) + 1e-300);
}

ThicknessForecast forecast(const EyeBank& bank, const ThicknessPosterior& posterior,
                           std::span<const ComingVisit> coming, std::size_t first,
                           std::size_t draws, std::uint64_t seed) {
  const Population& population = bank.population;
  const std::vector<std::size_t> members = chosen(posterior.weight, draws);
  ThicknessForecast result;
  result.thickness.resize(coming.size());
  result.reading.resize(coming.size());
  for (std::size_t d = 0; d < draws; ++d) {
    const std::size_t m = members[d];
    const double restless = bank.members[m].restless;
    RandomStream random(seed, d, static_cast<std::uint32_t>(first), Purpose::eye_visits);
    double drift = posterior.drift[m] + std::sqrt(posterior.variance[m]) * random.normal();
    double week = posterior.week;
    for (std::size_t v = 0; v < coming.size(); ++v) {
      const Drifting on(population, coming[v].week - week);
      week = coming[v].week;
      const double mean = posterior.dry[m] + posterior.oedema_0[m] * bank.left[first + v][m];
      const double step = restless * scale_of(population, mean + drift) * std::sqrt(on.growth);
      drift = on.keep * drift + step * heavy_tailed(random);
      const double thickness = mean + drift;
      const double noise = std::sqrt(swing_variance(
          population, restless, scale_of(population, thickness), coming[v].reconstructed));
      result.thickness[v].push_back(thickness);
      result.reading[v].push_back(thickness + noise * heavy_tailed(random));
    }
  }
  for (std::vector<double>& draws_of_visit : result.reading)
    draw_in(population.spread, draws_of_visit);
  return result;
}

}  // namespace cytotwin::eyes
