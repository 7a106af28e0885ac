// tissue_bench [CELLS [ROUNDS]]: how a whole tissue uses a second core. A growing spheroid of 1e5
// cells in oxygen is stepped on one and on two threads in turn, a phenotype step of 6 min a round,
// and the least time of each process over the rounds is printed beside what the machine's
// arithmetic and bandwidth gain from the second core in the same run. Fails if the bytes differ.
// One thread is given its own processor time, two the wall's: gains mean something on a quiet
// machine.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agents/tissue.h"
#include "ball.h"
#include "core/digest.h"
#include "machine.h"

namespace cytotwin {
namespace {

constexpr int field_steps = 60;  // of 0.1 min, and as many of mechanics, a phenotype step

enum Process { exchange, fields, mechanics, phenotype, all_processes };
constexpr std::array<const char*, all_processes> names = {"exchange", "fields", "mechanics",
                                                          "phenotype"};
using Seconds = std::array<double, all_processes>;

TissueModel spheroid(double half_width) {
  TissueModel model;
  const auto voxels = static_cast<std::size_t>(2 * half_width / 20);
  model.grid = {{voxels, voxels, voxels},
                {20, 20, 20},
                {-10.0 * static_cast<double>(voxels), -10.0 * static_cast<double>(voxels),
                 -10.0 * static_cast<double>(voxels)}};
  Substance oxygen;
  oxygen.name = "oxygen";
  oxygen.initial = 38;
  model.substances = {oxygen};
  model.fixed = {fixed_outer_layer(model.grid, 38)};
  CellType tumour;
  tumour.name = "tumour";
  tumour.exchange.resize(1);
  tumour.exchange[0].uptake = 10;
  model.cell_types = {tumour};
  return model;
}

/// One tissue on its threads.
struct Run {
  Tissue tissue;
  Workers workers;
  Seconds best;
  std::uint64_t round = 0;

  Run(std::size_t cells, unsigned threads)
      : tissue(spheroid(1.5 * bench::radius_of_ball(cells))), workers(threads) {
    best.fill(1e9);
    for (const Vec3& place : bench::ball_of_places(cells)) tissue.add_cell(0, place);
  }

  /// The first field step also gathers the cells by voxel: what it takes beyond the others is
  /// `exchange`.
  void advance() {
    Seconds now{};
    const auto time = [&](Process process, auto&& body) {
      now[process] += bench::seconds(workers.threads(), body);
    };
    const double minutes = 6.0 * static_cast<double>(round);
    for (std::uint64_t s = 0; s < field_steps; ++s) {
      const std::uint64_t index = round * field_steps + s;
      time(s == 0 ? exchange : fields,
           [&] { tissue.step_transient_fields(index, minutes, workers); });
      time(mechanics, [&] { tissue.step_mechanics(index, minutes, workers); });
    }
    const double one = now[fields] / (field_steps - 1);
    now[fields] += one;
    now[exchange] = std::max(now[exchange] - one, 0.0);
    time(phenotype, [&] { tissue.step_phenotype(round, minutes + 6, workers); });
    if (round++ == 0) return;  // nothing is warm yet
    for (std::size_t p = 0; p < best.size(); ++p) best[p] = std::min(best[p], now[p]);
  }

  std::string digest() const {
    Digest digest;
    for (const auto* column : {&tissue.cells().x, &tissue.cells().radius, &tissue.fields()[0],
                               &tissue.cells().internalised[0]}) {
      digest.add(std::as_bytes(std::span(*column)));
    }
    return digest.hex();
  }
};

int measure(std::size_t cells, int rounds) {
  Run one(cells, 1), two(cells, 2);
  for (int r = 0; r <= rounds; ++r) {
    one.advance();
    two.advance();
  }
  double total_one = 0, total_two = 0;
  for (std::size_t p = 0; p < all_processes; ++p) {
    total_one += one.best[p];
    total_two += two.best[p];
  }
  fmt::print("{} cells, {} voxels, a phenotype step of 6 min\n", one.tissue.cells().size(),
             one.tissue.model().grid.size());
  fmt::print("{:10} {:>10} {:>6} {:>10} {:>6} {:>6}\n", "process", "1 thread", "share", "2 threads",
             "share", "gain");
  const auto row = [&](const char* name, double first, double second) {
    fmt::print("{:10} {:8.1f}ms {:5.1f}% {:8.1f}ms {:5.1f}% {:6.2f}\n", name, 1e3 * first,
               100 * first / total_one, 1e3 * second, 100 * second / total_two, first / second);
  };
  for (std::size_t p = 0; p < all_processes; ++p) row(names[p], one.best[p], two.best[p]);
  row("all", total_one, total_two);
  const auto &single = bench::machine_limits(1), &both = bench::machine_limits(2);
  fmt::print(
      "machine: arithmetic {:.1f} to {:.1f} GFLOP/s, gain {:.2f}; DRAM {:.1f} to {:.1f} GB/s, "
      "gain {:.2f}\n",
      single.multiply_add, both.multiply_add, both.multiply_add / single.multiply_add,
      single.dram_triad, both.dram_triad, both.dram_triad / single.dram_triad);
  if (one.digest() == two.digest()) return EXIT_SUCCESS;
  fmt::print("the bytes differ between one thread and two\n");
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace cytotwin

int main(int count, char** values) {
  const auto number = [&](int place, int otherwise) {
    return count > place ? std::atoi(values[place]) : otherwise;
  };
  return cytotwin::measure(static_cast<std::size_t>(number(1, 100000)), number(2, 5));
}
