#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/vessels/blood_oxygen.h"
#include "agents/vessels/network_flow.h"
#include "agents/vessels/tissue_mesh.h"

namespace cytotwin {

/// What blood gives to tissue, a value for each piece of vessel within a voxel.
struct WallFlux {
  std::vector<double> flux;   ///< out of the blood [um^3 O2/s]
  std::vector<double> offer;  ///< flux at the tissue's present oxygen, by slope [um^3 O2/s]
  /// -d flux / d P_tissue with what enters the piece held [um^3 O2/(s mmHg)]
  std::vector<double> slope;
};

/// Carries oxygen with the blood through a network that lies in a mesh.
///
/// Segments are cut where they pass from voxel to voxel; each piece of length L gives off
/// q = L (P_out - P_voxel) / (K + R), Q (C_in - C_out) = q: implicit and upwind, order 1 in the
/// piece's length, bounded by inflow and tissue. What q takes leaves the content exactly.
/// R = ln(r / (D/2)) / (2 pi Dk), at least -K/2, lies between wall and voxel: the voxel's value is
/// that at r = 0.14 sqrt(a^2 + b^2) around a line source, a and b the voxel's sides across the
/// vessel (Peaceman 1983, SPE J 23:531). It takes most of the mesh's influence away as long as
/// voxels are larger than vessels.
class BloodMarch {
 public:
  BloodMarch(const VesselGraph& graph, const TissueMesh& mesh, const BloodOxygen& blood,
             double permeability);

  std::size_t segments() const { return content_.size(); }
  std::size_t pieces() const { return voxel_.size(); }
  std::uint32_t voxel(std::size_t piece) const { return voxel_[piece]; }

  /// Sums over the network.
  struct Ends {
    double entering, outgoing;  ///< through terminals [um^3 O2/s]
    double unexpected;          ///< sum of |flux - what tissue asked for| [um^3 O2/s]
  };
  /// Of each voxel, shape of the mesh.
  struct Tissue {
    std::span<const double> oxygen;  ///< [mmHg]
    std::span<const double> demand;  ///< what it lacks to stay so [um^3 O2/s]
  };
  /// Takes the state of the network; call it when flow, status or diameters have changed.
  void set_flow(const VesselGraph& graph, const NetworkFlow& flow);
  /// Starts the search for each piece's oxygen where its segment's blood left last time.
  void guess(const std::vector<double>& leaving);
  /// Tissue yields: where blood gives less than demand its oxygen is taken to be lower, by
  /// `yielding` walls' resistance, so that blood reaches as far in one round as consumption lets
  /// it. When all fluxes meet demand nothing yields, and the result is the plain one.
  /// @param to       the last round's, or empty; out: this round's
  /// @param leaving  out: of the blood that leaves each segment [mmHg]; 0 where it stands
  Ends carry(const VesselGraph& graph, const NetworkFlow& flow, const Tissue& tissue, WallFlux& to,
             std::vector<double>& leaving);

 private:
  void cut(const VesselGraph& graph, const TissueMesh& mesh, std::uint32_t segment);
  void along(std::uint32_t segment, bool forward, double flow, double haematocrit,
             const Tissue& tissue, WallFlux& to, double& content, double& oxygen);
  double left_in(double content, double haematocrit, double g, double outside, double start,
                 double& slope) const;
  struct Arrival {
    double coming = 0, cells = 0, gas = 0;  ///< blood [um^3/s], and what it holds
    double going = 0;                       ///< blood [um^3/s]
    double oxygen = 0;                      ///< mean of what comes [mmHg]
    unsigned streams = 0;
  };
  Arrival gather(const VesselGraph& graph, const NetworkFlow& flow, std::uint32_t node,
                 const std::vector<double>& leaving) const;
  void pass_terminal(const VesselTerminal& terminal, Arrival& a, Ends& ends) const;
  void expect(const Tissue& tissue, const WallFlux& last);

  SegmentsOfNodes around_;
  BloodOxygen blood_;
  std::vector<std::uint32_t> first_;  ///< piece of each segment, and one past the last
  std::vector<std::uint32_t> voxel_;  ///< of each piece
  std::vector<double> share_;         ///< of its segment's length
  std::vector<double> guess_;         ///< last oxygen of each piece [mmHg]
  std::vector<std::uint32_t> order_;
  std::vector<double> reach_;            ///< ln r of each piece, r in um
  std::vector<double> conductance_;      ///< of each piece [um^3/(s mmHg)]
  std::vector<unsigned char> moving_;    ///< whether blood passes each piece
  std::vector<double> expected_;         ///< flux of each piece that meets demand
  std::vector<double> given_, through_;  ///< of each voxel: last flux, conductance of walls
  double permeability_;
  std::vector<std::int32_t> terminal_;  ///< of each node, or -1
  std::vector<double> content_;         ///< at the end of each segment [mL/mL]
  double standing_ = 0;
};

}  // namespace cytotwin
