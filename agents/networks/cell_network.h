#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agents/cells/control.h"
#include "agents/cells/extra_column.h"
#include "agents/cells/variable.h"
#include "kinetics/cell_kinetics.h"
#include "kinetics/expression.h"
#include "kinetics/network.h"
#include "kinetics/solver_choice.h"

namespace cytotwin {

/// A reaction network that every live cell of some types carries, and how it is coupled to the
/// cell. The network and its solver are shared; a cell has its states and the constants that differ
/// from cell to cell.
///
/// Every phenotype step is a window: signals at its end are the inputs that hold during all of it
/// (or, with `ramps`, that inputs reach from where they were), what happened to the cell since the
/// last window is added at its start, and quantities at its end are what the cell's variables show.
struct CellNetwork {
  std::string name;
  std::vector<std::uint8_t> of_type;  ///< by cell type: not 0 = its cells carry it
  std::shared_ptr<const Network> network;
  std::shared_ptr<CellKinetics> kinetics;
  SolverChoice solver;                  ///< what `kinetics` was made from
  std::string file, fingerprint;        ///< of the model, for who runs a failed window again
  double time_unit = 1;                 ///< of the network [min], > 0
  std::vector<double> constants;        ///< of all cells, shape (constants)
  std::vector<AtDivision> at_division;  ///< one a state
  /// States that start elsewhere than the network says: (state, value).
  std::vector<std::pair<std::uint32_t, double>> initial;
  bool ramps = false;  ///< inputs change linearly over a window

  /// A constant that differs from cell to cell: drawn once, handed on to daughters.
  struct Varied {
    std::uint32_t constant;
    VariableDistribution distribution;
  };
  std::vector<Varied> varied;

  std::vector<Signal> signals;  ///< that inputs and jumps speak of

  /// A constant that the cell's surroundings set; symbol i of the expression is signals[i].
  struct Input {
    std::uint32_t constant;
    Expression value;
  };
  std::vector<Input> inputs;

  /// A state that grows by factor x the increase of a signal since the last window; an amount not
  /// below 0.
  struct Jump {
    std::uint32_t state;
    std::size_t signal;  ///< of `signals`
    double factor;
  };
  std::vector<Jump> jumps;

  /// A quantity of the network that a variable of the cell shows.
  struct Output {
    std::size_t quantity;  ///< of Network::quantity_names()
    std::size_t variable;  ///< of the tissue
  };
  std::vector<Output> outputs;
};

}  // namespace cytotwin
