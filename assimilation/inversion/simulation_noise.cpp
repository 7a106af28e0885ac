#include "assimilation/inversion/simulation_noise.h"

#include <fmt/format.h>

#include <stdexcept>

namespace cytotwin {

Matrix simulation_covariance(const Matrix& replicates) {
  if (replicates.cols() < 20)
    throw std::invalid_argument(
        fmt::format("simulation_covariance: {} replicates; run 20 or more", replicates.cols()));
  return member_covariance(replicates, replicates);
}

ObservationError with_simulation_noise(const ObservationError& error, const Matrix& simulation,
                                       int runs) {
  if (runs < 1 || simulation.rows() != error.size() || simulation.cols() != error.size())
    throw std::invalid_argument(
        fmt::format("with_simulation_noise: {} runs and a {} x {} covariance for {} observations",
                    runs, simulation.rows(), simulation.cols(), error.size()));
  return ObservationError::correlated(error.covariance() + simulation / runs);
}

}  // namespace cytotwin
