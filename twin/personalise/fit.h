#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "twin/personalise/calibration.h"

namespace cytotwin {

/// A study fitted to its data: what twin personalise keeps.
struct Fit {
  Prior prior;
  InversionOptions options;
  InversionState state;            ///< after the last analysis
  Members posterior;               ///< transformed, shape (parameters, members)
  Vector simulation_deviations{};  ///< of the model's own noise at each point; empty: not measured
  double first_misfit = 0;         ///< reduced, of the prior
  double last_misfit = 0;          ///< reduced, of the posterior
  std::vector<ParameterReport> reports{};
};

/// How the rounds of a fit are run: opens or makes the store of that name with these members and
/// runs what is pending there.
/// @returns the store; empty if it was told to stop
using RunRound = std::function<std::optional<EnsembleStore>(
    const std::string& name, const std::vector<double>& parameters, std::uint64_t seed)>;

/// Prior ensemble, analyses, posterior ensemble. Everything is worked out anew from what the rounds
/// hold, so that a fit that was interrupted anywhere goes on to the same bytes.
/// @returns empty if a round was told to stop
/// @throws TooFewMembers, TooManyFailures, SingularObservationError
std::optional<Fit> fit_study(const Study& study, const StudyObservations& observations,
                             const RunRound& run_round);

}  // namespace cytotwin
