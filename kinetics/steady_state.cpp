#include "kinetics/steady_state.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <optional>

#include "kinetics/conserved_sums.h"
#include "kinetics/cvode_solver.h"
#include "kinetics/kinetics_error.h"

namespace cytotwin {
namespace {

constexpr double relative = 1e-9;  // of the integration
constexpr double resting = 0.01;   // change over a doubling of time: try Newton
constexpr double nearby = 0.02;    // Newton's answer belongs to where integration stands
constexpr double at_rest = 1e-10;  // change over a doubling of time that is none
constexpr double newton_converged = 1e-9;
constexpr int newton_steps = 30;

/// Rates and Jacobian of a network with its constants in place.
class Linearised {
 public:
  Linearised(const Network& network, std::span<const double> constants)
      : network_(network),
        workspace_(network.linearisation(), 1),
        input_(network.inputs()),
        output_(network.linearisation().outputs()) {
    std::copy(constants.begin(), constants.end(), input_.begin() + 1);
  }

  void at(double time, std::span<const double> states) {
    input_[0] = time;
    std::copy(states.begin(), states.end(), input_.end() - static_cast<std::ptrdiff_t>(size()));
    network_.linearisation().evaluate(input_.data(), output_.data(), workspace_);
  }

  std::size_t size() const { return network_.states(); }
  std::span<const double> rates() const { return {output_.data(), size()}; }
  std::span<const double> time_slopes() const { return {output_.data() + size(), size()}; }
  Eigen::MatrixXd jacobian() const {
    const auto n = static_cast<Eigen::Index>(size());
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
    const SparsePattern& pattern = network_.pattern();
    const double* entry = output_.data() + 2 * size();
    for (std::size_t column = 0; column < size(); ++column) {
      for (std::uint32_t k = pattern.first[column]; k < pattern.first[column + 1]; ++k) {
        matrix(pattern.row[k], static_cast<Eigen::Index>(column)) = entry[k];
      }
    }
    return matrix;
  }

 private:
  const Network& network_;
  Tape::Workspace workspace_;
  std::vector<double> input_, output_;
};

/// Newton on the rates, with each fixed sum in place of the rate of one of its states.
class Newton {
 public:
  Newton(const Network& network, std::span<const FixedSum> sums, std::span<const double> constants,
         std::span<const double> start)
      : linearised_(network, constants) {
    const auto n = static_cast<Eigen::Index>(network.states());
    weights_ = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(sums.size()), n);
    totals_ = Eigen::VectorXd::Zero(weights_.rows());
    for (std::size_t k = 0; k < sums.size(); ++k) {
      for (const auto& [state, weight] : sums[k].terms) {
        weights_(static_cast<Eigen::Index>(k), state) = weight;
        totals_(static_cast<Eigen::Index>(k)) += weight * start[state];
      }
    }
    choose_rows();
  }

  /// The point where all rates vanish, empty if it is not found from here.
  std::optional<std::vector<double>> solve(double time, std::vector<double> states,
                                           std::span<const double> scale) {
    const auto n = static_cast<Eigen::Index>(states.size());
    double before = INFINITY;
    for (int step = 0; step < newton_steps; ++step) {
      linearised_.at(time, states);
      Eigen::MatrixXd matrix = linearised_.jacobian();
      Eigen::VectorXd residual = Eigen::Map<const Eigen::VectorXd>(linearised_.rates().data(), n);
      const Eigen::Map<const Eigen::VectorXd> now(states.data(), n);
      for (Eigen::Index k = 0; k < weights_.rows(); ++k) {
        matrix.row(rows_[static_cast<std::size_t>(k)]) = weights_.row(k);
        residual(rows_[static_cast<std::size_t>(k)]) = weights_.row(k).dot(now) - totals_(k);
      }
      scale_columns(matrix, residual, scale);
      if (!matrix.allFinite() || !residual.allFinite()) return std::nullopt;
      const Eigen::FullPivLU<Eigen::MatrixXd> factors(matrix);
      singular_ = !factors.isInvertible();
      if (singular_) return std::nullopt;
      const Eigen::VectorXd change = factors.solve(residual);
      for (Eigen::Index i = 0; i < n; ++i) {
        states[static_cast<std::size_t>(i)] -= change(i) * scale[static_cast<std::size_t>(i)];
      }
      const double size = change.cwiseAbs().maxCoeff();
      // round-off ends what convergence has begun
      if (size < newton_converged && size >= before / 2) return states;
      if (size == 0) return states;
      before = size;
    }
    return before < newton_converged ? std::optional(states) : std::nullopt;
  }

