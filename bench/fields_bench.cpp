#include <benchmark/benchmark.h>

#include <vector>

#include "agents/fields/transient.h"

namespace cytotwin {
namespace {

void transient(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Grid grid{{n, n, n}, {20, 20, 20}, {}};
  Substance oxygen;
  if (state.range(1)) {
    for (auto& face : oxygen.faces) face = {FaceCondition::Kind::fixed_value, 38};
  }
  const FixedVoxels fixed = state.range(1) == 2 ? fixed_outer_layer(grid, 38) : FixedVoxels{};
  TransientSolver solver(grid, oxygen, fixed, 0.1);
  std::vector<double> field(grid.size(), 38);
  const Workers workers(static_cast<unsigned>(state.range(2)));
  std::uint64_t index = 0;
  for (auto _ : state) solver.advance(field, {}, index++, workers);
  state.counters["ns_per_voxel"] = benchmark::Counter(
      static_cast<double>(grid.size()) * 1e-9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(transient)
    ->ArgsProduct({{100}, {0, 1, 2}, {1, 2}})
    ->ArgsProduct({{128, 200}, {0}, {1, 2}})->MeasureProcessCPUTime()->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cytotwin

BENCHMARK_MAIN();
