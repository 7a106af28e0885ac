#pragma once

#include <optional>
#include <span>
#include <vector>

#include "assimilation/diagnostics/check.h"
#include "assimilation/ensemble.h"

namespace cytotwin {

/// L^-1 d with L L^T = H P H^T + R the covariance forecast for the innovation d: standard normal if
/// the filter tells the truth. Shape of d.
/// @throws std::invalid_argument if the covariance is not positive definite
Vector whitened_innovation(const Vector& innovation, const Matrix& covariance);

/// Mean square of whitened innovations, over all components of all cycles: 1 within 2 sqrt(2/n).
/// Above: too sure; below: too unsure.
Check innovation_size(std::span<const Vector> whitened);

/// Autocorrelation at `lag` of one whitened component over time: below 2/sqrt(n). A remainder means
/// the forecast leaves out something that lasts.
/// @throws std::invalid_argument if there are not more cycles than the lag
Check innovation_whiteness(const Vector& series, Eigen::Index lag = 1);

/// Statistics of Desroziers et al. (2005, Q. J. R. Meteorol. Soc. 131:3385, eq. 1-3): with d_b = y
/// - H x_f and d_a = y - H x_a, mean(d_a d_b^T) estimates R and mean((H x_a - H x_f) d_b^T)
/// estimates H P H^T. Ratios of traces to what was assumed, each .8 to 1.25.
/// @param forecast, analysis  d_b, d_a, shape (observations, cycles)
/// @param observed_spread     mean H P H^T over the cycles
struct ConsistencyOfErrors {
  Check observation, forecast;
};
ConsistencyOfErrors desroziers(const Matrix& forecast, const Matrix& analysis,
                               const Matrix& error_covariance, const Matrix& observed_spread);

/// First of `patience` cycles in a row in which the error of the forecast is above `ratio` times
/// its spread: from there on the ensemble has lost the truth.
std::optional<Eigen::Index> divergence_start(const Vector& error, const Vector& spread,
                                             double ratio = 3, Eigen::Index patience = 10);

/// Degrees of freedom taken from the data, tr(H K), over those an ensemble can take, members - 1.
/// Above a half the rank of the ensemble starts to limit the analysis: use more members or
/// localise.
/// @param whitened_outputs  R^(-1/2) H x of each member, shape (observations, members)
Check information_taken(const Matrix& whitened_outputs);

/// Effective sample size of weights over members; above a tenth, or the weights have degenerated.
Check effective_share(const Vector& weights);

/// Reduced misfit at the end of an inversion: 1 within 2 sqrt(2/p), and not below .5, where the
/// noise is being fitted.
Check final_misfit(double reduced_misfit, Eigen::Index observations);

}  // namespace cytotwin
