#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// Blood in a network at rest. Kept from one solution to the next it is also the start of the next.
struct NetworkFlow {
  std::vector<double> pressure;  ///< of each node [mmHg]; 0 where no open way leads to a terminal
  std::vector<double> flow;      ///< of each segment [um^3/s], positive from `from` to `to`
  std::vector<double> haematocrit;  ///< of each segment, discharge; as before where blood stands
  unsigned iterations = 0;          ///< of flow and haematocrit, in the last solution
  double change = 0;                ///< share of the red cells that the last iteration moved
};

/// How far flow and haematocrit are iterated.
struct FlowAccuracy {
  double tolerance = 1e-3;        ///< share of the red cells that an iteration still moves, > 0
  unsigned max_iterations = 200;  ///< >= 1
};

/// Flow and haematocrit do not settle.
class FlowNotSettled : public std::runtime_error {
 public:
  FlowNotSettled(double change, unsigned iterations);
};

/// Solves flow and haematocrit of one network, again and again as segments close and change width.
///
/// Flow: Q = pi D^4 (p_from - p_to) / (128 mu L) in open segments, sum of Q = 0 at every node that
/// is no terminal; sparse LDL^T (Eigen), ordered once for the whole graph and refactored by the
/// same order, one step of refinement.
///
/// Cells: viscosity and division as in rheology.h, from high to low pressure; the vessel that
/// brings most is the parent. Where one or more than two vessels leave, and at inlets, cells go
/// with the flow; no vessel takes more than 0.9. Haematocrit is relaxed segment by segment, the
/// more where it swings and the longer it takes; the last division stands unrelaxed, so that cells
/// are conserved as exactly as blood. Division may have no or several states of rest (Kiani et al.
/// 1994, Am J Physiol 266:H1822): a few segments of little flow may swing for ever, which is why
/// the tolerance is a share of all cells.
///
/// Deterministic; one thread. The next solution depends on arguments alone.
class FlowSolver {
 public:
  /// @throws VesselGraphError with all problems of the graph
  explicit FlowSolver(const VesselGraph& graph, const FlowAccuracy& accuracy = {});
  ~FlowSolver();
  FlowSolver(FlowSolver&&) noexcept;
  FlowSolver& operator=(FlowSolver&&) noexcept;

  /// @param graph  of the same nodes and ends, otherwise as it is now
  /// @param flow   a solution of before, or empty; out: the solution now
  /// @throws std::invalid_argument if sizes differ from the first graph's; FlowNotSettled
  void solve(const VesselGraph& graph, NetworkFlow& flow);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Largest |sum of flow| at a node that is no terminal over the flow through the network.
double flow_imbalance(const VesselGraph& graph, const NetworkFlow& flow);
/// The same for red cells.
double cell_imbalance(const VesselGraph& graph, const NetworkFlow& flow);

/// What a network does as a whole.
struct FlowSummary {
  double through = 0;          ///< blood that enters, and leaves [um^3/s]
  double volume = 0;           ///< of open segments [um^3]
  double transit = 0;          ///< volume / through [s]; 0 without flow
  double capillary_speed = 0;  ///< mean over capillaries by length [um/s]
  double cell_speed = 0;  ///< mean over superficial capillaries by red cells under way, each by
                          ///< its segment's flow [um/s]: what a camera sees that follows cells
  double perfused = 0;    ///< share of the capillaries' length faster than 10 um/s
};
FlowSummary summarise(const VesselGraph& graph, const NetworkFlow& flow);

/// Time after which half of the blood that entered has left [s], to longest / 400; `longest` if it
/// takes more. @param longest  followed [s], > 0
double median_transit(const VesselGraph& graph, const NetworkFlow& flow, double longest = 10);

/// Whether each segment is open and faster than `least_speed` [um/s]: 1 or 0.
std::vector<unsigned char> perfused_segments(const VesselGraph& graph, const NetworkFlow& flow,
                                             double least_speed = 10);

}  // namespace cytotwin
