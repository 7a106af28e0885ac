#include "agents/vessels/retina_oxygen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "agents/vessels/anderson.h"
#include "agents/vessels/blood_march.h"
#include "agents/vessels/layered_diffusion.h"

namespace cytotwin {
namespace {

constexpr double linear_tolerance = 0.1;  // of a round's linear system, over its right-hand side
constexpr unsigned linear_iterations = 200;
constexpr std::size_t remembered = 8;  // rounds that acceleration looks back on
constexpr double first_guess = 20;     // [mmHg]
constexpr std::size_t rows_layer = static_cast<std::size_t>(RetinaLayer::inner_segments);

void check_constants(const RetinaOxygenConstants& constants, const OxygenAccuracy& accuracy) {
  const auto positive = [](const char* name, double value) {
    if (value > 0) return;
    throw std::invalid_argument(fmt::format("RetinaOxygen: {} is {} (above 0)", name, value));
  };
  positive("permeability", constants.permeability);
  positive("half_maximum", constants.half_maximum);
  positive("tolerance", accuracy.tolerance);
  positive("max_rounds", accuracy.max_rounds);
  if (!(constants.choroid >= 0)) {
    throw std::invalid_argument(
        fmt::format("RetinaOxygen: choroid is {} mmHg (at least 0)", constants.choroid));
  }
}

}  // namespace

OxygenNotSettled::OxygenNotSettled(double residual, unsigned rounds)
    : std::runtime_error(fmt::format(
          "oxygen does not settle: after {} rounds {:.2g} of the consumption is not accounted for",
          rounds, residual)) {}

double OxygenBalance::relative_imbalance() const {
  const double missing = entering - outgoing + from_choroid - consumed;
  return consumed > 0 ? std::abs(missing) / consumed : std::abs(missing);
}

struct RetinaOxygen::Parts {
  TissueMesh mesh;
  RetinaOxygenConstants constants;
  OxygenAccuracy accuracy;
  BloodMarch march;
  LayeredDiffusion diffusion;
  std::vector<double> burnt;    ///< at plenty of oxygen [um^3 O2/s], all photoreceptors alive
  std::vector<double> rods;     ///< share left, a value a column
  std::vector<double> choroid;  ///< [mmHg], a value a column
  WallFlux walls;
  std::vector<std::uint32_t> fed;  ///< voxels that vessels pass through, ascending
  std::vector<double> residual, diagonal, demand, change;

  Parts(const VesselGraph& graph, TissueMesh cut, const BloodOxygen& blood,
        const RetinaOxygenConstants& given, const OxygenAccuracy& wanted)
      : mesh(std::move(cut)),
        constants(given),
        accuracy(wanted),
        march(graph, mesh, blood, given.permeability),
        diffusion(mesh, given.permeability),
        burnt(mesh.size()),
        rods(mesh.columns_count(), 1),
        choroid(mesh.columns_count(), given.choroid),
        residual(mesh.size()),
        diagonal(mesh.size()),
        demand(mesh.size()),
        change(mesh.size()) {
    for (std::size_t piece = 0; piece < march.pieces(); ++piece) fed.push_back(march.voxel(piece));
    std::sort(fed.begin(), fed.end());
    fed.erase(std::unique(fed.begin(), fed.end()), fed.end());
    const std::size_t columns = mesh.columns_count();
    for (std::size_t v = 0; v < burnt.size(); ++v) {
      const std::size_t level = v / columns, column = v % columns;
      burnt[v] = mesh.columns[column].consumption[mesh.layer_of(level)] * consumption_unit *
                 mesh.thickness(level, column) * mesh.spacing * mesh.spacing;
    }
  }

  void check(const VesselGraph& graph, const NetworkFlow& flow,
             const RetinaOxygenState& state) const {
    const auto same = [](const char* name, std::size_t values, std::size_t wanted) {
      if (values == wanted) return;
      throw std::invalid_argument(fmt::format(
          "RetinaOxygen::solve: {} has {} values, {} are needed", name, values, wanted));
    };
    same("graph.segments", graph.segments.size(), march.segments());
    same("flow.flow", flow.flow.size(), graph.segments.size());
    same("flow.haematocrit", flow.haematocrit.size(), graph.segments.size());
    same("flow.pressure", flow.pressure.size(), graph.nodes.size());
    if (state.tissue.empty()) return;
    same("state.tissue", state.tissue.size(), mesh.size());
    same("state.leaving", state.leaving.size(), graph.segments.size());
    same("state.given", state.given.size(), march.pieces());
  }

  double most_burnt(std::size_t voxel, bool of_rods) const {
    return of_rods ? burnt[voxel] * rods[voxel % mesh.columns_count()] : burnt[voxel];
  }

  /// What each voxel gains without vessels, and how that answers to its own oxygen, less diffusion.
  void set_tissue(std::span<const double> p, OxygenBalance& balance, const Workers& workers) {
    diffusion.flow_in(p, residual, workers);
    const std::size_t columns = mesh.columns_count(), levels = mesh.level_count();
    const double half = constants.half_maximum;
    balance.consumed = balance.from_choroid = 0;
    for (std::size_t k = 0; k < levels; ++k) {
      const bool of_rods = mesh.layer_of(k) == rows_layer;
      balance.consumed += workers.sum_blocks(columns, mesh.nx, [&](std::size_t b, std::size_t e) {
        double sum = 0;
        for (std::size_t c = b; c < e; ++c) {
          const std::size_t v = k * columns + c;
          const double most = most_burnt(v, of_rods), below = 1 / (p[v] + half);
          const double used = most * p[v] * below;
          residual[v] -= used;
          diagonal[v] = most * half * below * below;
          sum += used;
        }
        return sum;
      });
    }
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t v = (levels - 1) * columns + c;
      const double gain = diffusion.to_choroid(c) * (choroid[c] - p[v]);
      residual[v] += gain;
      diagonal[v] += diffusion.to_choroid(c);
      balance.from_choroid += gain;
    }
    for (std::size_t v = 0; v < demand.size(); ++v) demand[v] = -residual[v];
  }

