// Learns the population of eyes from the treat-and-extend eyes and prints its constants, those that
// twin/eyes/population.h has.
//
//   build/release/bench/eye_population DIR
#include <fmt/format.h>

#include <cmath>
#include <thread>

#include "twin/eyes/eye_network.h"
#include "twin/eyes/learn.h"
#include "twin/eyes/response.h"
#include "twin/eyes/scores.h"
#include "twin/eyes/twin_forecast.h"
#include "twin/lesions/simplex.h"

namespace cytotwin::eyes {
namespace {

constexpr std::size_t members = 512;
constexpr double dose_mg = 0.3;
constexpr std::size_t first_origin = 3;  // visits seen before the first forecast

// Wide enough to hold any population that is weighed against it.
Population broad() {
  Population population;
  population.half_vegf = 0.34;
  population.half_vegf_sd = 0.6;
  population.slow_logit = 0.5;
  population.slow_logit_sd = 1.5;
  population.slow_days = 200;
  population.slow_days_sd = 1;
  population.dry = 255;
  population.calm = 250;
  population.restless = 0.45;
  population.restless_sd = 0.7;
  population.keep = 0.98;
  population.swing = 0.4;
  population.unsure_swing = 0.7;
  return population;
}

std::vector<LearningEye> learning_eyes(const std::filesystem::path& folder,
                                       std::span<const EyeMember> drawn, const Workers& workers) {
  const Network network = eye_network();
  std::vector<LearningEye> eyes;
  for (const EyeRecord& record : read_eyes(find_visits_file(folder))) {
    if (record.arm == monthly_arm) continue;
    LearningEye& eye = eyes.emplace_back();
    eye.visits = reconstructed(record, TreatAndExtend{});
    std::vector<double> days;
    for (const Visit& visit : eye.visits) days.push_back(7 * visit.week);
    eye.left = oedema_left(network, drawn, days, dose_mg, workers);
  }
  return eyes;
}

/// A free constant, in the scale in which it is looked for, with a first step and what is thought
/// of it before: a normal distribution.
struct Free {
  const char* name;
  double Population::*value;
  double (*inner)(double);
  double (*outer)(double);
  double step, middle, sd;
};

double same(double x) { return x; }
double logit(double x) { return std::log(x / (1 - x)); }
double share(double x) { return 1 / (1 + std::exp(-x)); }
double log_of(double x) { return std::log(x); }
double exp_of(double x) { return std::exp(x); }

const std::vector<Free> free_constants = {
    {"half_vegf", &Population::half_vegf, log_of, exp_of, 0.3, -1.1, 0.5},
    {"slow_logit", &Population::slow_logit, same, same, 0.5, 0.4, 1},
    {"slow_days", &Population::slow_days, log_of, exp_of, 0.4, 5.3, 0.7},
    {"dry", &Population::dry, same, same, 10, 262, 15},
    {"calm", &Population::calm, same, same, -15, 240, 30},
    {"restless", &Population::restless, log_of, exp_of, -0.4, -1, 1},
    {"restless_sd", &Population::restless_sd, log_of, exp_of, 0.2, -0.4, 0.4},
    {"keep", &Population::keep, logit, share, -1, 2, 1.5},
    {"swing", &Population::swing, log_of, exp_of, 0.4, -0.7, 1},
    {"unsure_swing", &Population::unsure_swing, log_of, exp_of, 0.4, -0.7, 1},
};

Population moved(std::span<const Free> constants, std::span<const double> place) {
  Population population;  // with the spreads that it has
  for (std::size_t i = 0; i < constants.size(); ++i)
    population.*constants[i].value = constants[i].outer(place[i]);
  return population;
}

/// The constants where the score and what is thought of them before are best together. Forecasts
/// that overlap say less than their number: all from one visit count as one.
Population best(const Population& from, const std::vector<Free>& constants,
                std::span<const EyeMember> drawn, std::span<const LearningEye> eyes,
                const Workers& workers) {
  double visits = 0;
  std::vector<double> start, step;
  for (const LearningEye& eye : eyes) visits += static_cast<double>(eye.visits.size());
  for (const Free& constant : constants) {
    start.push_back(constant.inner(from.*constant.value));
    step.push_back(constant.step);
  }
  const auto badness = [&](std::span<const double> place) {
    double doubt = 0;
    for (std::size_t i = 0; i < place.size(); ++i)
      doubt += 0.5 * std::pow((place[i] - constants[i].middle) / constants[i].sd, 2);
    const Population population = moved(constants, place);
    return doubt - visits * mean_log_score(population, reweighted(drawn, broad(), population), eyes,
                                           first_origin, workers);
  };
  lesions::Minimum minimum = lesions::minimum_near(badness, start, step, 400);
  minimum = lesions::minimum_near(badness, minimum.place, step, 400);  // a simplex may fold
  return moved(constants, minimum.place);
}

Population with_letters(Population population, std::span<const double> place) {
  population.letters_step = std::exp(place[0]);
  population.letters_error = std::exp(place[1]);
  return population;
}

/// Share of the visits within 80 % intervals, on the eyes learnt from and by the protocol of the
/// monthly ones.
double coverage(const Population& population, std::span<const LearningEye> eyes,
                const Workers& workers) {
  std::vector<EyeRecord> records;
  for (const LearningEye& eye : eyes)
    records.push_back({std::to_string(records.size()), monthly_arm, true, eye.visits});
  const std::vector<EyeCase> cases = cases_of(records);
  const TwinOfEyes twin = forecast_by_twin(records, cases, population, workers);
  const std::vector<ScoredVisit> visits =
      scored(records, cases, twin.thickness, Measure::thickness);
  return *summed("", records.size(), visits, false).coverage;
}

/// The spread of the draws at which 80 % intervals hold 80 % of these eyes.
double calibrated_spread(Population population, std::span<const LearningEye> eyes,
                         const Workers& workers) {
  double low = 0.3, high = 1.5;
  for (int halving = 0; halving < 5; ++halving) {
    population.spread = 0.5 * (low + high);
    (coverage(population, eyes, workers) > 0.8 ? high : low) = population.spread;
  }
  return 0.5 * (low + high);
}

void learn(const std::filesystem::path& folder) {
  const Workers workers(std::max(1U, std::thread::hardware_concurrency()));
  const std::vector<EyeMember> drawn = draw_members(broad(), members, 1);
  const std::vector<LearningEye> eyes = learning_eyes(folder, drawn, workers);
  const Population population = best(broad(), free_constants, drawn, eyes, workers);
  for (const Free& constant : free_constants)
    fmt::print("{} = {:.3g}\n", constant.name, population.*constant.value);
  const auto letters_badness = [&](std::span<const double> place) {
    return -mean_letters_log_score(with_letters(population, place), eyes);
  };
  const std::vector<double> start = {std::log(2.0), std::log(3.0)}, step = {0.4, 0.4};
  const Population seeing =
      with_letters(population, lesions::minimum_near(letters_badness, start, step, 200).place);
  fmt::print("letters_step = {:.3g}\nletters_error = {:.3g}\n", seeing.letters_step,
             seeing.letters_error);
  fmt::print("80 % intervals hold {:.3f} before they are drawn in\n",
             coverage(population, eyes, workers));
  fmt::print("spread = {:.2g}\n", calibrated_spread(population, eyes, workers));
  fmt::print("{} eyes, mean log score {:.4f}\n", eyes.size(),
             mean_log_score(population, reweighted(drawn, broad(), population), eyes, first_origin,
                            workers));
}

}  // namespace
}  // namespace cytotwin::eyes

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "eye_population DIR\n");
    return 2;
  }
  cytotwin::eyes::learn(argv[1]);
  return 0;
}
