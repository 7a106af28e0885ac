#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "twin/lesions/forecast.h"
#include "twin/lesions/population.h"
#include "twin/lesions/transitions.h"

namespace cytotwin::lesions {

/// What the lesion model, conditioned on the scans up to a transition's `from`, expects of its
/// change of size [mm].
struct Belief {
  double median = 0, high = 0;  ///< 50 % and 90 % quantiles over the posterior
  double spread = 0;            ///< standard deviation over the posterior
};

/// The model as learnt from the patients outside one fold, with its banks.
class FoldModel {
 public:
  FoldModel(std::span<const Patient> patients, std::size_t fold, const BankDraws& draws,
            std::size_t weeks, const Workers& workers);

  const Population& population() const { return population_; }

  /// Of all transitions of all patients; each uses the scans up to its `from` alone. Shape
  /// (transitions).
  std::vector<Belief> beliefs(std::span<const Patient> patients,
                              std::span<const Transition> transitions, const TransitionIndex& index,
                              const Workers& workers) const;

  /// The model's own forecast of measured diameters, for the cases of the fold; others are left
  /// empty. Shape (cases, hidden).
  Forecasts forecasts(std::span<const Patient> patients, std::span<const Case> cases,
                      const Workers& workers) const;

 private:
  const LesionBank& bank_of(const Patient& patient) const {
    return banks_[had_chemotherapy(patient) ? 1 : 0];
  }

  std::size_t fold_;
  const BankDraws& draws_;
  Population population_;
  std::vector<LesionBank> banks_;
};

/// Weeks that a bank must cover.
std::size_t weeks_needed(std::span<const Patient> patients);

}  // namespace cytotwin::lesions
