#include "kinetics/cvode_solver.h"

#include <cvodes/cvodes.h>
#include <fmt/format.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "kinetics/kinetics_error.h"

namespace cytotwin {
namespace {

constexpr int recoverable = 1;

template <class T, void (*free)(T)>
struct Freed {
  using pointer = T;
  void operator()(T object) const { free(object); }
};
void free_context(SUNContext context) { SUNContext_Free(&context); }
void free_solver(SUNLinearSolver solver) { SUNLinSolFree(solver); }
void free_memory(void* memory) { CVodeFree(&memory); }

using ContextPointer = std::unique_ptr<void, Freed<SUNContext, free_context>>;
using VectorPointer = std::unique_ptr<void, Freed<N_Vector, N_VDestroy>>;
using MatrixPointer = std::unique_ptr<void, Freed<SUNMatrix, SUNMatDestroy>>;
using SolverPointer = std::unique_ptr<void, Freed<SUNLinearSolver, free_solver>>;
using MemoryPointer = std::unique_ptr<void, Freed<void*, free_memory>>;

void require(int flag, const char* call) {
  if (flag < 0) throw std::runtime_error(fmt::format("{} failed with {}", call, flag));
}

SUNContext make_context() {
  SUNContext context = nullptr;
  require(SUNContext_Create(nullptr, &context), "SUNContext_Create");
  return context;
}

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

/// What is followed along directions.
struct Followed {
  std::vector<Direction> directions;
  std::vector<double> scales;  // CVODES keeps a pointer
  std::vector<VectorPointer> slopes;
  Tape tape;  // slopes of the rates along a direction
  Tape::Workspace workspace;
  std::vector<double> input;

  std::vector<N_Vector> vectors() const {
    std::vector<N_Vector> all;
    for (const VectorPointer& slope : slopes) all.push_back(slope.get());
    return all;
  }
};

struct CvodeSolver::Parts {
  Parts(const Network& of, const Tolerances& tolerances, LinearAlgebra algebra);

  void set_input(double time, N_Vector states) {
    input[0] = time;
    for (const auto& [constant, slope] : ramps) {
      input[1 + constant] = constants[constant] + slope * (time - from);
    }
    std::copy_n(N_VGetArrayPointer(states), network.states(),
                input.begin() + static_cast<std::ptrdiff_t>(1 + network.constants()));
  }
  void lift_states_below_zero();
  bool evaluate_beside_empty();
  static int rates(double time, N_Vector y, N_Vector rate, void* self);
  static int jacobian(double time, N_Vector y, N_Vector rate, SUNMatrix matrix, void* self,
                      N_Vector, N_Vector, N_Vector);

  static int slopes(int count, double time, N_Vector y, N_Vector rate, int direction, N_Vector s,
                    N_Vector slope_rate, void* self, N_Vector, N_Vector);

