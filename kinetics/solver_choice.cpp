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
  throw std::invalid_argument(
      fmt::format("make_cell_kinetics: no solver \"{}\" (rosenbrock, cvode, ladder)", choice.name));
}

}  // namespace cytotwin
