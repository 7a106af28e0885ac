#include "agents/retina/patch_oxygen.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agents/vessels/oxygen_column.h"

namespace cytotwin {

namespace {

constexpr std::size_t supplies = 11;       // 0, 0.1 ... 1
constexpr std::size_t table_voxels = 200;  // inner half within 0.1 mmHg of 932
constexpr double radius_step = 250;        // um

// The burnt layers shrink to a scar, so that the choroid is this much nearer.
constexpr double scar_share = 0.5;
constexpr double choroid_over_scar = 1.2;

// The balance of oxygen within 1e-4, which a long run asks of every solution.
constexpr OxygenAccuracy run_accuracy{5e-5, 200};

RetinaColumn burnt(RetinaColumn column) {
  const auto outer = static_cast<std::size_t>(RetinaLayer::outer_nuclear);
  for (std::size_t layer = outer; layer < retina_layer_count; ++layer) {
    column.thickness[layer] *= scar_share;
    column.consumption[layer] = 0;
  }
  return column;
}

using SupplyTable = std::array<double, supplies>;

SupplyTable inner_by_supply(const RetinaColumn& column) {
  SupplyTable table;
  for (std::size_t k = 0; k < supplies; ++k) {
    ColumnSupply supply;
    supply.perfused.fill(static_cast<double>(k) / (supplies - 1));
    table[k] = solve_column(column, supply, {}, table_voxels).inner_half;
  }
  return table;
}

double at_supply(const SupplyTable& table, double supply) {
  const double place = supply * (supplies - 1);
  const std::size_t k = std::min(static_cast<std::size_t>(place), supplies - 2);
  return std::lerp(table[k], table[k + 1], place - static_cast<double>(k));
}

std::vector<Vec3> places(const VesselGraph& graph, std::uint32_t VesselSegment::*end) {
  std::vector<Vec3> points;
  for (const VesselSegment& segment : graph.segments) points.push_back(graph.nodes[segment.*end]);
  return points;
}

// Arcades carry blood past; capillaries supply by the thickness of the band that their plexus has
// in the one-dimensional column.
std::vector<double> supply_weights(const VesselGraph& graph) {
  const ColumnSupply bands;
  std::vector<double> weights;
  for (const VesselSegment& segment : graph.segments) {
    switch (segment.plexus) {
      case Plexus::arcade:
        weights.push_back(0);
        break;
      case Plexus::superficial:
        weights.push_back(bands.band[0]);
        break;
      case Plexus::intermediate:
        weights.push_back(bands.band[1]);
        break;
      case Plexus::deep:
        weights.push_back(bands.band[2]);
        break;
      case Plexus::vertical:
        weights.push_back(bands.band[1]);
        break;
    }
  }
  return weights;
}

}  // namespace

ColumnGrid lateral_grid(const TissueMesh& mesh) { return {mesh.nx, mesh.ny, mesh.spacing, 0, 0}; }

/// Tables by distance from the fovea, and where each column stands between them.
struct PatchOxygen::Columns {
  std::vector<SupplyTable> intact, burned;
  std::vector<double> place;  ///< of each column [radius steps]

  Columns(const TissueMesh& mesh, const ColumnGrid& grid, Vec3 fovea) {
    double farthest = 0;
    for (std::size_t c = 0; c < grid.size(); ++c) {
      place.push_back(std::hypot(grid.x(c) - fovea.x, grid.y(c) - fovea.y) / radius_step);
      farthest = std::max(farthest, place.back());
    }
    const auto same = [&](const RetinaColumn& column) {
      return column.thickness == mesh.columns.front().thickness;
    };
    const bool uniform = std::all_of(mesh.columns.begin(), mesh.columns.end(), same);
    const auto tables = uniform ? std::size_t{1} : static_cast<std::size_t>(farthest) + 2;
    for (std::size_t k = 0; k < tables; ++k) {
      const RetinaColumn column =
          uniform ? mesh.columns.front() : macular_column(static_cast<double>(k) * radius_step);
      intact.push_back(inner_by_supply(column));
      burned.push_back(inner_by_supply(burnt(column)));
    }
  }

  double inner(std::size_t column, double supply, bool burnt_there) const {
    const std::vector<SupplyTable>& tables = burnt_there ? burned : intact;
    if (tables.size() == 1) return at_supply(tables.front(), supply);
    const std::size_t k = std::min(static_cast<std::size_t>(place[column]), tables.size() - 2);
    return std::lerp(at_supply(tables[k], supply), at_supply(tables[k + 1], supply),
                     place[column] - static_cast<double>(k));
  }
};

PatchOxygen::PatchOxygen(const VesselGraph& graph, const TissueMesh& mesh, Vec3 fovea,
                         OxygenMethod method, double reach)
    : grid_(lateral_grid(mesh)),
      perfusion_(grid_, places(graph, &VesselSegment::from), places(graph, &VesselSegment::to),
                 supply_weights(graph), reach),
      burned_(grid_.size(), 0),
      inner_(grid_.size(), 0) {
  if (method == OxygenMethod::perfusion) {
    columns_ = std::make_unique<Columns>(mesh, grid_, fovea);
  } else {
    in_blood_ = std::make_unique<RetinaOxygen>(graph, mesh, BloodOxygen{}, RetinaOxygenConstants{},
                                               run_accuracy);
  }
}

PatchOxygen::~PatchOxygen() = default;
PatchOxygen::PatchOxygen(PatchOxygen&&) noexcept = default;
PatchOxygen& PatchOxygen::operator=(PatchOxygen&&) noexcept = default;

void PatchOxygen::set_burned(std::span<const std::uint8_t> burned) {
  burned_.assign(burned.begin(), burned.end());
  if (!in_blood_) return;
  const double choroid = RetinaOxygenConstants{}.choroid;
  std::vector<double> alive, offered;
  for (const std::uint8_t burn : burned_) {
    alive.push_back(burn != 0 ? 0 : 1);
    offered.push_back(burn != 0 ? choroid_over_scar * choroid : choroid);
  }
  in_blood_->set_photoreceptors(alive);
  in_blood_->set_choroid(offered);
}

void PatchOxygen::solve(const VesselGraph& graph, const NetworkFlow& flow,
                        std::span<const std::uint8_t> perfused, const Workers& workers) {
  perfusion_.solve(perfused);
  if (in_blood_) in_blood_->solve(graph, flow, state_, workers);
  read_inner();
}

void PatchOxygen::restore(RetinaOxygenState state, std::span<const std::uint8_t> perfused) {
  perfusion_.solve(perfused);
  state_ = std::move(state);
  read_inner();
}

void PatchOxygen::read_inner() {
  if (in_blood_) {
    inner_ = inner_half(in_blood_->mesh(), state_.tissue);
    return;
  }
  for (std::size_t c = 0; c < inner_.size(); ++c)
    inner_[c] = columns_->inner(c, perfusion_.supply()[c], burned_[c] != 0);
}

}  // namespace cytotwin
