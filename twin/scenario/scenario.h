#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "agents/fields/substance.h"
#include "agents/mechanics/laws.h"
#include "agents/networks/cell_network.h"
#include "agents/rules/rule.h"
#include "core/grid.h"
#include "kinetics/model.h"
#include "twin/scenario/retina.h"
#include "twin/scenario/study.h"

namespace cytotwin {

/// Version of the scenario language that this program reads.
inline constexpr int scenario_schema = 1;

/// `[twin]`
struct TwinSection {
  std::string kind = "immunotherapy";
  std::string name;
  std::string description;
  std::uint64_t seed = 1;
};

/// `[time]`; every step is a whole number of ticks, see simulation/clock.h.
struct TimeSection {
  double start = 0;         ///< label of the first moment, e.g. day 4 of the culture [min]
  double end = 0;           ///< [min], > start
  double field = 0.1;       ///< step of transient substances [min]
  double quasi_steady = 6;  ///< between solutions of quasi-steady substances [min]
  double mechanics = 0.1;   ///< [min]
  double phenotype = 6;     ///< cycle, death, volume [min]
};

/// `[mechanics]`; the parameters of the law belong to the cell types.
struct MechanicsSection {
  ForceLaw law = ForceLaw::repulsion_adhesion;
  bool walls = false;  ///< the domain's faces push cells back
};

/// Voxels of one substance held at a value.
struct FixedRegion {
  enum class Shape { outer_layer, box, ball };
  std::string substance;
  Shape shape = Shape::outer_layer;
  Vec3 lower, upper;  ///< of a box [um]
  Vec3 centre;        ///< of a ball [um]
  double radius = 0;  ///< of a ball [um]
  double value = 0;   ///< [the substance's unit], >= 0
};

/// What exchanges a substance with the tissue, is no cell and does not move.
struct SubstanceSource {
  enum class Shape { point, line, ball, box };
  std::string substance;
  Shape shape = Shape::point;
  Vec3 centre;              ///< of a ball, or the point [um]
  Vec3 from, to;            ///< of a line [um]
  Vec3 lower, upper;        ///< of a box [um]
  double radius = 0;        ///< of a ball or a line's tube [um]
  double volume = 0;        ///< that a point stands for [um^3], > 0
  double permeability = 0;  ///< of a line's wall [um/min], > 0
  double secretion = 0;     ///< S of the other shapes [1/min], >= 0
  double target = 0;        ///< T; of a line, what it carries [the substance's unit], >= 0
  double uptake = 0;        ///< U of the other shapes [1/min], >= 0
};

/// One cell of a file of cells, checked.
struct PlacedCell {
  std::uint16_t type = 0;  ///< index of the cell type
  Vec3 position;           ///< [um], in the domain
  CellState state = CellState::live;
  std::optional<std::uint8_t> phase;  ///< index in the type's cycle; unset: as the placement says
  std::optional<double> volume;       ///< total [um^3]; unset: as phase and type say
  /// By variable, in the scenario's order; NaN: drawn as for any cell. May be shorter.
  std::vector<double> variables;
};

/// `[[placement]]`: cells at the start, in a shape or from a file. In a planar domain all lie in
/// its plane, and a ball is a disc.
struct Placement {
  enum class Shape { ball, box, shell, line, point };
  enum class Arrangement { lattice, random };
  std::optional<std::string> file;  ///< CSV of cells, absolute path; unset: a shape is filled
  std::shared_ptr<const std::vector<PlacedCell>> cells;  ///< of the file
  std::string cell_type;
  Shape shape = Shape::ball;
  Vec3 centre;              ///< of a ball or shell, or the point [um]
  double radius = 0;        ///< of a ball or a line's cylinder; outer one of a shell [um]
  double inner_radius = 0;  ///< of a shell [um]
  /// If set, both radii of a shell count from the outermost surface of this type's cells, seen from
  /// the shell's centre.
  std::string around;
  Vec3 from, to;      ///< of a line [um]
  Vec3 lower, upper;  ///< of a box [um]
  Arrangement arrangement = Arrangement::lattice;
  /// Cells in all: at random, or those of the lattice that lie nearest to the shape's middle.
  std::optional<int> count;
  double spacing = 0.952380952380952;  ///< centre distance over the sum of radii [-], > 0
  double jitter = 0;                   ///< uniform displacement over the radius [-], >= 0
  /// Phases at the start: "first" puts all cells at the beginning of phase 0; "growing" draws
  /// phase and age from the cycle's own exponentially growing population.
  enum class Phases { first, growing } phases = Phases::first;
};

/// `[[treatment]]`: what happens to the tissue at given times.
struct Treatment {
  enum class Kind { infusion, dose };
  Kind kind = Kind::infusion;
  double start = 0;          ///< of the first [min, on the scenario's axis]
  double interval = 1440;    ///< between repetitions [min], > 0
  int count = 1;             ///< repetitions
  Placement cells;           ///< of an infusion
  std::string substance;     ///< of a dose
  double concentration = 0;  ///< that a dose adds everywhere [the substance's unit]
};

/// `[comparison.interpolation]`: a baseline between two other groups of rows of the same file.
struct InterpolatedBaseline {
  std::string column;         ///< one of the comparison's `where`
  std::string below, above;   ///< the texts there in the two groups
  double weight_above = 0.5;  ///< in [0, 1]; the group below has the rest
};

/// `[[kinetics]]`: a reaction network in the cells of a type, see CellNetwork.
struct KineticsSection {
  std::string name;
  std::string network;  ///< file, absolute path
  std::uint16_t cell_type = 0;
  std::string solver = "ladder";  ///< one of solver_names()
  double relative_tolerance = 1e-5;
  std::optional<double> absolute_tolerance;  ///< of every state; unset: from each one's scale
  double time_unit = 1;                      ///< of the network [min]
  bool ramps = false;
  bool starts_at_rest = false;               ///< at the steady state of its constants
  std::map<std::string, double> parameters;  ///< constants set for all cells
  std::vector<std::pair<std::uint32_t, double>> initial;
  // What CellNetwork says of the same names.
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Network> compiled;
  std::string fingerprint;  ///< of the model
  std::vector<AtDivision> at_division;
  std::vector<CellNetwork::Varied> varied;
  std::vector<Signal> signals;
  std::vector<CellNetwork::Input> inputs;
  std::vector<CellNetwork::Jump> jumps;
  std::vector<CellNetwork::Output> outputs;
};

/// `[[comparison]]`: measured points that a series is held against.
struct Comparison {
  std::string series;  ///< a series column, for example "radius"
  std::string file;    ///< CSV with a header row, absolute path; empty: the patient's
  std::map<std::string, std::string> where;          ///< column -> value that a row must have
  std::string time_column;                           ///< e.g. "day"
  double time_unit = 1440;                           ///< one unit of the time column [min]
  std::string mean_column, sd_column, count_column;  ///< sd and count may be empty
  double scale = 1;        ///< one unit of the measured column in the series' unit
  double offset = 0;       ///< what is measured where the series is 0 [the measured unit]
  bool relative = false;   ///< the series over its value at the start is compared
  bool calibrated = true;  ///< false: these points were kept out of the calibration
  bool gompertz = false;   ///< fit a Gompertz curve to the points for reference
  std::optional<InterpolatedBaseline> interpolation;
  // Of one measured value, for assimilation, in the measured unit: the two add in squares.
  double error = 0;           ///< standard deviation, besides the column's where there is one
  double relative_error = 0;  ///< over the measured value
  std::optional<double> detection_limit;  ///< values at or below it say only that
  std::optional<double> from, until;      ///< points before and after are left out [min]
};

/// `[output]`
struct OutputSection {
  double frames = 1440;       ///< between frames of cells and fields [min]
  double series = 60;         ///< between rows of the series [min]
  double checkpoints = 1440;  ///< between checkpoints [min]
  std::vector<std::string> pictures = {"type", "phase", "state"};  ///< colourings of the cells
  bool cut = true;  ///< pictures show the tissue cut open
  bool vtk = true;
};

/// A scenario as the program runs it: internal units (um, min), all values checked.
struct Scenario {
  int schema = scenario_schema;
  TwinSection twin;
  TimeSection time;
  MechanicsSection mechanics;
  Grid grid;
  std::vector<Substance> substances;
  std::vector<FixedRegion> fixed;
  std::vector<SubstanceSource> sources;
  std::vector<Variable> variables;
  std::vector<CellType> cell_types;
  std::vector<std::vector<Rule>> rules;    ///< by cell type
  std::vector<std::vector<Drive>> drives;  ///< by cell type
  std::vector<KineticsSection> kinetics;
  std::vector<Placement> placements;
  std::vector<Treatment> treatments;
  std::vector<Comparison> comparisons;
  OutputSection output;
  std::optional<RetinaSection> retina;  ///< in place of all that makes a tissue
  std::optional<ModelSection> model;    ///< likewise
  std::vector<Dose> doses;              ///< into the model
  std::vector<PriorSection> priors;
  std::vector<CorrelationSection> correlations;
  std::vector<ImageSection> images;
  std::vector<Condition> conditions;  ///< empty: the scenario as it is
  PatientSection patient;
  EnsembleSection ensemble;
  AssimilationSection assimilation;
};

}  // namespace cytotwin
