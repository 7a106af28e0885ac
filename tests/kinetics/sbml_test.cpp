#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/errors.h"
#include "kinetics/network.h"
#include "kinetics/sbml/read_sbml.h"
#include "kinetics/simulate.h"

namespace cytotwin {
namespace {

constexpr const char* math = R"(<math xmlns="http://www.w3.org/1998/Math/MathML">)";

/// A model of Level 3 Version 2 in a file of its own.
class SbmlFile {
 public:
  explicit SbmlFile(const std::string& parts)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("cytotwin_sbml_{}.xml", getpid())) {
    std::ofstream(path_) << R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">)"
                         << parts << "</model></sbml>";
  }
  ~SbmlFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string compartment(double size, bool constant) {
  return fmt::format(
      R"(<listOfCompartments><compartment id="v" spatialDimensions="3" size="{}" constant="{}"/></listOfCompartments>)",
      size, constant);
}

std::string species(const std::string& id, double concentration) {
  return fmt::format(R"(<species id="{}" compartment="v" initialConcentration="{}"
 hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>)",
                     id, concentration);
}

std::vector<double> at_end(const Network& network, double end) {
  SimulationPlan plan;
  plan.output_times = {0, end};
  plan.tolerances = {1e-10, std::vector<double>(network.states(), 1e-12)};
  plan.constants = network.default_constants();
  return simulate(network, plan).values[1];
}

double value_of(const Network& network, const std::vector<double>& row, const std::string& id) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (network.quantity_names()[i] == id) return row[i];
  }
  return NAN;
}

// Nothing reacts, the compartment doubles in 2: the concentration halves, the amount stays.
TEST(Sbml, AGrowingCompartmentDilutes) {
  const SbmlFile file(
      fmt::format(R"({}<listOfSpecies>{}</listOfSpecies><listOfRules><rateRule variable="v">
{}<cn>0.5</cn></math></rateRule></listOfRules>)",
                  compartment(1, false), species("s", 3), math));
  const Network network(read_sbml(file.path()));
  const auto row = at_end(network, 2);
  EXPECT_NEAR(value_of(network, row, "v"), 2, 1e-9);
  EXPECT_NEAR(value_of(network, row, "s"), 1.5, 1e-9);
  EXPECT_NEAR(value_of(network, row, "s.amount"), 3, 1e-12);
}

// s' = -k s / v with a k of the reaction's own that hides the global one; v = 2, so that the
// concentration c = s/v has c' = -0.8 c / 2.
TEST(Sbml, AReactionsOwnParameterHidesTheGlobalOne) {
  const SbmlFile file(fmt::format(R"({}<listOfSpecies>{}</listOfSpecies>
<listOfParameters><parameter id="k" value="100" constant="true"/></listOfParameters>
<listOfReactions><reaction id="r" reversible="false">
<listOfReactants><speciesReference species="s" stoichiometry="1" constant="true"/></listOfReactants>
<kineticLaw>{}<apply><times/><ci>k</ci><ci>s</ci></apply></math>
<listOfLocalParameters><localParameter id="k" value="0.8"/></listOfLocalParameters></kineticLaw>
</reaction></listOfReactions>)",
                                  compartment(2, true), species("s", 1), math));
  const Network network(read_sbml(file.path()));
  const auto row = at_end(network, 3);
  EXPECT_NEAR(value_of(network, row, "s"), std::exp(-0.8 * 3 / 2), 1e-8);
  EXPECT_EQ(value_of(network, row, "r.k"), 0.8);
  EXPECT_EQ(value_of(network, row, "k"), 100);
}

std::vector<std::string> problems_of(const std::filesystem::path& file) {
  std::vector<std::string> all;
  try {
    read_sbml(file);
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) all.push_back(problem.message);
  }
  return all;
}

TEST(Sbml, NamesAllThatIsNotSupported) {
  const SbmlFile file(fmt::format(R"(<listOfParameters>
<parameter id="a" value="1" constant="false"/><parameter id="b" value="1" constant="false"/>
</listOfParameters><listOfRules>
<algebraicRule>{0}<apply><minus/><ci>a</ci><cn>2</cn></apply></math></algebraicRule>
<assignmentRule variable="b">{0}<apply>
<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay">delay</csymbol>
<ci>a</ci><cn>1</cn></apply></math></assignmentRule></listOfRules>)",
                                  math));
  EXPECT_EQ(problems_of(file.path()),
            (std::vector<std::string>{"algebraic rule no. 1: algebraic rules are not supported",
                                      "rule of \"b\": delay() is not supported"}));
}

TEST(Sbml, NamesAMissingFile) {
  EXPECT_EQ(problems_of("/nowhere/model.xml"), std::vector<std::string>{"no such file"});
}

TEST(Sbml, RefusesWhatIsNoXml) {
  const SbmlFile file("<listOfParameters><parameter id=");
  EXPECT_FALSE(problems_of(file.path()).empty());
}

}  // namespace
}  // namespace cytotwin
