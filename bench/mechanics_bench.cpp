// How long forces, neighbour lists and motion take, against this machine's arithmetic in the same
// run; and that more threads and another order of creation leave the cells where they were. Times
// are own processor time on one thread, the wall's on two.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agents/cells/population.h"
#include "agents/fields/exchange.h"
#include "agents/mechanics/integrator.h"
#include "agents/mechanics/ordering.h"
#include "ball.h"
#include "core/digest.h"
#include "core/random.h"
#include "machine.h"

namespace cytotwin {
namespace {

constexpr double mechanics_step = 0.1;  // [min]
constexpr int steps_a_round = 10;

std::vector<std::uint32_t> shuffled_order(std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = count; i > 1; --i) {
    RandomStream random(2, i, 0, Purpose::placement);
    const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(i));
    std::swap(order[i - 1], order[other]);
  }
  return order;
}

/// A ball of cells, created from the centre out or in any order, then sorted as a tissue sorts
/// them.
struct Ball {
  std::vector<CellType> types{1};
  Population cells;
  Ball(std::size_t count, bool shuffled) {
    for (const Vec3& place : bench::ball_of_places(count)) {
      RandomStream random(1, cells.size(), 0, Purpose::placement);
      const Vec3 jitter = {random.normal(), random.normal(), random.normal()};
      cells.add(types[0], 0, place + 0.8 * jitter);
    }
    if (shuffled) cells.reorder(shuffled_order(count));
    cells.reorder(space_filling_order(cells));
  }
};

std::string digest_of_places(const Population& cells) {
  Digest digest;
  for (const auto* column : {&cells.x, &cells.y, &cells.z}) {
    digest.add(std::as_bytes(std::span(*column)));
  }
  return digest.hex();
}

/// All that a tissue with one substance holds for its cells between steps: columns, neighbour list
/// and exchange. While forces are worked out there are 32 B a cell more.
double bytes_of(const Ball& ball, const Mechanics& motion, const Workers& workers) {
  Population cells = ball.cells;
  cells.internalised.assign(1, std::vector<double>(cells.size()));
  std::size_t bytes = motion.bytes();
  Population::for_each_column(cells, [&](const char*, const char*, const auto& column) {
    bytes += column.capacity() * sizeof(column[0]);
  });
  std::vector<CellType> types = ball.types;
  types[0].exchange.resize(1);
  CellExchange exchange(Grid{{200, 200, 200}, {20, 20, 20}, {-2000, -2000, -2000}}, 1);
  exchange.rebuild(cells, types, workers);
  return static_cast<double>(bytes + exchange.bytes_of_cells());
}

/// Where the first rounds of a case led, whatever its threads and order.
bool same_as_before(std::size_t count, const Population& cells) {
  static std::map<std::size_t, std::string> known;
  const std::string now = digest_of_places(cells);
  return known.emplace(count, now).first->second == now;
}

// Arguments: cells, threads, created in any order. A round is ten steps with the list rebuilt in
// the first, as often as a growing tissue needs it.
void mechanics(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto threads = static_cast<unsigned>(state.range(1));
  const Workers workers(threads);
  Ball ball(count, state.range(2) != 0);
  Mechanics motion(ball.types, ForceLaw::repulsion_adhesion);
  const auto round = [&] {
    motion.invalidate();
    for (int s = 0; s < steps_a_round; ++s) motion.advance(ball.cells, mechanics_step, 0, workers);
  };
  round();
  if (!same_as_before(count, ball.cells)) state.SkipWithError("other bytes than the run before");
  for (auto _ : state) state.SetIterationTime(bench::seconds(threads, round));

  std::size_t within = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::uint32_t j : motion.neighbours().of(i)) {
      const Vec3 d = {ball.cells.x[i] - ball.cells.x[j], ball.cells.y[i] - ball.cells.y[j],
                      ball.cells.z[i] - ball.cells.z[j]};
      within += norm(d) < 1.25 * (ball.cells.radius[i] + ball.cells.radius[j]) ? 1 : 0;
    }
  }
  using benchmark::Counter;
  const double cells = static_cast<double>(count);
  state.counters["us_per_cell_step"] =
      Counter(cells * steps_a_round * 1e-6, Counter::kIsIterationInvariantRate | Counter::kInvert);
  state.counters["neighbours"] = static_cast<double>(within) / cells;
  state.counters["listed"] = static_cast<double>(motion.neighbours().pairs()) / cells;
  state.counters["bytes_per_cell"] = bytes_of(ball, motion, workers) / cells;
  // 30 operations a pair within reach, a square root and a division counted as one each
  state.counters["of_arithmetic"] = Counter(30e-9 * static_cast<double>(within) * steps_a_round /
                                                bench::machine_limits(threads).multiply_add,
                                            Counter::kIsIterationInvariantRate);
}
BENCHMARK(mechanics)
    ->ArgNames({"cells", "threads", "any_order"})
    ->ArgsProduct({{100000}, {1, 2}, {0, 1}})
    ->ArgsProduct({{1000000}, {1, 2}, {0}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: cells, threads. One build of the neighbour list.
void neighbour_list(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Workers workers(static_cast<unsigned>(state.range(1)));
  const Ball ball(count, false);
  NeighbourList list(1.25, 1.5);
  for (auto _ : state) {
    state.SetIterationTime(bench::seconds(workers.threads(), [&] {
      list.invalidate();
      list.update(ball.cells, 0, workers);
    }));
  }
  using benchmark::Counter;
  state.counters["us_per_cell"] = Counter(static_cast<double>(count) * 1e-6,
                                          Counter::kIsIterationInvariantRate | Counter::kInvert);
}
BENCHMARK(neighbour_list)
    ->ArgNames({"cells", "threads"})
    ->ArgsProduct({{100000}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: cells. Sorting a tissue along the space-filling curve.
void ordering(benchmark::State& state) {
  const Ball ball(static_cast<std::size_t>(state.range(0)), false);
  for (auto _ : state) benchmark::DoNotOptimize(space_filling_order(ball.cells));
}
BENCHMARK(ordering)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cytotwin

BENCHMARK_MAIN();
