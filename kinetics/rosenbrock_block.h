#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "kinetics/cell_kinetics.h"
#include "kinetics/cvode_solver.h"
#include "kinetics/lane_events.h"
#include "kinetics/lu_program.h"
#include "kinetics/rosenbrock_kernels.h"

namespace cytotwin::rosenbrock {

using Lanes = std::array<double, lanes>;

/// What all blocks of a network share.
struct Shared {
  const Network& network;
  Tolerances tolerances;
  std::uint32_t most_steps;
  LuProgram lu;
  std::vector<std::uint32_t> ramped;  ///< constants that change within the window
  Tape ramp;                          ///< slopes of the rates by them
};

/// Cells of one block on their way through the window, some of them in lanes.
class Block {
 public:
  /// All must outlive the block.
  Block(const Shared& shared, const CellBatch& batch, double time, double window);

  /// Advances the cells from `begin` up to `end`.
  KineticsReport run(std::size_t begin, std::size_t end);

 private:
  // Cells come into lanes and leave them.
  void load(std::size_t l);
  void load_constants(std::size_t l, std::size_t cell);
  void finish(std::size_t l);
  void fail(std::size_t l);
  void fail(std::size_t l, std::string what);
  void clip(std::size_t l);

  // One step of every lane.
  void attempt();
  void linearise();
  void find_rates(const Lanes& time, const std::vector<double>& states, double* rates);
  void mend_rates(double* rates);
  void mend_jacobian();
  void add_ramp();
  void set_inputs(const Lanes& time, const std::vector<double>& states);
  void solve_stage(std::size_t i, const double* rates);
  void judge(std::size_t l, double error);
  void accept(std::size_t l, double factor);

  // Events of one lane (rosenbrock_events.cpp).
  double first_event(std::size_t l, double reached);
  bool settle(std::size_t l);
  CellPoint& point_at(std::size_t l, double time);
  void move_within(std::size_t l, double time);
  double state_within(std::size_t l, std::size_t s, double share) const;

  const Shared& shared_;
  const Network& network_;
  const CellBatch& batch_;
  double start_, end_, window_, longest_;
  std::size_t size_, state_row_;
  Tape::Workspace rates_workspace_, linear_workspace_, ramp_workspace_;
  std::vector<double> input_, linear_, mended_, matrix_;
  std::vector<double> y_, next_, rates_, k_;
  std::array<double*, stages> stage_{};
  std::vector<double> ramp_from_, ramp_slope_, ramp_rates_;  // shapes (ramped, lanes), and by state
  std::optional<LaneEvents> events_;
  CellPoint point_;
  Lanes time_{}, step_{}, wanted_{};
  std::array<std::size_t, lanes> cell_{};
  std::array<std::uint32_t, lanes> steps_{};
  std::array<bool, lanes> was_rejected_{}, is_last_{};
  std::size_t next_cell_ = 0, last_cell_ = 0;
  KineticsReport report_;
};

}  // namespace cytotwin::rosenbrock
