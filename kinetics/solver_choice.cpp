#include "kinetics/solver_choice.h"

#include <fmt/format.h>

#include <stdexcept>

#include "kinetics/cvode_kinetics.h"
#include "kinetics/ladder.h"
#include "kinetics/rosenbrock.h"

namespace cytotwin {

const std::vector<std::string>& solver_names() {
  static const std::vector<std::string> names = {"rosenbrock", "cvode", "ladder"};
  return names;
}

namespace {

std::invalid_argument no_solver(const char* caller, const std::string& name) {
  return std::invalid_argument(
      fmt::format("{}: no solver \"{}\" (rosenbrock, cvode, ladder)", caller, name));
}

}  // namespace

double default_relative_tolerance(const std::string& solver) {
  if (solver == "rosenbrock" || solver == "ladder") return 1e-7;
  if (solver == "cvode") return 1e-8;
  throw no_solver("default_relative_tolerance", solver);
}

std::unique_ptr<CellKinetics> make_cell_kinetics(const Network& network,
                                                 const SolverChoice& choice) {
  if (choice.name == "rosenbrock") {
    return std::make_unique<RosenbrockKinetics>(network, choice.tolerances, choice.most_steps);
  }
  if (choice.name == "cvode") {
    return std::make_unique<CvodeKinetics>(network, choice.tolerances, choice.most_steps);
  }
  if (choice.name == "ladder") {
    return std::make_unique<LadderKinetics>(network, choice.tolerances, choice.most_steps);
  }
  throw no_solver("make_cell_kinetics", choice.name);
}

}  // namespace cytotwin
