#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/retina/capillary_agents.h"
#include "agents/retina/glycaemia.h"
#include "agents/retina/hypoxia.h"
#include "agents/retina/laser.h"
#include "agents/retina/new_vessels.h"
#include "agents/retina/non_perfusion.h"
#include "agents/retina/patch_oxygen.h"
#include "agents/vessels/network_flow.h"
#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// Everything that a patch of retina is made of and that does not change.
struct RetinaModel {
  VesselGraph vessels;  ///< healthy
  TissueMesh mesh;
  Vec3 fovea;  ///< [um]; without one: outside the mesh
  OxygenMethod oxygen = OxygenMethod::perfusion;
  double supply_reach = 60;  ///< length that a capillary supplies sideways [um]
  CapillaryConstants capillaries;
  VegfConstants vegf;
  NewVesselConstants new_vessels;
  GlycaemicDrive drive;
  /// Open vessels are 1 + dilation x_V / (x_V + dilation_half) times as wide: they answer to less
  /// VEGF than occlusion does, so that flow rises before it falls.
  double dilation = 0.15;
  double dilation_half = 0.02;
  double resolve_share = 0.001;       ///< of segments that may change before blood is solved anew
  double ageing = 0.003 / 365.25;     ///< of vessel density, without occlusion [1/d]
  double photoreceptor_loss = 0.002;  ///< where inner oxygen is below 2 mmHg [1/d]
  std::vector<LaserSession> laser;    ///< in order of days
  std::uint64_t seed = 1;
};

/// A moment of a patch, everything that the next step depends on.
struct RetinaState {
  double day = 0;
  CapillaryAgents capillaries;
  NewVessels new_vessels;
  double memory = 1;                   ///< of glucose, see GlycaemicDrive
  std::vector<std::uint8_t> burned;    ///< one value a column
  std::vector<double> photoreceptors;  ///< share alive, one value a column
  std::vector<VesselStatus> carried;   ///< status of segments when blood was solved last
  std::vector<double> diameter;        ///< then [um]
  NetworkFlow flow;
  RetinaOxygenState oxygen;
};

/// What clinics measure of a patch, and what explains it.
struct RetinaMeasures {
  double non_perfused = 0;       ///< share of the capillaries' length without blood
  double closed = 0;             ///< share of capillary segments that are not open
  double largest_share = 0;      ///< of the largest contiguous group among closed segments
  double non_perfused_area = 0;  ///< on an angiogram [mm^2]
  double foveal_avascular = 0;   ///< [mm^2]
  double vessel_density = 1;     ///< over the healthy one, ageing included
  double flow = 1;               ///< that arteries bring, over the healthy one
  double oxygen = 0;             ///< mean of the inner retina [mmHg]
  double hypoxic = 0;            ///< share of the area below 10 mmHg
  double vegf = 1;               ///< mean level, over the healthy one
  double secretion = 1;          ///< of VEGF, over the healthy one
  double microaneurysms = 0;     ///< in the patch
  double pericytes = 1;          ///< share alive
  double new_vessels = 0;        ///< mass, 0 to 1
  double haemorrhages = 0;       ///< so far
  double photoreceptors = 1;     ///< share alive
  double burned = 0;             ///< share of the area
  double severity = 10;          ///< level, see severity_level()
};

/// Diabetic retinopathy severity on the steps of ETDRS (10 none, 20 microaneurysms only, 35 to 53
/// by loss of capillaries, 61 to 71 new vessels by size). Where the steps lie is our assumption.
/// @param non_perfused  share
double severity_level(double non_perfused, double microaneurysms, double new_vessels);

/// A patch of retina on its way through years.
class RetinaPatch {
 public:
  /// Solves blood, oxygen and VEGF of the healthy patch.
  /// @throws VesselGraphError, FlowNotSettled, OxygenNotSettled
  RetinaPatch(RetinaModel model, unsigned threads);

  const RetinaModel& model() const { return model_; }
  const RetinaState& state() const { return state_; }
  /// Goes on from a state of the same model, to the same bytes.
  /// @throws std::invalid_argument if a size does not fit
  void restore(RetinaState state);

  /// @param days  > 0
  /// @param a1c   HbA1c in the step [%]
  /// @param free_vegf  share of VEGF that no drug binds, times what else raises it
  /// @throws FlowNotSettled, OxygenNotSettled
  CapillaryEvents step(double days, double a1c, double free_vegf);

  RetinaMeasures measure() const;

  // Maps, one value a column, as they were solved last.
  const ColumnGrid& grid() const { return oxygen_.grid(); }
  const std::vector<double>& inner_oxygen() const { return oxygen_.inner(); }
  double secretion() const { return vegf_.secretion_ratio(); }  ///< of VEGF, over the healthy one
  const std::vector<double>& vegf() const { return vegf_.level(); }
  const std::vector<double>& perfusion() const { return oxygen_.perfusion().share(); }
  std::span<const SegmentEnds> ends() const { return ends_; }
  const std::vector<std::uint8_t>& is_capillary() const { return capillary_; }
  const std::vector<std::uint8_t>& perfused() const { return perfused_; }
  /// Segments with the status and diameter of the last solution.
  const VesselGraph& vessels() const { return vessels_; }

 private:
  void index_segments();
  std::vector<double> healthy_oxygen();
  bool burn(double until);
  bool due() const;
  void solve_blood();
  void solve_vegf();
  void solve_again(const std::vector<double>& excess);
  std::vector<double> excess(double free_vegf) const;
  std::vector<std::uint8_t> near_closed() const;
  void lose_photoreceptors(double days);
  double closed_share() const;
  double arterial_inflow() const;
  void measure_vessels(RetinaMeasures& measures) const;

  RetinaModel model_;
  Workers workers_;
  VesselGraph vessels_;
  std::vector<SegmentEnds> ends_;
  std::vector<std::uint8_t> capillary_;
  std::vector<std::uint32_t> column_;  ///< under the middle of each segment
  std::vector<double> healthy_diameter_;
  double mean_diameter_ = 0;
  FlowSolver solver_;
  PatchOxygen oxygen_;
  RetinaState state_;
  std::vector<std::uint8_t> perfused_;
  double healthy_inflow_ = 0;
  double healthy_length_ = 0;  ///< of perfused capillaries [um]
  VegfMap vegf_;
};

}  // namespace cytotwin
