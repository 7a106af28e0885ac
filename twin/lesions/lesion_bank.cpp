#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "twin/lesions/baselines.h"
#include "twin/lesions/population.h"

namespace cytotwin::lesions {
namespace {

// growth depends on size by a slow law: few sizes do
constexpr std::size_t sizes = 8;
constexpr double smallest_size = 6, largest_size = 180;  // [mm]
constexpr double smallest_first = 3;  // [mm], so that lesions not seen at first have a scale

double size_spacing() { return std::log(largest_size / smallest_size) / (sizes - 1); }

double size_of(std::size_t place) {
  return smallest_size * std::exp(size_spacing() * static_cast<double>(place));
}

double place_of(double mm) {
  const double place = std::log(mm / smallest_size) / size_spacing();
  return std::clamp(place, 0.0, static_cast<double>(sizes - 1) - 1e-9);
}

}  // namespace

BankDraws draw_bank(std::size_t members, std::uint64_t seed) {
  BankDraws draws;
  for (std::size_t m = 0; m < members; ++m) {
    RandomStream random(seed, m, 0, Purpose::lesion_population);
    TransformedParameters& normals = draws.parameters.emplace_back();
    for (double& normal : normals) normal = random.normal();
    draws.first_scan.push_back(random.normal());
    draws.measurement.push_back(random.normal());
  }
  return draws;
}

LesionBank::LesionBank(const Population& population, std::size_t therapy, const BankDraws& draws,
                       std::size_t weeks, const Workers& workers)
    : weeks_(weeks), shapes_(sizes * draws.parameters.size() * (weeks + 1)) {
  const SmallMatrix root = cholesky(population.covariance);
  for (const TransformedParameters& normals : draws.parameters) {
    TransformedParameters& member = transformed_.emplace_back(population.mean[therapy]);
    for (std::size_t i = 0; i < parameter_count; ++i) {
      for (std::size_t k = 0; k <= i; ++k) member[i] += root(i, k) * normals[k];
    }
    parameters_.push_back(parameters_of(member));
  }
  workers.for_blocks(members(), 32, [&](std::size_t begin, std::size_t end) {
    for (std::size_t m = begin; m < end; ++m) {
      for (std::size_t s = 0; s < sizes; ++s) {
        const auto shape = relative_diameters(parameters_[m], size_of(s), weeks_);
        std::copy(
            shape.begin(), shape.end(),
            shapes_.begin() + static_cast<std::ptrdiff_t>((s * members() + m) * (weeks_ + 1)));
      }
    }
  });
}

double LesionBank::relative(std::size_t member, double size_place, double week) const {
  const auto size = static_cast<std::size_t>(size_place);
  const double size_part = size_place - static_cast<double>(size);
  const double inside = std::min(week, static_cast<double>(weeks_) - 1e-9);
  const auto before = static_cast<std::size_t>(inside);
  const double week_part = inside - static_cast<double>(before);
  const auto at = [&](std::size_t s) {
    const double* shape = &shapes_[(s * members() + member) * (weeks_ + 1) + before];
    return shape[0] + week_part * (shape[1] - shape[0]);
  };
  return at(size) + size_part * (at(size + 1) - at(size));
}

std::vector<double> LesionBank::diameters(const Patient& patient,
                                          std::span<const double> first_errors) const {
  const double first = std::max(patient.scans.front().mm, smallest_first);
  const double deviation = measurement_error(first) / first;
  const double place = place_of(first);
  std::vector<double> diameters(patient.scans.size() * members());
  for (std::size_t m = 0; m < members(); ++m) {
    const double before = untreated_growth(parameters_[m], first);
    const double true_first = first * std::exp(first_errors[m] * deviation);
    double scale = 1;
    for (std::size_t s = 0; s < patient.scans.size(); ++s) {
      const double week = patient.scans[s].week;
      const double shape = week <= 0 ? std::exp(before * week) : relative(m, place, week);
      if (s == 0) scale = true_first / shape;
      diameters[s * members() + m] = scale * shape;
    }
  }
  return diameters;
}

}  // namespace cytotwin::lesions
