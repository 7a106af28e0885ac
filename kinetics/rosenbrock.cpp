#include "kinetics/rosenbrock.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "core/simd.h"
#include "kinetics/lu_program.h"

namespace cytotwin {

struct RosenbrockKinetics::Parts {
  Parts(const Network& of, Tolerances given)
      : network(of), tolerances(std::move(given)), lu(of.pattern()) {}
  const Network& network;
  Tolerances tolerances;
  LuProgram lu;
};

namespace {

constexpr std::size_t lanes = tape_lanes;
constexpr std::size_t cells_a_block = 256;
constexpr double first_step = 1e-4;  // of the window, where nothing is known
constexpr std::size_t idle = static_cast<std::size_t>(-1);

// Coefficients of Rodas4 (Hairer and Wanner 1996, program RODAS, method 1) in the form without
// products of the Jacobian: stage i is at the state y + sum of in_state[i][j] k[j]; in_rate[i][j]
// k[j] / h enter its right-hand side.
constexpr std::size_t stages = 6;
constexpr double gamma_ii = 0.25;
constexpr double place[stages] = {0, 0.386, 0.21, 0.63, 1, 1};  // of the stage in the step
constexpr double slope[stages] = {0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0};
constexpr double in_state[stages][stages - 1] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}};
constexpr double in_rate[stages][stages - 1] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
     -6.058818238834054}};
constexpr double order = 4;

using Lanes = std::array<double, lanes>;

// Kernels over (rows, lanes) arrays; whole loops, so that the processor's variant is chosen once.

CYTOTWIN_SIMD
void negate_into(const double* from, const std::uint32_t* places, std::size_t entries, double* to) {
  for (std::size_t e = 0; e < entries; ++e) {
    for (std::size_t l = 0; l < lanes; ++l) to[places[e] * lanes + l] = -from[e * lanes + l];
  }
}

CYTOTWIN_SIMD
void add_to_diagonal(const std::uint32_t* diagonal, std::size_t size, const double* value,
                     double* matrix) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t l = 0; l < lanes; ++l) matrix[diagonal[i] * lanes + l] += value[l];
  }
}

// to = base + sum of factor_j k_j
CYTOTWIN_SIMD
void add_stages(std::size_t values, const double* base, const double* const* k,
                const double* factor, std::size_t count, double* __restrict to) {
  for (std::size_t p = 0; p < values; p += lanes) {
    double sum[lanes];
    for (std::size_t l = 0; l < lanes; ++l) sum[l] = base[p + l];
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor[j] * k[j][p + l];
    }
    for (std::size_t l = 0; l < lanes; ++l) to[p + l] = sum[l];
  }
}

// to = rates + h share d(rates)/dt + sum of factor_j k_j / h
CYTOTWIN_SIMD
void right_side(std::size_t values, const double* rates, const double* slopes, const double* h,
                double share, const double* const* k, const double* factor, std::size_t count,
                double* __restrict to) {
  double per_step[lanes], of_slope[lanes];
  for (std::size_t l = 0; l < lanes; ++l) per_step[l] = 1 / h[l];
  for (std::size_t l = 0; l < lanes; ++l) of_slope[l] = share * h[l];
  for (std::size_t p = 0; p < values; p += lanes) {
    double sum[lanes] = {};
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor[j] * k[j][p + l];
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      to[p + l] = rates[p + l] + of_slope[l] * slopes[p + l] + sum[l] * per_step[l];
    }
  }
}

// Largest error over tolerance of each lane; not a number if any is none. An amount may go below 0
// by ten absolute tolerances at the most: rate laws such as x / (K + x) have poles there.
CYTOTWIN_SIMD
void worst_error(std::size_t size, const double* y, const double* next, const double* error,
                 const double* absolute, double relative, const std::uint8_t* is_amount,
                 double* worst) {
  for (std::size_t l = 0; l < lanes; ++l) worst[l] = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const double below = is_amount[i] != 0 ? -0.1 / absolute[i] : 0;
    for (std::size_t l = 0; l < lanes; ++l) {
      const std::size_t p = i * lanes + l;
      const double before = std::fabs(y[p]), after = std::fabs(next[p]);
      const double scale = absolute[i] + relative * (before > after ? before : after);
      double share = std::fabs(error[p]) / scale;
      share = next[p] * below > share ? next[p] * below : share;
      worst[l] = share > worst[l] || share != share ? share : worst[l];
    }
  }
}

