#include "agents/vessels/network_flow.h"

#include <fmt/format.h>

#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "agents/vessels/cell_splitting.h"
#include "agents/vessels/rheology.h"

namespace cytotwin {
namespace {

constexpr double pascal = 133.322;  // of 1 mmHg
constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

constexpr double first_relaxation = 0.7, shorter = 0.6, longer = 1.15, settling = 15;

using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, int>;

/// Where a segment's conductance goes among the matrix' values.
struct Place {
  int from = -1, to = -1, between = -1;
};

}  // namespace

FlowNotSettled::FlowNotSettled(double change, unsigned iterations)
    : std::runtime_error(
          fmt::format("flow and haematocrit do not settle: after {} iterations {:.2g} of the red "
                      "cells still change their way",
                      iterations, change)) {}

struct FlowSolver::Parts {
  FlowAccuracy accuracy;
  std::vector<std::uint32_t> terminal_nodes;
  std::vector<std::uint32_t> row;  ///< of each node; no_row for terminals
  std::vector<Place> places;
  Matrix matrix;
  Eigen::SimplicialLDLT<Matrix> factor;
  Eigen::VectorXd right, unknown;
  CellSplitting splitting;
  std::vector<ViscosityOfDiameter> viscosity;
  std::vector<double> diameters;    ///< that the viscosities belong to
  std::vector<double> conductance;  ///< [um^3/(s mmHg)], 0 where closed or cut off
  std::vector<unsigned char> cut_off;
  std::vector<double> split;  ///< haematocrits of the last splitting
  std::vector<double> relaxation, last_change;

  Parts(const VesselGraph& graph, const FlowAccuracy& wanted)
      : accuracy(wanted), places(graph.segments.size()), splitting(graph) {
    number_rows(graph);
    lay_out(graph);
    factor.analyzePattern(matrix);
    conductance.resize(graph.segments.size());
  }

  void number_rows(const VesselGraph& graph) {
    row.assign(graph.nodes.size(), 0);
    for (const VesselTerminal& terminal : graph.terminals) {
      row[terminal.node] = no_row;
      terminal_nodes.push_back(terminal.node);
    }
    std::uint32_t next = 0;
    for (std::uint32_t& r : row) {
      if (r != no_row) r = next++;
    }
    right.resize(next);
    unknown.resize(next);
    matrix.resize(next, next);
  }

  void lay_out(const VesselGraph& graph) {
    std::vector<Eigen::Triplet<double>> entries;
    for (Eigen::Index r = 0; r < matrix.rows(); ++r) {
      entries.emplace_back(static_cast<int>(r), static_cast<int>(r), 1.0);
    }
    for (const VesselSegment& segment : graph.segments) {
      const auto [low, high] = std::minmax(row[segment.from], row[segment.to]);
      if (high == no_row) continue;
      entries.emplace_back(static_cast<int>(high), static_cast<int>(low), 1.0);
    }
    matrix.setFromTriplets(entries.begin(), entries.end());
    matrix.makeCompressed();
    for (std::size_t s = 0; s < places.size(); ++s) {
      const std::uint32_t a = row[graph.segments[s].from], b = row[graph.segments[s].to];
      if (a != no_row) places[s].from = place_of(a, a);
      if (b != no_row) places[s].to = place_of(b, b);
      if (a != no_row && b != no_row) places[s].between = place_of(std::max(a, b), std::min(a, b));
    }
  }

  int place_of(std::uint32_t at_row, std::uint32_t column) const {
    const int* rows = matrix.innerIndexPtr();
    const int* begin = rows + matrix.outerIndexPtr()[column];
    const int* end = rows + matrix.outerIndexPtr()[column + 1];
    return static_cast<int>(std::lower_bound(begin, end, static_cast<int>(at_row)) - rows);
  }

  void check(const VesselGraph& graph) const {
    const auto same = [](const VesselTerminal& terminal, std::uint32_t node) {
      return terminal.node == node;
    };
    if (graph.nodes.size() != row.size() || graph.segments.size() != places.size() ||
        !std::equal(graph.terminals.begin(), graph.terminals.end(), terminal_nodes.begin(),
                    terminal_nodes.end(), same)) {
      throw std::invalid_argument(
          fmt::format("FlowSolver::solve: graph has {} nodes, {} segments, {} terminals; the "
                      "solver was made for "
                      "{}, {}, {}, terminals at the same nodes",
                      graph.nodes.size(), graph.segments.size(), graph.terminals.size(), row.size(),
                      places.size(), terminal_nodes.size()));
    }
  }

  /// Parts without a terminal have no pressure of their own: nothing flows there.
  void find_cut_off(const VesselGraph& graph) {
    const std::vector<std::uint32_t> part = connected_parts(graph, true);
    std::vector<unsigned char> fed(graph.nodes.size(), 0);
    for (const VesselTerminal& terminal : graph.terminals) fed[part[terminal.node]] = 1;
    cut_off.resize(graph.nodes.size());
    for (std::size_t n = 0; n < cut_off.size(); ++n) cut_off[n] = !fed[part[n]];
  }

  void set_viscosities(const VesselGraph& graph) {
    const bool first = viscosity.empty();
    if (first) {
      viscosity.reserve(graph.segments.size());
      diameters.resize(graph.segments.size());
    }
    for (std::size_t s = 0; s < graph.segments.size(); ++s) {
      const double diameter = graph.segments[s].diameter;
      if (first) {
        viscosity.emplace_back(diameter);
      } else if (diameter != diameters[s]) {
        viscosity[s] = ViscosityOfDiameter(diameter);
      }
      diameters[s] = diameter;
    }
  }