  bool is_singular() const { return singular_; }
  bool depends_on_time(double time, std::span<const double> states) {
    linearised_.at(time, states);
    const auto slopes = linearised_.time_slopes();
    return std::any_of(slopes.begin(), slopes.end(), [](double slope) { return slope != 0; });
  }

 private:
  // Elimination with column pivots: a state for each sum, no state twice.
  void choose_rows() {
    Eigen::MatrixXd left = weights_;
    for (Eigen::Index k = 0; k < left.rows(); ++k) {
      Eigen::Index best = 0;
      left.row(k).cwiseAbs().maxCoeff(&best);
      rows_.push_back(best);
      for (Eigen::Index i = k + 1; i < left.rows(); ++i) {
        left.row(i) -= left(i, best) / left(k, best) * left.row(k);
      }
    }
  }

  // Columns in units of the states, rows to a largest entry of 1.
  static void scale_columns(Eigen::MatrixXd& matrix, Eigen::VectorXd& residual,
                            std::span<const double> scale) {
    matrix *= Eigen::Map<const Eigen::VectorXd>(scale.data(), matrix.cols()).asDiagonal();
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
      const double largest = matrix.row(i).cwiseAbs().maxCoeff();
      if (!(largest > 0)) continue;
      matrix.row(i) /= largest;
      residual(i) /= largest;
    }
  }

  Linearised linearised_;
  Eigen::MatrixXd weights_;
  Eigen::VectorXd totals_;
  std::vector<Eigen::Index> rows_;
  bool singular_ = false;
};

double largest_of(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

class Search {
 public:
  Search(const Network& network, std::span<const FixedSum> sums, std::span<const double> constants,
         std::span<const double> start, const SteadyStateLimits& limits)
      : network_(network),
        limits_(limits),
        newton_(network, sums, constants, start),
        solver_(network, tolerances(start), LinearAlgebra::sparse) {
    result_.states.assign(start.begin(), start.end());
    scale_.assign(start.size(), 0);
    solver_.start(0, constants, start);
  }

  SteadyStateSearch run() {
    for (double until = 1; !result_.found; until *= 2) {
      const std::vector<double> before = result_.states;
      try {
        advance(until);
      } catch (const KineticsError& error) {
        result_.obstacle = error.what();
      }
      note_moves(before);
      if (!result_.obstacle.empty()) break;
      if (changed_ < resting) try_here();
      if (until >= limits_.longest || solver_.steps() >= limits_.steps) break;
    }
    if (result_.found) result_.moving.clear();
    return std::move(result_);
  }

 private:
  static Tolerances tolerances(std::span<const double> start) {
    constexpr double smallest = 1e-6;  // of the largest state
    const double largest = largest_of(start) > 0 ? largest_of(start) : 1;
    Tolerances out{relative, {}};
    for (const double value : start) {
      out.absolute.push_back(relative * std::max(std::abs(value), smallest * largest));
    }
    return out;
  }

  void advance(double until) {
    until = std::min(until, limits_.longest);
    while (result_.time < until && solver_.steps() < limits_.steps) {
      result_.time = solver_.step(until, 0);
    }
    solver_.states_at(result_.time, result_.states);
  }

  void note_moves(std::span<const double> before) {
    // of what there ever was: a network that empties comes to rest too
    largest_ = std::max({largest_, largest_of(before), largest_of(result_.states)});
    const double floor = 1e-6 * std::max(largest_, 1e-300);
    changed_ = 0;
    result_.moving.clear();
    for (std::size_t i = 0; i < before.size(); ++i) {
      scale_[i] = std::max({std::abs(result_.states[i]), std::abs(before[i]), floor});
      const double change = std::abs(result_.states[i] - before[i]) / scale_[i];
      changed_ = std::max(changed_, change);
      if (change >= resting) result_.moving.push_back(static_cast<std::uint32_t>(i));
    }
  }

  void try_here() {
    if (newton_.depends_on_time(result_.time, result_.states)) return;
    const auto point = newton_.solve(result_.time, result_.states, scale_);
    if (!point) {
      result_.found = newton_.is_singular() && changed_ < at_rest;
      return;
    }
    for (std::size_t i = 0; i < point->size(); ++i) {
      const double value = (*point)[i];
      if (!(std::abs(value - result_.states[i]) <= nearby * scale_[i])) return;
      if (network_.is_amount()[i] != 0 && value < -newton_converged * scale_[i]) return;
    }
    result_.states = *point;
    result_.found = true;
  }

  const Network& network_;
  SteadyStateLimits limits_;
  Newton newton_;
  CvodeSolver solver_;
  SteadyStateSearch result_;
  std::vector<double> scale_;
  double changed_ = 0, largest_ = 0;
};

}  // namespace

