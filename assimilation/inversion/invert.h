#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "assimilation/inversion/calibration_data.h"
#include "assimilation/inversion/constraints.h"
#include "assimilation/inversion/failures.h"
#include "assimilation/inversion/identifiability.h"
#include "assimilation/priors/prior.h"

namespace cytotwin {

/// How an ensemble of parameters is moved to data; docs/inversion.md says which one when.
enum class InversionMethod {
  es_mda,  ///< stochastic, steps 1/alpha given beforehand: a posterior
  eki,     ///< stochastic, steps by the misfit controller up to time 1: a posterior
  etki,    ///< deterministic transform, either kind of steps: a posterior
  teki,    ///< stochastic with the prior as data (Chada, Stuart, Tong 2020, SIAM J. Numer. Anal.
         ///< 58:1263), steps of up to 1 without end: the mean goes to the most probable point, and
         ///< the spread to 0 - no posterior
  uki,  ///< unscented: a Gaussian posterior from 2 n + 1 runs an iteration
};

struct InversionOptions {
  InversionMethod method = InversionMethod::eki;
  Eigen::Index members = 100;  ///< uki: of the posterior drawn at the end
  std::uint64_t seed = 1;
  std::vector<double> alphas{};  ///< es_mda, etki; empty: the misfit controller (not es_mda)
  int most_iterations = 50;      ///< of the misfit controller, teki and uki
  double settled = 1e-3;         ///< teki, uki: ends when no mean moves by more, in prior sd
  FailurePolicy failures{};
  bool adaptive_localisation = false;              ///< update.h; es_mda, eki, etki
  std::optional<double> least_sensitivity{};       ///< identifiability.h; es_mda, eki, etki
  std::optional<LinearConstraints> constraints{};  ///< on transformed parameters; not uki
};

/// What happened in one iteration.
struct InversionStep {
  double step;            ///< 1/alpha
  double reduced_misfit;  ///< mean over members of (y - G)^T R^-1 (y - G)/p, before the step
  Eigen::Index failed, imputed;
};

/// An inversion between two iterations. Written and read back, it goes on to the same bytes.
struct InversionState {
  int iteration = 0;
  double time = 0;                        ///< sum of the steps so far
  Members parameters;                     ///< transformed; uki: sigma points
  std::optional<Identifiability> gate{};  ///< judged on the first ensemble, if asked for
  bool finished = false;
  std::vector<InversionStep> history{};
};

/// The ensemble before any data: draws of the prior, or its sigma points. An ensemble from a design
/// may take the place of state.parameters.
/// @throws std::invalid_argument with every option that does not go with the method
InversionState begin_inversion(const Prior& prior, const InversionOptions& options);

/// One iteration, a function of its arguments alone.
/// @param outputs  of the forward model at state.parameters, shape (observations, members); columns
///   of NaN are failed members
InversionState advanced(const InversionState& state, const Matrix& outputs,
                        const CalibrationData& data, const Prior& prior,
                        const InversionOptions& options);

/// Outputs (observations, members) of constrained parameters (parameters, members); a member that
/// failed gives NaN. The iteration may choose random streams; keep member i's fixed.
using EnsembleMap = std::function<Matrix(const Members& constrained, int iteration)>;

struct InversionResult {
  InversionState state;   ///< after the last iteration; not finished: the iterations ran out
  Members posterior;      ///< transformed
  Matrix outputs;         ///< at the posterior, shape (observations, members)
  double reduced_misfit;  ///< of those outputs, as in the history
  std::vector<ParameterReport> reports;  ///< per parameter; teki: none
};

/// Runs the loop to its end from any state, then once more for the outputs at its posterior.
/// @throws what advanced() and the forward model throw
InversionResult invert(const EnsembleMap& forward, const Prior& prior, const CalibrationData& data,
                       const InversionOptions& options);
InversionResult invert_from(InversionState state, const EnsembleMap& forward, const Prior& prior,
                            const CalibrationData& data, const InversionOptions& options);

}  // namespace cytotwin