  void set_conductances(const VesselGraph& graph, const NetworkFlow& flow) {
    constexpr double of_unit = std::numbers::pi / 128 * pascal / (plasma_viscosity * 1e-3);
    for (std::size_t s = 0; s < graph.segments.size(); ++s) {
      const VesselSegment& segment = graph.segments[s];
      conductance[s] = 0;
      if (!segment.is_open() || cut_off[segment.from]) continue;
      const double square = segment.diameter * segment.diameter;
      conductance[s] =
          of_unit * square * square / (segment.length * viscosity[s].at(flow.haematocrit[s]));
    }
  }

  void fill(const VesselGraph& graph, const NetworkFlow& flow, double reference) {
    double* values = matrix.valuePtr();
    std::fill(values, values + matrix.nonZeros(), 0.0);
    right.setZero();
    for (std::size_t s = 0; s < places.size(); ++s) {
      const Place& place = places[s];
      const double g = conductance[s];
      if (place.from >= 0) values[place.from] += g;
      if (place.to >= 0) values[place.to] += g;
      if (place.between >= 0) values[place.between] -= g;
      const VesselSegment& segment = graph.segments[s];
      if (place.from >= 0 && place.to < 0) {
        right[row[segment.from]] += g * (flow.pressure[segment.to] - reference);
      }
      if (place.to >= 0 && place.from < 0) {
        right[row[segment.to]] += g * (flow.pressure[segment.from] - reference);
      }
    }
    for (std::size_t n = 0; n < row.size(); ++n) {
      if (row[n] == no_row) continue;
      double& diagonal = values[matrix.outerIndexPtr()[row[n]]];
      if (diagonal == 0) diagonal = 1;
      if (cut_off[n]) diagonal = 1;
    }
  }

  void solve_pressures(const VesselGraph& graph, NetworkFlow& flow) {
    // Pressures above the lowest terminal's: less is lost where they are subtracted.
    double reference = graph.terminals.front().pressure;
    for (const VesselTerminal& t : graph.terminals) {
      flow.pressure[t.node] = t.pressure;
      reference = std::min(reference, t.pressure);
    }
    fill(graph, flow, reference);
    factor.factorize(matrix);
    unknown = factor.solve(right);
    const Eigen::VectorXd left = matrix.selfadjointView<Eigen::Lower>() * unknown;
    unknown += factor.solve(right - left);
    for (std::size_t n = 0; n < row.size(); ++n) {
      if (row[n] != no_row) flow.pressure[n] = cut_off[n] ? 0 : unknown[row[n]] + reference;
    }
    for (std::size_t s = 0; s < places.size(); ++s) {
      const VesselSegment& segment = graph.segments[s];
      const auto above = [&](std::uint32_t n) {
        return row[n] == no_row ? flow.pressure[n] - reference : unknown[row[n]];
      };
      flow.flow[s] =
          conductance[s] == 0 ? 0 : conductance[s] * (above(segment.from) - above(segment.to));
    }
  }

  /// Share of the red cells under way that the last splitting sends elsewhere.
  double moved_share(const NetworkFlow& flow) const {
    double moved = 0, all = 0, widest = 0;
    for (std::size_t s = 0; s < split.size(); ++s) {
      const double q = std::abs(flow.flow[s]);
      widest = std::max(widest, conductance[s]);
      moved += q * std::abs(split[s] - flow.haematocrit[s]);
      all += q * flow.haematocrit[s];
    }
    // where no way through is left there is round-off alone, less than this [um^3/s a mmHg]
    return all > standing_share * widest ? moved / all : 0;
  }

  /// Splitting is steep where little flow leaves, and a full step may swing between two states:
  /// shorter steps where the last one went too far, longer ones elsewhere.
  void relax(NetworkFlow& flow) {
    const double most = 1 / (1 + flow.iterations / settling);
    for (std::size_t s = 0; s < split.size(); ++s) {
      const double change = split[s] - flow.haematocrit[s];
      if (change * last_change[s] < 0) {
        relaxation[s] *= shorter;
      } else {
        relaxation[s] = std::min(1.0, relaxation[s] * longer);
      }
      last_change[s] = change;
      flow.haematocrit[s] += std::min(most, relaxation[s]) * change;
    }
  }
};

FlowSolver::FlowSolver(const VesselGraph& graph, const FlowAccuracy& accuracy) {
  check_vessels(graph);
  parts_ = std::make_unique<Parts>(graph, accuracy);
}
FlowSolver::~FlowSolver() = default;
FlowSolver::FlowSolver(FlowSolver&&) noexcept = default;
FlowSolver& FlowSolver::operator=(FlowSolver&&) noexcept = default;

void FlowSolver::solve(const VesselGraph& graph, NetworkFlow& flow) {
  Parts& p = *parts_;
  p.check(graph);
  flow.pressure.resize(graph.nodes.size(), 0);
  flow.flow.resize(graph.segments.size(), 0);
  flow.haematocrit.resize(graph.segments.size(), graph.terminals.front().haematocrit);
  p.find_cut_off(graph);
  p.set_viscosities(graph);
  p.relaxation.assign(graph.segments.size(), first_relaxation);
  p.last_change.assign(graph.segments.size(), 0);
  for (flow.iterations = 1; flow.iterations <= p.accuracy.max_iterations; ++flow.iterations) {
    p.set_conductances(graph, flow);
    p.solve_pressures(graph, flow);
    p.splitting.split(graph, flow, p.split);
    flow.change = p.moved_share(flow);
    if (flow.change <= p.accuracy.tolerance) {
      flow.haematocrit = p.split;
      return;
    }
    p.relax(flow);
  }
  throw FlowNotSettled(flow.change, p.accuracy.max_iterations);
}

}  // namespace cytotwin
