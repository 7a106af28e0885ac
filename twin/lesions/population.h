#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "twin/lesions/lesion_model.h"
#include "twin/lesions/scans.h"
#include "twin/lesions/small_matrix.h"

namespace cytotwin::lesions {

/// How patients differ: transformed parameters are normal, with one mean for immunotherapy [0] and
/// one for chemotherapy [1], and a common covariance.
struct Population {
  std::array<TransformedParameters, 2> mean{};
  SmallMatrix covariance{parameter_count};
};

/// Before any patient was seen: doubling times of weeks to a year, effects that may or may not
/// outweigh growth, delays of 2 to 13 weeks, all of it wide.
Population vague_population();

/// Standard normal numbers of the members of a bank, the same for every population, so that one
/// population's bank is a smooth function of its mean and covariance.
struct BankDraws {
  std::vector<TransformedParameters> parameters;
  std::vector<double> first_scan;   ///< error of the first scan in its standard deviations
  std::vector<double> measurement;  ///< error of a forecast measurement in its deviations
};
BankDraws draw_bank(std::size_t members, std::uint64_t seed);

/// Members drawn from a population, integrated from several sizes.
class LesionBank {
 public:
  /// @param therapy  0 immunotherapy, 1 chemotherapy
  LesionBank(const Population& population, std::size_t therapy, const BankDraws& draws,
             std::size_t weeks, const Workers& workers);

  std::size_t members() const { return transformed_.size(); }
  const TransformedParameters& transformed(std::size_t member) const {
    return transformed_[member];
  }

  /// Diameters of every member at a patient's scans, scaled so that the first is the measured one
  /// plus the member's error; shape (scans, members), scan by scan. Weeks beyond the bank count as
  /// its last.
  std::vector<double> diameters(const Patient& patient, std::span<const double> first_errors) const;

 private:
  double relative(std::size_t member, double size_place, double week) const;
  std::size_t weeks_;
  std::vector<TransformedParameters> transformed_;
  std::vector<LesionParameters> parameters_;
  std::vector<double> shapes_;  // (sizes, members, weeks + 1)
};

/// Logarithm of the density of a measured diameter given the true one: Student's t with 4 degrees
/// of freedom and scale 2 mm + 6 %; of a measured 0, that the true one is about what can be seen
/// or less.
double log_likelihood(double measured_mm, double true_mm);

/// Weights of a bank's members after the scans up to `last` (index), sum 1; shape (members).
/// @param diameters  as LesionBank::diameters()
std::vector<double> posterior_weights(const Patient& patient, std::span<const double> diameters,
                                      std::size_t members, std::size_t last);

/// Expectation maximisation with a weighted bank for the posteriors (Dempster et al. 1977, J R Stat
/// Soc B 39:1; importance weights in the place of the integral): means become those of the
/// posteriors, the covariance the mean posterior covariance plus that of the posterior means.
/// Starts from vague_population(); few rounds keep what the data do not say near it.
/// @param patients  those to learn from; who has fewer than 3 scans is left out
Population learn_population(const std::vector<const Patient*>& patients, const BankDraws& draws,
                            std::size_t weeks, int rounds, const Workers& workers);

}  // namespace cytotwin::lesions