  const Network& network;
  ContextPointer context;
  VectorPointer y, absolute;
  MatrixPointer matrix;
  SolverPointer linear;
  MemoryPointer memory;
  std::vector<double> input, entries;
  double from = 0;                                    // where the constants start
  std::vector<double> constants;                      // there
  std::vector<std::pair<std::size_t, double>> ramps;  // constants that change, and how fast
  Tape::Workspace rates_workspace, jacobian_workspace;
  Followed followed;
  std::uint64_t steps = 0;
};

CvodeSolver::Parts::Parts(const Network& of, const Tolerances& tolerances, LinearAlgebra algebra)
    : network(of),
      context(make_context()),
      input(of.inputs()),
      entries(of.pattern().row.size()),
      rates_workspace(of.rates(), 1),
      jacobian_workspace(of.jacobian(), 1) {
  const auto n = static_cast<sunindextype>(network.states());
  y.reset(N_VNew_Serial(n, context.get()));
  absolute.reset(N_VNew_Serial(n, context.get()));
  N_VConst(0, y.get());
  std::copy(tolerances.absolute.begin(), tolerances.absolute.end(),
            N_VGetArrayPointer(absolute.get()));
  memory.reset(CVodeCreate(CV_BDF, context.get()));
  require(CVodeInit(memory.get(), rates, 0, y.get()), "CVodeInit");
  require(CVodeSetErrFile(memory.get(), nullptr), "CVodeSetErrFile");
  require(CVodeSetUserData(memory.get(), this), "CVodeSetUserData");
  require(CVodeSVtolerances(memory.get(), tolerances.relative, absolute.get()),
          "CVodeSVtolerances");
  if (algebra == LinearAlgebra::dense) {
    matrix.reset(SUNDenseMatrix(n, n, context.get()));
    linear.reset(SUNLinSol_Dense(y.get(), matrix.get(), context.get()));
  } else {
    matrix.reset(
        SUNSparseMatrix(n, n, static_cast<sunindextype>(entries.size()), CSC_MAT, context.get()));
    linear.reset(SUNLinSol_KLU(y.get(), matrix.get(), context.get()));
  }
  require(CVodeSetLinearSolver(memory.get(), linear.get(), matrix.get()), "CVodeSetLinearSolver");
  require(CVodeSetJacFn(memory.get(), jacobian), "CVodeSetJacFn");
}

int CvodeSolver::Parts::rates(double time, N_Vector y, N_Vector rate, void* self) {
  auto& parts = *static_cast<Parts*>(self);
  parts.set_input(time, y);
  double* result = N_VGetArrayPointer(rate);
  parts.network.rates().evaluate(parts.input.data(), result, parts.rates_workspace);
  if (all_finite({result, parts.network.states()})) return 0;
  parts.lift_states_below_zero();
  parts.network.rates().evaluate(parts.input.data(), result, parts.rates_workspace);
  return all_finite({result, parts.network.states()}) ? 0 : recoverable;
}

int CvodeSolver::Parts::jacobian(double time, N_Vector y, N_Vector, SUNMatrix matrix, void* self,
                                 N_Vector, N_Vector, N_Vector) {
  auto& parts = *static_cast<Parts*>(self);
  const SparsePattern& pattern = parts.network.pattern();
  parts.set_input(time, y);
  parts.network.jacobian().evaluate(parts.input.data(), parts.entries.data(),
                                    parts.jacobian_workspace);
  if (!all_finite(parts.entries) && !parts.evaluate_beside_empty()) return recoverable;
  if (SUNMatGetID(matrix) == SUNMATRIX_SPARSE) {
    std::copy(pattern.first.begin(), pattern.first.end(), SUNSparseMatrix_IndexPointers(matrix));
    std::copy(pattern.row.begin(), pattern.row.end(), SUNSparseMatrix_IndexValues(matrix));
    std::copy(parts.entries.begin(), parts.entries.end(), SUNSparseMatrix_Data(matrix));
    return 0;
  }
  SUNMatZero(matrix);
  for (std::size_t column = 0; column + 1 < pattern.first.size(); ++column) {
    double* values = SUNDenseMatrix_Column(matrix, static_cast<sunindextype>(column));
    for (std::uint32_t e = pattern.first[column]; e < pattern.first[column + 1]; ++e) {
      values[pattern.row[e]] = parts.entries[e];
    }
  }
  return 0;
}

// Steps take states a little below 0, where x^n and its like are no numbers: the rates are then
// those at 0.
void CvodeSolver::Parts::lift_states_below_zero() {
  constexpr double allowed = 10;  // absolute tolerances
  double* states = input.data() + 1 + network.constants();
  const double* least = N_VGetArrayPointer(absolute.get());
  for (std::size_t i = 0; i < network.states(); ++i) {
    if (states[i] < 0 && states[i] >= -allowed * least[i]) states[i] = 0;
  }
}

// x^n with n < 1 and its like have no slope at 0: there that of a pool filled to its absolute
// tolerance stands in. Newton's iteration finds the same solution.
bool CvodeSolver::Parts::evaluate_beside_empty() {
  double* states = input.data() + 1 + network.constants();
  const double* least = N_VGetArrayPointer(absolute.get());
  for (std::size_t i = 0; i < network.states(); ++i) {
    if (std::abs(states[i]) < least[i]) states[i] = least[i];
  }
  network.jacobian().evaluate(input.data(), entries.data(), jacobian_workspace);
  return all_finite(entries);
}

void check_tolerances(const Tolerances& tolerances, const Network& network, const char* caller) {
  const auto positive = [](double value) { return value > 0; };
  if (!positive(tolerances.relative) || tolerances.absolute.size() != network.states() ||
      !std::all_of(tolerances.absolute.begin(), tolerances.absolute.end(), positive)) {
    throw std::invalid_argument(
        fmt::format("{}: relative tolerance {} and {} absolute ones for {} states (all "
                    "above 0, one a state)",
                    caller, tolerances.relative, tolerances.absolute.size(), network.states()));
  }
}

CvodeSolver::CvodeSolver(const Network& network, const Tolerances& tolerances,
                         LinearAlgebra algebra) {
  if (network.states() == 0) throw std::invalid_argument("CvodeSolver: the network has no states");
  check_tolerances(tolerances, network, "CvodeSolver");
  parts_ = std::make_unique<Parts>(network, tolerances, algebra);
}

CvodeSolver::~CvodeSolver() = default;
CvodeSolver::CvodeSolver(CvodeSolver&&) noexcept = default;

void CvodeSolver::start(double time, std::span<const double> constants,
                        std::span<const double> states, std::span<const double> slopes) {
  Parts& parts = *parts_;
  parts.from = time;
  parts.constants.assign(constants.begin(), constants.end());
  parts.ramps.clear();
  for (std::size_t c = 0; c < slopes.size(); ++c) {
    if (slopes[c] != 0) parts.ramps.emplace_back(c, slopes[c]);
  }
  std::copy(constants.begin(), constants.end(), parts.input.begin() + 1);
  std::copy(states.begin(), states.end(), N_VGetArrayPointer(parts.y.get()));
  require(CVodeReInit(parts.memory.get(), time, parts.y.get()), "CVodeReInit");
  if (SUNMatGetID(parts.matrix.get()) == SUNMATRIX_SPARSE) {
    // otherwise the pivots of the last matrix of the last cell would be taken again
    require(
        SUNLinSol_KLUReInit(parts.linear.get(), parts.matrix.get(),
                            static_cast<sunindextype>(parts.entries.size()), SUNKLU_REINIT_PARTIAL),
        "SUNLinSol_KLUReInit");
  }
}

int CvodeSolver::Parts::slopes(int, double time, N_Vector y, N_Vector, int direction, N_Vector s,
                               N_Vector slope_rate, void* self, N_Vector, N_Vector) {
  auto& parts = *static_cast<Parts*>(self);
  Followed& followed = parts.followed;
  parts.set_input(time, y);
  const std::vector<double>& constants =
      followed.directions[static_cast<std::size_t>(direction)].constants;
  auto at = std::copy(parts.input.begin(), parts.input.end(), followed.input.begin());
  at = std::copy(constants.begin(), constants.end(), at);
  std::copy_n(N_VGetArrayPointer(s), parts.network.states(), at);
  double* result = N_VGetArrayPointer(slope_rate);
  followed.tape.evaluate(followed.input.data(), result, followed.workspace);
  return all_finite({result, parts.network.states()}) ? 0 : recoverable;
}

void CvodeSolver::follow(std::span<const Direction> directions) {
  Followed& followed = parts_->followed;
  void* memory = parts_->memory.get();
  CVodeSensFree(memory);
  followed.directions.assign(directions.begin(), directions.end());
  followed.tape = parts_->network.rates_along();
  followed.workspace = Tape::Workspace(followed.tape, 1);
  followed.input.resize(followed.tape.inputs());
  followed.slopes.clear();
  followed.scales.clear();
  for (const Direction& direction : directions) {
    followed.slopes.emplace_back(N_VClone(parts_->y.get()));
    std::copy(direction.states.begin(), direction.states.end(),
              N_VGetArrayPointer(followed.slopes.back().get()));
    followed.scales.push_back(direction.scale);
  }
  std::vector<N_Vector> vectors = followed.vectors();
  require(CVodeSensInit1(memory, static_cast<int>(directions.size()), CV_SIMULTANEOUS,
                         Parts::slopes, vectors.data()),
          "CVodeSensInit1");
  require(CVodeSetSensParams(memory, nullptr, followed.scales.data(), nullptr),
          "CVodeSetSensParams");
  require(CVodeSensEEtolerances(memory), "CVodeSensEEtolerances");
  require(CVodeSetSensErrCon(memory, SUNTRUE), "CVodeSetSensErrCon");
}

void CvodeSolver::slopes_at(double time, std::size_t direction, std::span<double> slopes) const {
  VectorPointer at(N_VMake_Serial(static_cast<sunindextype>(slopes.size()), slopes.data(),
                                  parts_->context.get()));
  require(CVodeGetSensDky1(parts_->memory.get(), time, 0, static_cast<int>(direction), at.get()),
          "CVodeGetSensDky1");
}

double CvodeSolver::step(double stop, double longest) {
  void* memory = parts_->memory.get();
  require(CVodeSetStopTime(memory, stop), "CVodeSetStopTime");
  require(CVodeSetMaxStep(memory, longest), "CVodeSetMaxStep");
  double reached = 0;
  const int flag = CVode(memory, stop, parts_->y.get(), &reached, CV_ONE_STEP);
  ++parts_->steps;
  if (flag >= 0) return reached;
  CVodeGetCurrentTime(memory, &reached);
  std::unique_ptr<char, decltype(&std::free)> name(CVodeGetReturnFlagName(flag), &std::free);
  const std::span<const double> y(N_VGetArrayPointer(parts_->y.get()), parts_->network.states());
  throw KineticsError(fmt::format("CVODE cannot go on at t = {:.9g} ({}): {}", reached, name.get(),
                                  state_text(parts_->network.state_names(), y)),
                      reached);
}

void CvodeSolver::states_at(double time, std::span<double> states) const {
  VectorPointer at(N_VMake_Serial(static_cast<sunindextype>(states.size()), states.data(),
                                  parts_->context.get()));
  require(CVodeGetDky(parts_->memory.get(), time, 0, at.get()), "CVodeGetDky");
}

std::uint64_t CvodeSolver::steps() const { return parts_->steps; }

}  // namespace cytotwin
