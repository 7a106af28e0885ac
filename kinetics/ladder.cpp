#include "kinetics/ladder.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "kinetics/cvode_kinetics.h"
#include "kinetics/rosenbrock.h"

namespace cytotwin {
namespace {

constexpr double shorter = 0.1;      // first step of the second attempt, in that of the first
constexpr double first_step = 1e-5;  // of the window, where there was none
constexpr double tighter = 0.01;

Tolerances tight(Tolerances tolerances) {
  for (double& value : tolerances.absolute) value *= tighter;
  return tolerances;
}

}  // namespace

struct LadderKinetics::Parts {
  Parts(const Network& network, const Tolerances& tolerances, std::uint32_t most_steps)
      : lanes(network, tolerances, most_steps),
        cvode(network, tolerances, most_steps),
        tight_cvode(network, tight(tolerances), most_steps) {}

  RosenbrockKinetics lanes;
  CvodeKinetics cvode, tight_cvode;
};

LadderKinetics::LadderKinetics(const Network& network, const Tolerances& tolerances,
                               std::uint32_t most_steps)
    : parts_(std::make_unique<Parts>(network, tolerances, most_steps)) {}

LadderKinetics::~LadderKinetics() = default;

namespace {

/// Solves the failures of a report again; those that succeed leave it. @returns how many did
std::uint64_t climb(CellKinetics& solver, bool shorten, const CellBatch& batch, double time,
                    double window, const Workers& workers, KineticsReport& report) {
  if (report.failures.empty()) return 0;
  std::vector<std::size_t> cells;
  for (const auto& failure : report.failures) cells.push_back(failure.cell);
  ChosenCells chosen(batch, cells);
  for (float& step : chosen.last_steps()) {
    if (shorten) step = static_cast<float>(step > 0 ? shorter * step : first_step * window);
  }
  const KineticsReport again = solver.advance(chosen.batch(), time, window, workers);
  report.steps += again.steps;
  report.rejected += again.rejected;
  std::vector<KineticsReport::Failure> left;
  for (std::size_t i = 0, f = 0; i < cells.size(); ++i) {
    if (f < again.failures.size() && again.failures[f].cell == i) {
      left.push_back({cells[i], report.failures[i].what + "\n" + again.failures[f].what});
      ++f;
    } else {
      chosen.put_back(i);
    }
  }
  const std::uint64_t solved = cells.size() - left.size();
  report.failures = std::move(left);
  return solved;
}

// What the first solver and the last said.
std::string first_and_last(const std::string& lines) {
  return fmt::format("{}; in the end {}", lines.substr(0, lines.find('\n')),
                     lines.substr(lines.rfind('\n') + 1));
}

}  // namespace

KineticsReport LadderKinetics::advance(const CellBatch& batch, double time, double window,
                                       const Workers& workers) {
  KineticsReport report = parts_->lanes.advance(batch, time, window, workers);
  const auto again = [&](CellKinetics& solver, bool shorten) {
    return climb(solver, shorten, batch, time, window, workers, report);
  };
  report.rescued.by_small_step = again(parts_->lanes, true);
  report.rescued.by_cvode = again(parts_->cvode, false);
  report.rescued.by_tight_cvode = again(parts_->tight_cvode, false);
  for (auto& failure : report.failures) failure.what = first_and_last(failure.what);
  return report;
}

}  // namespace cytotwin
