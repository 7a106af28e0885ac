#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/forward.h"
#include "twin/scenario/read.h"

namespace cytotwin {

/// A scenario with its conditions: what all simulations of a study have in common.
///
/// Overrides apply in this order: those of the command line, the condition's, the parameters'.
struct Study {
  std::string file;  ///< for messages
  ReadScenario base;
  std::vector<Condition> conditions;    ///< at least one; "" is the scenario as it is
  std::vector<ReadScenario> scenarios;  ///< one a condition

  std::size_t parameters() const { return base.scenario.priors.size(); }
  std::vector<std::string> parameter_names() const;
  /// The scenario of a condition with parameter values, as a text that `twin run` takes.
  std::vector<std::string> settings(std::size_t condition, std::span<const double> parameters,
                                    std::uint64_t seed) const;
  ReadScenario with(const std::vector<std::string>& settings) const;

  std::set<std::string> quoted_keys;  ///< of priors: they take a number as a text

  // What with() starts from: the resolved text needs no other file than those it names.
  std::string text;
  std::filesystem::path directory;
};

/// The middle of a prior: median, or where the bounds allow none the nearest to it.
double prior_middle(const PriorSection& prior);

/// Reads a scenario and each of its conditions.
/// @throws InputError with all problems, those of conditions too
Study read_study(const std::filesystem::path& file, const std::vector<std::string>& overrides);
/// The same of a resolved text that is kept in a folder.
Study read_study_text(const std::string& name, const std::string& text,
                      const std::filesystem::path& directory,
                      const std::vector<std::string>& overrides);

/// The series that every condition of a study puts out.
/// @param shape_of  of one scenario
/// @throws InputError if two conditions differ, with what may differ: `alike` must not
SeriesShape common_shape(const Study& study, const std::string& alike,
                         const std::function<SeriesShape(const Scenario&)>& shape_of);

/// The simulation that a study runs: of a tissue, or of a network on its own.
/// @throws InputError if the conditions do not put out the same series
std::unique_ptr<Forward> make_forward(const Study& study);

}  // namespace cytotwin
