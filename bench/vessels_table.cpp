// Tables of docs/vessels.md: what generated macula patches do, how near the mesh of long runs is to
// the fine one, and what ten years of a patch cost. Not a benchmark of one function.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "agents/vessels/network_flow.h"
#include "agents/vessels/retina_oxygen.h"
#include "agents/vessels/vessel_nets.h"
#include "core/random.h"
#include "machine.h"

namespace cytotwin {
namespace {

constexpr double hypoxia = 11;  // [mmHg]
constexpr double block = 100;   // maps are compared over squares of this side [um]
constexpr double patch_size = 3000;

double mean(const std::vector<double>& map) {
  double sum = 0;
  for (const double value : map) sum += value;
  return sum / static_cast<double>(map.size());
}

double share_below(const std::vector<double>& map, double limit) {
  const auto count =
      std::count_if(map.begin(), map.end(), [&](double value) { return value < limit; });
  return static_cast<double>(count) / static_cast<double>(map.size());
}

std::vector<double> blocks(const TissueMesh& mesh, const std::vector<double>& map) {
  const auto side = static_cast<std::size_t>(std::lround(block / mesh.spacing));
  const std::size_t n = mesh.nx / side;
  std::vector<double> sum(n * n, 0);
  for (std::size_t j = 0; j < mesh.ny; ++j) {
    for (std::size_t i = 0; i < mesh.nx; ++i) {
      sum[j / side * n + i / side] += map[j * mesh.nx + i] / static_cast<double>(side * side);
    }
  }
  return sum;
}

/// Capillaries in the order in which they are lost, the same for any share.
std::vector<std::uint32_t> order_of_loss(const VesselGraph& graph) {
  std::vector<std::pair<double, std::uint32_t>> drawn;
  for (std::uint32_t s = 0; s < graph.segments.size(); ++s) {
    if (graph.segments[s].plexus == Plexus::arcade) continue;
    drawn.emplace_back(RandomStream(1, s, 0, Purpose::death).uniform(), s);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<std::uint32_t> order;
  for (const auto& [when, segment] : drawn) order.push_back(segment);
  return order;
}

void print_patches(const Workers& workers) {
  fmt::print("macula patches of 3 mm, fine mesh\n");
  fmt::print(
      "seed  segments  flow uL/min  cells mm/s  mean mm/s  transit s  median s  venous S  inner "
      "half "
      "mmHg  below 11\n");
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const VesselGraph graph = macula_patch({}, seed);
    FlowSolver solver(graph);
    NetworkFlow flow;
    solver.solve(graph, flow);
    const FlowSummary s = summarise(graph, flow);
    RetinaOxygen oxygen(graph, macula_mesh(patch_size));
    RetinaOxygenState state;
    const OxygenBalance balance = oxygen.solve(graph, flow, state, workers);
    const std::vector<double> inner = inner_half(oxygen.mesh(), state.tissue);
    const BloodOxygen blood;
    const double venous = blood.oxygen_of(balance.outgoing / s.through, 0.4);
    fmt::print(
        "{:4}  {:8}  {:11.2f}  {:10.2f}  {:9.2f}  {:9.2f}  {:8.2f}  {:8.2f}  {:15.1f}  {:8.3f}"
        "  imbalance {:.0e} {:.0e} {:.0e}\n",
        seed, graph.segments.size(), s.through * 60e-9, s.cell_speed / 1000,
        s.capillary_speed / 1000, s.transit, median_transit(graph, flow), blood.saturation(venous),
        mean(inner), share_below(inner, hypoxia), flow_imbalance(graph, flow),
        cell_imbalance(graph, flow), balance.relative_imbalance());
  }
}

struct MeshCase {
  const char* name;
  double spacing;
  std::array<std::size_t, retina_layer_count> levels;
};

void print_meshes(const Workers& workers) {
  fmt::print("\nmeshes against the fine one, means over {} um squares of the inner half\n", block);
  fmt::print("lost   mesh      RMS  bias  mean  below 11  in the wrong class  seconds\n");
  const std::array<std::size_t, retina_layer_count> twice = {8, 6, 6, 6, 10, 8, 6};
  for (const double lost : {0.0, 0.1, 0.2, 0.3}) {
    VesselGraph graph = macula_patch({}, 1);
    const std::vector<std::uint32_t> order = order_of_loss(graph);
    const auto count = static_cast<std::size_t>(lost * static_cast<double>(order.size()));
    for (std::size_t i = 0; i < count; ++i) {
      graph.segments[order[i]].status = VesselStatus::occluded;
    }
    NetworkFlow flow;
    FlowSolver(graph).solve(graph, flow);
    std::vector<double> fine;
    for (const MeshCase& c :
         {MeshCase{"20 x 25", 20, fine_levels}, MeshCase{"20 x 50", 20, twice},
          MeshCase{"50 x 13", quick_spacing, few_levels}, MeshCase{"100 x 13", 100, few_levels}}) {
      RetinaOxygen oxygen(graph, macula_mesh(patch_size, c.spacing, c.levels));
      RetinaOxygenState state;
      const double seconds =
          bench::seconds(workers.threads(), [&] { oxygen.solve(graph, flow, state, workers); });
      const std::vector<double> map =
          blocks(oxygen.mesh(), inner_half(oxygen.mesh(), state.tissue));
      if (fine.empty()) fine = map;
      double squares = 0, wrong = 0;
      for (std::size_t b = 0; b < map.size(); ++b) {
        squares += std::pow(map[b] - fine[b], 2);
        wrong += (map[b] < hypoxia) != (fine[b] < hypoxia);
      }
      const double n = static_cast<double>(map.size());
      fmt::print("{:.1f}  {:8}  {:5.2f} {:5.2f} {:5.1f}  {:8.3f}  {:18.3f}  {:7.2f}\n", lost,
                 c.name, std::sqrt(squares / n), mean(map) - mean(fine), mean(map),
                 share_below(map, hypoxia), wrong / n, seconds);
    }
  }
}

/// A patch that loses half of its capillaries in ten years, one in a thousand at a time.
void print_ten_years(const Workers& workers) {
  VesselGraph graph = macula_patch({}, 1);
  const std::vector<std::uint32_t> order = order_of_loss(graph);
  const std::size_t at_once = graph.segments.size() / 1000;
  OxygenAccuracy accuracy;
  accuracy.tolerance = 1e-4;
  FlowSolver solver(graph);
  RetinaOxygen oxygen(graph, macula_mesh(patch_size, quick_spacing, few_levels), {}, {}, accuracy);
  NetworkFlow flow;
  RetinaOxygenState state;
  double of_flow = 0, of_oxygen = 0, worst = 0;
  unsigned solutions = 0, rounds = 0;
  for (std::size_t i = 0; i < order.size() / 2; ++i) {
    graph.segments[order[i]].status = VesselStatus::occluded;
    if (i % at_once != 0) continue;
    of_flow += bench::seconds(1, [&] { solver.solve(graph, flow); });
    of_oxygen += bench::seconds(workers.threads(), [&] {
      const OxygenBalance balance = oxygen.solve(graph, flow, state, workers);
      worst = std::max(worst, balance.relative_imbalance());
      rounds += balance.rounds;
    });
    ++solutions;
  }
  fmt::print(
      "\nten years: {} solutions of {} segments, flow {:.1f} s, oxygen {:.1f} s ({:.1f} rounds "
      "each), oxygen's imbalance at most {:.1e}\n",
      solutions, graph.segments.size(), of_flow, of_oxygen, static_cast<double>(rounds) / solutions,
      worst);
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  using namespace cytotwin;
  const Workers workers(argc > 1 && std::string_view(argv[1]) == "1" ? 1 : 2);
  print_patches(workers);
  print_meshes(workers);
  print_ten_years(workers);
}
