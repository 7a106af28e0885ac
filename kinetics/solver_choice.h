#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kinetics/cell_kinetics.h"
#include "kinetics/cvode_solver.h"

namespace cytotwin {

/// How cells of a network are solved.
struct SolverChoice {
  std::string name = "ladder";  ///< "rosenbrock", "cvode" or "ladder"
  Tolerances tolerances;
  std::uint32_t most_steps = default_most_steps;  ///< of a cell in a window
};

/// Names that SolverChoice takes.
const std::vector<std::string>& solver_names();

/// @param network  must outlive the solver
/// @throws std::invalid_argument if the name is none of solver_names(), or as the constructor of
///         the solver
std::unique_ptr<CellKinetics> make_cell_kinetics(const Network& network,
                                                 const SolverChoice& choice);

}  // namespace cytotwin
