#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// How capillaries and their pericytes are lost. Rates are a day, at HbA1c 7 % where the drive
/// (GlycaemicDrive) multiplies them.
///
/// A segment closes at
///
///   h drive (1 + g_V x_V) (1 + g_P (1 - p)) (D_mean / D)^d
///
/// x_V: how far free VEGF is between its healthy level and that of full hypoxia, 0 to 1; p: share
/// of its pericytes alive. Neighbours feel a closure through x_V alone (the local feedback of Fu,
/// Gens, Glazier, Burns and Gast 2016, PLoS Comput Biol 12:e1004932; their equations are not
/// published, these are ours).
struct CapillaryConstants {
  double occlusion = 0.0012 / 365.25;      ///< h [1/d]
  double vegf_gain = 100;                  ///< g_V
  double pericyte_gain = 0;                ///< g_P
  double diameter_exponent = 1;            ///< d
  double reopening = 0.03 / 365.25;        ///< of a plugged segment [1/d]
  double plug_days = 30;                   ///< after that a plug is an occlusion [d]
  double acellular_days = 182.6;           ///< after that an occluded segment has no cells [d]
  double pericyte_loss = 0.02 / 365.25;    ///< of each, x drive [1/d]
  int pericytes = 3;                       ///< of a segment at the start, 1 to 255
  double microaneurysm = 1.5e-3 / 365.25;  ///< on an open segment without pericytes [1/d]
  double edge_gain = 10;                   ///< times as many next to a closed segment
  double clearing = 2 / 365.25;            ///< of a microaneurysm [1/d]
};

/// Capillary segments as agents: one row a segment, in the order of the graph. Waiting times are
/// kept as what is left of an exponential threshold of mean 1, from which the hazard is taken as it
/// runs: exact for any hazard that is constant in a step, and the same course for any step as far
/// as hazards are.
struct CapillaryAgents {
  std::vector<VesselStatus> status;
  std::vector<double> changed;              ///< day of the last change of status
  std::vector<double> reopens;              ///< day on which a plug comes loose; infinite: never
  std::vector<std::uint32_t> closures;      ///< so far: names the next threshold
  std::vector<double> occlusion_left;       ///< of the threshold
  std::vector<std::uint8_t> pericytes;      ///< alive
  std::vector<double> pericyte_left;        ///< of the threshold of the next death
  std::vector<std::uint8_t> microaneurysm;  ///< 0 or 1
  std::vector<std::uint32_t> turnovers;     ///< of microaneurysms: formed and cleared
  std::vector<double> microaneurysm_left;

  std::size_t size() const { return status.size(); }
  bool open(std::size_t segment) const { return status[segment] == VesselStatus::open; }
};

/// Segments that all are open, with thresholds drawn.
CapillaryAgents open_capillaries(std::size_t segments, const CapillaryConstants& constants,
                                 std::uint64_t seed);

/// What segments are in during a step.
struct CapillarySurroundings {
  double day = 0;                             ///< at the start of the step
  double days = 1;                            ///< its length, > 0
  double drive = 1;                           ///< of glucose
  std::span<const double> vegf_excess;        ///< x_V of each segment, >= 0
  std::span<const double> diameter;           ///< [um]
  double mean_diameter = 5;                   ///< of capillaries [um]
  std::span<const std::uint8_t> capillary;    ///< 0: an artery or vein, which stays open
  std::span<const std::uint8_t> near_closed;  ///< 1: shares a node with a closed segment
  double clearing_gain = 1;  ///< of microaneurysms, e.g. 3 under a drug that binds VEGF
};

/// Events of a step.
struct CapillaryEvents {
  std::size_t closed = 0, reopened = 0, pericytes_lost = 0, microaneurysms_formed = 0,
              microaneurysms_cleared = 0;
  bool any_flow_change() const { return closed + reopened > 0; }
};

/// Steps all segments; rows are independent of each other within a step.
CapillaryEvents step_capillaries(CapillaryAgents& agents, const CapillaryConstants& constants,
                                 const CapillarySurroundings& surroundings, std::uint64_t seed);

}  // namespace cytotwin
