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

/// Relative tolerance at which the solver ends within 1e-4 of the exact solution on 11 published
/// networks, in the measure of tests/kinetics/windows.h (docs/kinetics.md has the table): CVODE
/// begins anew at every window with a method of low order, and needs a smaller one.
/// @throws std::invalid_argument if the name is none of solver_names()
double default_relative_tolerance(const std::string& solver);

/// @param network  must outlive the solver
/// @throws std::invalid_argument if the name is none of solver_names(), or as the constructor of
///         the solver
std::unique_ptr<CellKinetics> make_cell_kinetics(const Network& network,
                                                 const SolverChoice& choice);

}  // namespace cytotwin