std::vector<FixedSum> fixed_sums(const Model& model) {
  std::vector<std::uint32_t> index(model.quantities.size());
  std::vector<FixedSum> sums;
  std::uint32_t states = 0;
  std::vector<bool> in_reactions(model.quantities.size(), false);
  for (const Reaction& reaction : model.reactions) {
    for (const Reaction::Change& change : reaction.changes) in_reactions[change.state] = true;
  }
  for (std::uint32_t i = 1; i < model.quantities.size(); ++i) {
    const Quantity& quantity = model.quantities[i];
    if (quantity.role != QuantityRole::state) continue;
    index[i] = states++;
    if (quantity.rule.is_number(0) && !in_reactions[i]) sums.push_back({{{index[i], 1.0}}});
  }
  for (const ConservedSum& sum : conserved_sums(model)) {
    FixedSum fixed;
    for (const auto& [symbol, weight] : sum.terms) fixed.terms.emplace_back(index[symbol], weight);
    sums.push_back(std::move(fixed));
  }
  return sums;
}

SteadyStateSearch find_steady_state(const Network& network, std::span<const FixedSum> sums,
                                    std::span<const double> constants,
                                    std::span<const double> start,
                                    const SteadyStateLimits& limits) {
  if (network.states() == 0) return {true, {}, 0, {}, {}};
  return Search(network, sums, constants, start, limits).run();
}

TimeScales time_scales(const Network& network, std::size_t fixed_sums, double time,
                       std::span<const double> constants, std::span<const double> states) {
  constexpr double round_off = 1e-13;
  if (network.states() == 0) return {};
  Linearised linearised(network, constants);
  linearised.at(time, states);
  const Eigen::MatrixXd matrix = linearised.jacobian();
  TimeScales out;
  out.known = matrix.allFinite();
  if (!out.known) return out;
  const Eigen::VectorXcd found = Eigen::EigenSolver<Eigen::MatrixXd>(matrix, false).eigenvalues();
  std::vector<std::complex<double>> values(found.begin(), found.end());
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return std::abs(a) < std::abs(b); });
  const double zero = round_off * matrix.norm();
  while (out.zeros < values.size() &&
         (out.zeros < fixed_sums || std::abs(values[out.zeros]) <= zero)) {
    ++out.zeros;
  }
  if (out.zeros == values.size()) return out;
  out.slowest = std::abs(values[out.zeros]);
  out.fastest = std::abs(values.back());
  out.growth = -INFINITY;
  for (std::size_t i = out.zeros; i < values.size(); ++i) {
    out.growth = std::max(out.growth, values[i].real());
  }
  return out;
}

}  // namespace cytotwin