/// Cells of one block on their way through the window.
class Block {
 public:
  Block(const Network& network, const Tolerances& tolerances, const LuProgram& lu,
        const CellBatch& batch, double time, double window)
      : network_(network),
        tolerances_(tolerances),
        lu_(lu),
        batch_(batch),
        start_(time),
        end_(time + window),
        window_(window),
        size_(network.states()),
        state_row_(1 + network.constants()),
        rates_workspace_(network.rates(), lanes),
        linear_workspace_(network.linearisation(), lanes),
        input_(network.inputs() * lanes, 0.0),
        linear_(network.linearisation().outputs() * lanes),
        matrix_(lu.entries() * lanes) {
    for (auto* values : {&y_, &next_, &rates_}) values->assign(size_ * lanes, 0.0);
    k_.assign(stages * size_ * lanes, 0.0);
    for (std::size_t i = 0; i < stages; ++i) stage_[i] = k_.data() + i * size_ * lanes;
    for (std::size_t c = 0; c < network.constants(); ++c) {
      std::fill_n(input_.begin() + static_cast<std::ptrdiff_t>((1 + c) * lanes), lanes,
                  batch.constants[c]);
    }
  }

  KineticsReport run(std::size_t begin, std::size_t end) {
    next_cell_ = begin;
    last_cell_ = end;
    cell_.fill(idle);
    time_.fill(start_);
    step_.fill(window_);
    for (std::size_t l = 0; l < lanes; ++l) load(l);
    while (std::any_of(cell_.begin(), cell_.end(), [](std::size_t c) { return c != idle; })) {
      attempt();
    }
    return std::move(report_);
  }

 private:
  // The next cell takes the lane; when there is none the lane repeats what it did.
  void load(std::size_t l) {
    if (next_cell_ == last_cell_) {
      cell_[l] = idle;
      return;
    }
    const std::size_t cell = next_cell_++;
    cell_[l] = cell;
    for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = batch_.states[s][cell];
    for (const auto& [constant, values] : batch_.varied) {
      input_[(1 + constant) * lanes + l] = values[cell];
    }
    time_[l] = start_;
    steps_[l] = 0;
    was_rejected_[l] = false;
    const double known = batch_.last_step.empty() ? 0 : batch_.last_step[cell];
    wanted_[l] = known > 0 ? known : first_step * window_;
    clip(l);
  }

  void clip(std::size_t l) {
    const double left = end_ - time_[l];
    is_last_[l] = wanted_[l] >= left;
    // two halves rather than a step and a sliver
    const bool nearly = 2 * wanted_[l] > left;
    step_[l] = is_last_[l] ? left : nearly ? left / 2 : wanted_[l];
  }

  void evaluate(const Lanes& time, const std::vector<double>& states, const Tape& tape,
                Tape::Workspace& workspace, std::vector<double>& to) {
    std::copy(time.begin(), time.end(), input_.begin());
    std::copy(states.begin(), states.end(),
              input_.begin() + static_cast<std::ptrdiff_t>(state_row_ * lanes));
    tape.evaluate(input_.data(), to.data(), workspace);
  }

  void solve_stage(std::size_t i, const double* rates) {
    right_side(size_ * lanes, rates, linear_.data() + size_ * lanes, step_.data(), slope[i],
               stage_.data(), in_rate[i], i, stage_[i]);
    lu_.solve(matrix_.data(), stage_[i]);
  }

  // Rates, slopes and the factored matrix at the start of the step.
  void linearise() {
    evaluate(time_, y_, network_.linearisation(), linear_workspace_, linear_);
    std::fill(matrix_.begin(), matrix_.end(), 0.0);
    negate_into(linear_.data() + 2 * size_ * lanes, lu_.places().data(), lu_.places().size(),
                matrix_.data());
    Lanes shift;
    for (std::size_t l = 0; l < lanes; ++l) shift[l] = 1 / (step_[l] * gamma_ii);
    add_to_diagonal(lu_.diagonal().data(), size_, shift.data(), matrix_.data());
    lu_.factor(matrix_.data());
  }

  // One step of every lane.
  void attempt() {
    linearise();
    solve_stage(0, linear_.data());
    for (std::size_t i = 1; i < stages; ++i) {
      add_stages(size_ * lanes, y_.data(), stage_.data(), in_state[i], i, next_.data());
      Lanes at;
      for (std::size_t l = 0; l < lanes; ++l) at[l] = time_[l] + place[i] * step_[l];
      evaluate(at, next_, network_.rates(), rates_workspace_, rates_);
      solve_stage(i, rates_.data());
    }
    constexpr double whole = 1;  // stiffly accurate: the end is the last stage's state and k
    const double* last = stage_.back();
    add_stages(size_ * lanes, next_.data(), &last, &whole, 1, rates_.data());
    next_.swap(rates_);
    Lanes worst;
    worst_error(size_, y_.data(), next_.data(), last, tolerances_.absolute.data(),
                tolerances_.relative, network_.is_amount().data(), worst.data());
    for (std::size_t l = 0; l < lanes; ++l) {
      if (cell_[l] != idle) judge(l, worst[l]);
    }
  }

