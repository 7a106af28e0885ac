// How long flow and oxygen of a generated macula patch of 3 mm take, against this machine's limits
// in the same run. Each row checks its result, so that a fast wrong answer fails. Rows of oxygen
// end in the number of threads: one is given its own processor time, two the wall's.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "agents/vessels/network_flow.h"
#include "agents/vessels/retina_oxygen.h"
#include "agents/vessels/vessel_nets.h"
#include "machine.h"

namespace cytotwin {
namespace {

constexpr double balanced_flow = 1e-9, balanced_oxygen = 1e-4;
// One iteration of conjugate gradients reads and writes at least this much a voxel: residual,
// direction, image, solution, preconditioned residual, diagonal, three conductances, two factors;
// in three sweeps.
constexpr double bytes_an_iteration = 8.0 * 24;

const VesselGraph& macula() {
  static const VesselGraph graph = macula_patch({}, 1);
  return graph;
}

void per_segment(benchmark::State& state, double iterations) {
  using benchmark::Counter;
  const double count = static_cast<double>(macula().segments.size());
  state.counters["segments"] = count;
  state.counters["iterations"] = Counter(iterations, Counter::kAvgIterations);
  state.counters["GFLOP_s_limit"] = bench::machine_limits(1).multiply_add;
}

// Ordering for the whole graph; done once a network.
void flow_setup(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(FlowSolver(macula()));
  per_segment(state, 0);
}
BENCHMARK(flow_setup)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

// From equal haematocrit everywhere.
void flow_solve(benchmark::State& state) {
  FlowSolver solver(macula());
  double iterations = 0;
  for (auto _ : state) {
    NetworkFlow flow;
    solver.solve(macula(), flow);
    iterations += flow.iterations;
    if (flow_imbalance(macula(), flow) > balanced_flow) state.SkipWithError("blood is lost");
  }
  per_segment(state, iterations);
}
BENCHMARK(flow_solve)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

/// Closes `count` more capillaries of a graph, spread over it; opens all when half are closed.
void close_some(VesselGraph& graph, std::size_t count, std::size_t& next) {
  for (std::size_t i = 0; i < count; ++i) {
    next += 7919;  // a prime, so that every segment has its turn
    VesselSegment& segment = graph.segments[next % graph.segments.size()];
    if (segment.plexus != Plexus::arcade) segment.status = VesselStatus::occluded;
  }
  const auto closed = std::count_if(graph.segments.begin(), graph.segments.end(),
                                    [](const VesselSegment& s) { return !s.is_open(); });
  if (2 * static_cast<std::size_t>(closed) > graph.segments.size()) graph = macula();
}

// Argument: capillaries closed between two solutions.
void flow_update(benchmark::State& state) {
  VesselGraph graph = macula();
  FlowSolver solver(graph);
  NetworkFlow flow;
  solver.solve(graph, flow);
  std::size_t next = 0;
  double iterations = 0;
  for (auto _ : state) {
    close_some(graph, static_cast<std::size_t>(state.range(0)), next);
    solver.solve(graph, flow);
    iterations += flow.iterations;
    if (flow_imbalance(graph, flow) > balanced_flow) state.SkipWithError("blood is lost");
  }
  per_segment(state, iterations);
}
BENCHMARK(flow_update)
    ->ArgName("closed")
    ->Arg(1)
    ->Arg(14)
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

TissueMesh mesh_of(bool quick) {
  return quick ? macula_mesh(3000, quick_spacing, few_levels) : macula_mesh(3000);
}

// Arguments: whether the mesh of long runs, threads. `closed` 0: from nothing; else from the last
// solution, after so many capillaries were closed.
void oxygen(benchmark::State& state, std::size_t closed) {
  const bool quick = state.range(0) != 0;
  const auto threads = static_cast<unsigned>(state.range(1));
  const Workers workers(threads);
  VesselGraph graph = macula();
  FlowSolver solver(graph);
  NetworkFlow flow;
  solver.solve(graph, flow);
  OxygenAccuracy accuracy;
  if (quick) accuracy.tolerance = 1e-4;
  RetinaOxygen solution(graph, mesh_of(quick), {}, {}, accuracy);
  RetinaOxygenState kept;
  std::size_t next = 0;
  double iterations = 0, rounds = 0;
  if (closed > 0) solution.solve(graph, flow, kept, workers);
  for (auto _ : state) {
    if (closed > 0) {
      close_some(graph, closed, next);
      solver.solve(graph, flow);
    }
    RetinaOxygenState fresh;
    OxygenBalance balance;
    state.SetIterationTime(bench::seconds(threads, [&] {
      balance = solution.solve(graph, flow, closed > 0 ? kept : fresh, workers);
    }));
    iterations += balance.iterations;
    rounds += balance.rounds;
    if (balance.relative_imbalance() > balanced_oxygen) state.SkipWithError("oxygen is lost");
  }
  using benchmark::Counter;
  const double voxels = static_cast<double>(solution.mesh().size());
  state.counters["voxels"] = voxels;
  state.counters["rounds"] = Counter(rounds, Counter::kAvgIterations);
  state.counters["iterations"] = Counter(iterations, Counter::kAvgIterations);
  state.counters["of_bandwidth"] = Counter(
      iterations * voxels * bytes_an_iteration / (bench::machine_limits(threads).dram_triad * 1e9),
      Counter::kIsRate);
}
void oxygen_solve(benchmark::State& state) { oxygen(state, 0); }
void oxygen_update(benchmark::State& state) { oxygen(state, 14); }
BENCHMARK(oxygen_solve)
    ->ArgNames({"quick", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(oxygen_update)
    ->ArgNames({"quick", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cytotwin

BENCHMARK_MAIN();