  /// Adds what vessels give. @return sum of |residual|
  double add_walls(OxygenBalance& balance, const Workers& workers) {
    balance.from_blood = 0;
    for (std::size_t piece = 0; piece < march.pieces(); ++piece) {
      residual[march.voxel(piece)] += walls.offer[piece];
      diagonal[march.voxel(piece)] += walls.slope[piece];
      balance.from_blood += walls.flux[piece];
    }
    return workers.sum_blocks(residual.size(), mesh.columns_count(),
                              [&](std::size_t b, std::size_t e) {
                                double sum = 0;
                                for (std::size_t v = b; v < e; ++v) sum += std::abs(residual[v]);
                                return sum;
                              });
  }
};

RetinaOxygen::RetinaOxygen(const VesselGraph& graph, TissueMesh mesh, const BloodOxygen& blood,
                           const RetinaOxygenConstants& constants, const OxygenAccuracy& accuracy) {
  check_vessels(graph);
  check_constants(constants, accuracy);
  if (mesh.columns.size() != mesh.nx * mesh.ny || mesh.columns.empty()) {
    throw std::invalid_argument(fmt::format("RetinaOxygen: mesh has {} columns, its sides {} x {}",
                                            mesh.columns.size(), mesh.nx, mesh.ny));
  }
  parts_ = std::make_unique<Parts>(graph, std::move(mesh), blood, constants, accuracy);
}
RetinaOxygen::~RetinaOxygen() = default;
RetinaOxygen::RetinaOxygen(RetinaOxygen&&) noexcept = default;
RetinaOxygen& RetinaOxygen::operator=(RetinaOxygen&&) noexcept = default;

const TissueMesh& RetinaOxygen::mesh() const { return parts_->mesh; }

void RetinaOxygen::set_photoreceptors(std::span<const double> share) {
  if (share.size() != parts_->rods.size()) {
    throw std::invalid_argument(fmt::format(
        "RetinaOxygen::set_photoreceptors: share has {} values, the mesh has {} columns",
        share.size(), parts_->rods.size()));
  }
  for (std::size_t c = 0; c < share.size(); ++c) {
    if (share[c] >= 0 && share[c] <= 1) continue;
    throw std::invalid_argument(fmt::format(
        "RetinaOxygen::set_photoreceptors: share of column {} is {} (0 to 1)", c, share[c]));
  }
  parts_->rods.assign(share.begin(), share.end());
}

void RetinaOxygen::set_choroid(std::span<const double> oxygen) {
  if (oxygen.size() != parts_->choroid.size()) {
    throw std::invalid_argument(
        fmt::format("RetinaOxygen::set_choroid: oxygen has {} values, the mesh has {} columns",
                    oxygen.size(), parts_->choroid.size()));
  }
  for (std::size_t c = 0; c < oxygen.size(); ++c) {
    if (oxygen[c] >= 0 && std::isfinite(oxygen[c])) continue;
    throw std::invalid_argument(fmt::format(
        "RetinaOxygen::set_choroid: oxygen of column {} is {} mmHg (at least 0)", c, oxygen[c]));
  }
  parts_->choroid.assign(oxygen.begin(), oxygen.end());
}

OxygenBalance RetinaOxygen::solve(const VesselGraph& graph, const NetworkFlow& flow,
                                  RetinaOxygenState& state, const Workers& workers) {
  Parts& p = *parts_;
  p.check(graph, flow, state);
  if (state.tissue.empty()) {
    state.tissue.assign(p.mesh.size(), first_guess);
    state.leaving.assign(graph.segments.size(), 0);
    state.given.assign(p.march.pieces(), 0);
  }
  p.march.set_flow(graph, flow);
  p.march.guess(state.leaving);
  p.walls.flux = std::move(state.given);
  OxygenBalance balance;
  Anderson rounds(remembered, p.fed);
  double missing = 0;
  for (balance.rounds = 0; balance.rounds < p.accuracy.max_rounds; ++balance.rounds) {
    p.set_tissue(state.tissue, balance, workers);
    const auto ends = p.march.carry(graph, flow, {state.tissue, p.demand}, p.walls, state.leaving);
    balance.entering = ends.entering;
    balance.outgoing = ends.outgoing;
    missing = std::max(p.add_walls(balance, workers), ends.unexpected);
    if (balance.consumed > 0) missing /= balance.consumed;
    if (missing <= p.accuracy.tolerance) {
      state.given = p.walls.flux;
      return balance;
    }
    balance.iterations += p.diffusion.solve(p.diagonal, p.residual, p.change, linear_tolerance,
                                            linear_iterations, workers);
    rounds.advance(state.tissue, p.change, workers);
  }
  throw OxygenNotSettled(missing, p.accuracy.max_rounds);
}

}  // namespace cytotwin
