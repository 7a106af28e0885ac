// Another program's use of the installed libraries: two cells push each other apart.
#include <cstdio>

#include "agents/tissue.h"

int main() {
  cytotwin::TissueModel model;
  model.grid = {{3, 3, 3}, {20, 20, 20}, {-30, -30, -30}};
  model.cell_types.resize(1);
  cytotwin::Tissue tissue(model);
  tissue.cells().add(model.cell_types[0], 0, {-5, 0, 0});
  tissue.cells().add(model.cell_types[0], 0, {5, 0, 0});
  const cytotwin::Workers workers(1);
  for (unsigned step = 0; step < 600; ++step) tissue.step_mechanics(step, 0.1 * step, workers);
  const double distance = tissue.cells().x[1] - tissue.cells().x[0];
  std::printf("distance %.4f um\n", distance);
  return distance > 15 && distance < 17 ? 0 : 1;
}