  void judge(std::size_t l, double error) {
    constexpr double safety = 0.9, least = 0.2, most = 5;
    const bool is_number = std::isfinite(error);
    const double factor =
        is_number ? std::clamp(safety / std::pow(std::max(error, 1e-12), 1 / order), least, most)
                  : least;
    ++steps_[l];
    if (is_number && error <= 1) {
      accept(l, was_rejected_[l] ? std::min(factor, 1.0) : factor);
      return;
    }
    ++report_.rejected;
    was_rejected_[l] = true;
    wanted_[l] = step_[l] * std::min(factor, 0.5);
    const bool stands_still = time_[l] + wanted_[l] == time_[l];
    if (stands_still || steps_[l] > RosenbrockKinetics::most_steps) {
      fail(l);
      return;
    }
    clip(l);
  }

  void accept(std::size_t l, double factor) {
    for (std::size_t s = 0; s < size_; ++s) y_[s * lanes + l] = next_[s * lanes + l];
    was_rejected_[l] = false;
    if (!is_last_[l]) {
      time_[l] += step_[l];
      wanted_[l] = step_[l] * factor;
      if (steps_[l] > RosenbrockKinetics::most_steps) {
        fail(l);
        return;
      }
      clip(l);
      return;
    }
    const std::size_t cell = cell_[l];
    for (std::size_t s = 0; s < size_; ++s) batch_.states[s][cell] = y_[s * lanes + l];
    if (!batch_.last_step.empty()) {
      batch_.last_step[cell] = static_cast<float>(std::max(wanted_[l], step_[l] * factor));
    }
    report_.steps += steps_[l];
    load(l);
  }

  void fail(std::size_t l) {
    report_.steps += steps_[l];
    report_.failures.push_back(
        {cell_[l], fmt::format("no step of {:.3g} succeeds at t = {:.9g} after {} steps", step_[l],
                               time_[l], steps_[l])});
    load(l);
  }

  const Network& network_;
  const Tolerances& tolerances_;
  const LuProgram& lu_;
  const CellBatch& batch_;
  double start_, end_, window_;
  std::size_t size_, state_row_;
  Tape::Workspace rates_workspace_, linear_workspace_;
  std::vector<double> input_, linear_, matrix_;
  std::vector<double> y_, next_, rates_;
  std::vector<double> k_;
  std::array<double*, stages> stage_{};
  Lanes time_{}, step_{}, wanted_{};
  std::array<std::size_t, lanes> cell_{};
  std::array<std::uint32_t, lanes> steps_{};
  std::array<bool, lanes> was_rejected_{}, is_last_{};
  std::size_t next_cell_ = 0, last_cell_ = 0;
  KineticsReport report_;
};

void check(const CellBatch& batch, const Network& network) {
  const auto require = [](std::size_t given, std::size_t wanted, const char* what) {
    if (given == wanted) return;
    throw std::invalid_argument(
        fmt::format("CellKinetics::advance: {} {}, {} wanted", given, what, wanted));
  };
  require(batch.states.size(), network.states(), "states");
  require(batch.constants.size(), network.constants(), "constants");
  for (const auto& column : batch.states) require(column.size(), batch.cells, "values of a state");
  for (const auto& [constant, values] : batch.varied) {
    require(values.size(), batch.cells, "values of a constant");
    if (constant >= network.constants()) {
      throw std::invalid_argument(
          fmt::format("CellKinetics::advance: constant {} of {}", constant, network.constants()));
    }
  }
  if (!batch.last_step.empty()) require(batch.last_step.size(), batch.cells, "last steps");
}

}  // namespace

RosenbrockKinetics::RosenbrockKinetics(const Network& network, Tolerances tolerances) {
  check_tolerances(tolerances, network, "RosenbrockKinetics");
  parts_ = std::make_unique<Parts>(network, std::move(tolerances));
}

RosenbrockKinetics::~RosenbrockKinetics() = default;

KineticsReport RosenbrockKinetics::advance(const CellBatch& batch, double time, double window,
                                           const Workers& workers) {
  check(batch, parts_->network);
  std::vector<KineticsReport> reports((batch.cells + cells_a_block - 1) / cells_a_block);
  workers.for_blocks(batch.cells, cells_a_block, [&](std::size_t begin, std::size_t end) {
    reports[begin / cells_a_block] =
        Block(parts_->network, parts_->tolerances, parts_->lu, batch, time, window).run(begin, end);
  });
  KineticsReport total;
  for (KineticsReport& report : reports) {
    total.steps += report.steps;
    total.rejected += report.rejected;
    std::move(report.failures.begin(), report.failures.end(), std::back_inserter(total.failures));
  }
  std::sort(total.failures.begin(), total.failures.end(),
            [](const auto& a, const auto& b) { return a.cell < b.cell; });
  return total;
}

}  // namespace cytotwin
