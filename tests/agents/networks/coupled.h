#pragma once

#include <memory>
#include <vector>

#include "agents/networks/cell_network.h"
#include "kinetics/rosenbrock.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {

/// y' = supply - k y, twice = 2 y: solved by hand between windows.
inline CellNetwork turnover() {
  ModelWriter w;
  const Expression k = w.constant("k", 0.1), supply = w.constant("supply", 0.0);
  const Expression y = w.state("y", 1.0);
  w.rate(y, supply - k * y);
  w.assigned("twice", 2.0 * y);
  CellNetwork network;
  network.name = "turnover";
  network.of_type = {1};
  network.network = std::make_shared<const Network>(w.model);
  // far below what the tests tell apart, 1e-6
  network.kinetics = std::make_shared<RosenbrockKinetics>(
      *network.network, Tolerances{1e-10, std::vector<double>{1e-12}});
  network.constants = network.network->default_constants();
  network.at_division = {AtDivision::copied};
  return network;
}

}  // namespace cytotwin
