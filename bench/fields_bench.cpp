// How long diffusion, exchange and equilibria take, against this machine's bandwidth in the same
// run. Each row checks its result, so that a fast wrong answer fails. Rows end in the number of
// threads: one is given its own processor time, two the wall's.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "agents/fields/exchange.h"
#include "agents/fields/quasi_steady.h"
#include "agents/fields/sampling.h"
#include "agents/fields/transient.h"
#include "core/random.h"
#include "machine.h"

namespace cytotwin {
namespace {

/// Time per item; for whole fields also how near to reading and writing it from DRAM.
void report(benchmark::State& state, const char* name, std::size_t items, double bytes_an_item,
            unsigned threads) {
  using benchmark::Counter;
  const auto rate = Counter::kIsIterationInvariantRate;
  const double count = static_cast<double>(items);
  // Google Benchmark prints seconds: items x 1e-9 inverted are nanoseconds.
  state.counters[name] = Counter(count * 1e-9, rate | Counter::kInvert);
  if (bytes_an_item > 0) {
    const double limit = bench::machine_limits(threads).dram_triad * 1e9;
    state.counters["of_bandwidth"] = Counter(count * bytes_an_item / limit, rate);
  }
}

unsigned threads_of(const benchmark::State& state) { return static_cast<unsigned>(state.range(2)); }

enum Boundary { no_flux, fixed_faces, fixed_layer };

/// Oxygen in a cube.
struct DiffusionCase {
  Grid grid;
  Substance oxygen;
  FixedVoxels fixed;
  explicit DiffusionCase(std::size_t n, int boundary) : grid{{n, n, n}, {20, 20, 20}, {}} {
    if (boundary == fixed_faces) {
      for (auto& face : oxygen.faces) face = {FaceCondition::Kind::fixed_value, 38};
    }
    if (boundary == fixed_layer) fixed = fixed_outer_layer(grid, 38);
  }
};

void machine(benchmark::State& state) {
  const auto threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(bench::machine_limits(threads));
  const bench::MachineLimits& limits = bench::machine_limits(threads);
  state.counters["dram_GB_s"] = limits.dram_triad;
  state.counters["cache_GB_s"] = limits.cache_triad;
  state.counters["GFLOP_s"] = limits.multiply_add;
}
BENCHMARK(machine)->Arg(1)->Arg(2)->Iterations(1);

// Arguments: voxels along an axis, boundary, threads, substances. A step reads and writes a field
// twice (planes, then lines along z): 32 B a voxel if no cache keeps it.
void transient(benchmark::State& state) {
  const DiffusionCase c(static_cast<std::size_t>(state.range(0)), static_cast<int>(state.range(1)));
  const Workers workers(static_cast<unsigned>(state.range(2)));
  const auto substances = static_cast<std::size_t>(state.range(3));
  TransientSolver solver(c.grid, c.oxygen, c.fixed, 0.1);
  std::vector<std::vector<double>> fields(substances, std::vector<double>(c.grid.size(), 38.0));
  std::uint64_t index = 0;
  FieldBudget total;
  for (auto _ : state) {
    state.SetIterationTime(bench::seconds(workers.threads(), [&] {
      for (auto& field : fields) total += solver.advance(field, index, workers);
    }));
    ++index;
  }
  // In a sealed domain oxygen only decays, as exp(-k t) to the scheme's 3 (k h / 3)^4 / 72 a step.
  const double kept = std::exp(-0.1 * 0.1 * static_cast<double>(index));
  const double lost = static_cast<double>(substances * c.grid.size()) * 38 * 8000 * (1 - kept);
  const bool sealed = state.range(1) == no_flux;
  if (total.relative_imbalance() > 1e-10 ||
      (sealed && std::abs(total.decayed - lost) > 1e-9 * lost)) {
    state.SkipWithError("the budget of the step is wrong");
  }
  report(state, "ns_per_voxel", c.grid.size() * substances, 32, threads_of(state));
}
BENCHMARK(transient)
    ->ArgNames({"n", "boundary", "threads", "substances"})
    ->ArgsProduct({{100}, {no_flux, fixed_faces, fixed_layer}, {1, 2}, {1}})
    ->ArgsProduct({{200}, {no_flux}, {1, 2}, {1}})
    ->ArgsProduct({{100}, {no_flux, fixed_faces}, {1, 2}, {10}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

/// 1e5 cells at random in the inner part of a cube of 100^3 voxels, 1 to 10 substances.
struct ExchangeCase {
  Grid grid{{100, 100, 100}, {20, 20, 20}, {}};
  std::vector<CellType> types{1};
  Population cells;
  ExchangeCase(std::size_t count, std::size_t substances) {
    types[0].exchange.assign(substances, {0.1, 10, 1, {}, 0});
    cells.internalised.resize(substances);
    for (std::size_t i = 0; i < count; ++i) {
      RandomStream random(1, i, 0, Purpose::placement);
      const Vec3 place = {600 + 800 * random.uniform(), 600 + 800 * random.uniform(),
                          600 + 800 * random.uniform()};
      cells.add(types[0], 0, place);
    }
  }
};

constexpr std::size_t exchange_cells = 100000;
constexpr double exchange_step_length = 0.1;  // [min]
constexpr std::uint64_t steps_a_ledger = 60;

// Arguments: substances, -, threads. What cells cost in a field step: time of steps with them less
// time of steps without, and the ledger once a phenotype step of 6 min.
void exchange_step(benchmark::State& state) {
  const auto substances = static_cast<std::size_t>(state.range(0));
  const Workers workers(static_cast<unsigned>(state.range(2)));
  ExchangeCase c(exchange_cells, substances);
  CellExchange exchange(c.grid, substances);
  exchange.rebuild(c.cells, c.types, workers);
  TransientSolver without(c.grid, Substance{}, {}, exchange_step_length);
  std::vector<std::unique_ptr<TransientSolver>> with;
  for (std::size_t s = 0; s < substances; ++s) {
    with.push_back(std::make_unique<TransientSolver>(c.grid, Substance{}, FixedVoxels{},
                                                     exchange_step_length));
    with[s]->set_reaction(exchange.reaction(s));
  }
  std::vector<std::vector<double>> fields(substances, std::vector<double>(c.grid.size(), 38.0));
  std::vector<std::vector<double>> bare = fields;
  double consumed = 0;
  std::uint64_t index = 0;
  const auto seconds = [&](auto&& body) { return bench::seconds(workers.threads(), body); };
  for (auto _ : state) {
    double cost = 0;
    for (std::uint64_t n = 0; n < steps_a_ledger; ++n, ++index) {
      for (std::size_t s = 0; s < substances; ++s) {
        cost -= seconds([&] { without.advance(bare[s], index, workers); });
        cost += seconds([&] { consumed += with[s]->advance(fields[s], index, workers).consumed; });
      }
    }
    cost += seconds([&] {
      for (std::size_t s = 0; s < substances; ++s) {
        with[s]->take_exposure(exchange.exposure(s), workers);
      }
      exchange.internalise(c.cells, workers);
    });
    state.SetIterationTime(std::max(cost, 1e-9) / static_cast<double>(steps_a_ledger));
  }
  // Of S + U = 1.1 the cells keep U = 1.
  double held = 0;
  for (const auto& column : c.cells.internalised) {
    held = std::accumulate(column.begin(), column.end(), held);
  }
  if (std::abs(held * 1.1 - consumed) > 1e-9 * consumed) {
    state.SkipWithError("the cells do not hold what the fields lost");
  }
  report(state, "ns_per_cell_step", exchange_cells, 0, 1);
  state.counters["ns_per_cell_min"] = benchmark::Counter(
      exchange_cells * 1e-9 * exchange_step_length,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["dram_GB_s"] = bench::machine_limits(threads_of(state)).dram_triad;
}
BENCHMARK(exchange_step)
    ->ArgNames({"substances", "", "threads"})
    ->ArgsProduct({{1, 10}, {0}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: substances, -, threads. Gathering the cells and preparing one solver.
void exchange_rebuild(benchmark::State& state) {
  const auto substances = static_cast<std::size_t>(state.range(0));
  const Workers workers(static_cast<unsigned>(state.range(2)));
  const ExchangeCase c(exchange_cells, substances);
  CellExchange exchange(c.grid, substances);
  for (auto _ : state) exchange.rebuild(c.cells, c.types, workers);
  double loss = 0;
  for (const double value : exchange.reaction(substances - 1).loss) loss += value;
  const double expected = 1.1 * 2494.0 / 8000 * exchange_cells;
  if (std::abs(loss - expected) > 1e-9 * expected) state.SkipWithError("loss is missing");
  report(state, "ns_per_cell", exchange_cells, 0, 1);
}
BENCHMARK(exchange_rebuild)
    ->ArgNames({"substances", "", "threads"})
    ->ArgsProduct({{1, 10}, {0}, {1, 2}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: -, -, threads. Copying a reaction into a solver, 64,000 voxels of 1e6 reacting.
void set_reaction(benchmark::State& state) {
  const Workers workers(1);
  const ExchangeCase c(exchange_cells, 1);
  CellExchange exchange(c.grid, 1);
  exchange.rebuild(c.cells, c.types, workers);
  TransientSolver solver(c.grid, Substance{}, {}, 0.1);
  for (auto _ : state) solver.set_reaction(exchange.reaction(0));
  report(state, "ns_per_voxel", c.grid.size(), 0, 1);
}
BENCHMARK(set_reaction)->Unit(benchmark::kMillisecond);

// Arguments: -, -, threads. Gradient where 1e5 cells ask for it.
void gradient(benchmark::State& state) {
  const Workers workers(static_cast<unsigned>(state.range(2)));
  const ExchangeCase c(exchange_cells, 1);
  std::vector<double> field(c.grid.size());
  for (std::size_t p = 0; p < field.size(); ++p) field[p] = 2.0 * static_cast<double>(p % 100);
  std::vector<double> x(exchange_cells), y(exchange_cells), z(exchange_cells);
  for (auto _ : state) {
    sample_gradients(c.grid, field, c.cells.x, c.cells.y, c.cells.z, {x, y, z}, workers);
  }
  for (std::size_t i = 0; i < exchange_cells; ++i) {
    if (std::abs(x[i] - 0.1) > 1e-13 || y[i] != 0 || z[i] != 0) {
      state.SkipWithError("the gradient of a linear field is wrong");
      break;
    }
  }
  report(state, "ns_per_cell", exchange_cells, 0, 1);
}
BENCHMARK(gradient)
    ->ArgNames({"", "", "threads"})
    ->ArgsProduct({{0}, {0}, {1, 2}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

// Arguments: voxels along an axis, boundary, threads. A spheroid at equilibrium; between two
// solutions 1 % of its voxels gain or lose a cell.
void equilibrium(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const DiffusionCase c(n, static_cast<int>(state.range(1)));
  const Workers workers(static_cast<unsigned>(state.range(2)));
  std::vector<double> loss(c.grid.size());
  const Vec3 middle = 0.5 * c.grid.upper();
  for (std::size_t p = 0; p < loss.size(); ++p) {
    if (norm(c.grid.centre(p % n, p / n % n, p / (n * n)) - middle) < 0.3 * middle.x * 2) {
      loss[p] = 6.2;
    }
  }
  QuasiSteadySolver solver(c.grid, c.oxygen, c.fixed, 6);
  std::vector<double> field(c.grid.size(), 38.0);
  solver.set_reaction({{}, loss, {}, {}});
  solver.advance(field, 0, workers);
  std::uint64_t round = 0;
  double iterations = 0;
  for (auto _ : state) {
    state.PauseTiming();
    ++round;
    for (std::size_t p = 0; p < loss.size(); ++p) {
      if (loss[p] == 0) continue;
      RandomStream random(3, p, static_cast<std::uint32_t>(round), Purpose::placement);
      if (random.uniform() < 0.01) loss[p] = loss[p] > 5 ? 3.1 : 6.2;
    }
    state.ResumeTiming();
    solver.set_reaction({{}, loss, {}, {}});
    const FieldBudget budget = solver.advance(field, round, workers);
    iterations += solver.iterations();
    if (std::abs(budget.imposed - budget.change) > 1e-5 * budget.consumed) {
      state.SkipWithError("this is no equilibrium");
      break;
    }
  }
  state.counters["iterations"] = iterations / static_cast<double>(round);
  report(state, "ns_per_voxel", c.grid.size(), 0, 1);
}
BENCHMARK(equilibrium)
    ->ArgNames({"n", "boundary", "threads"})
    ->ArgsProduct({{64}, {fixed_faces, fixed_layer}, {1, 2}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cytotwin

BENCHMARK_MAIN();
