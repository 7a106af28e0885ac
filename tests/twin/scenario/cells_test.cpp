// Variables, motion, attack, placements and treatments: what they mean and what is refused.
#include <gtest/gtest.h>

#include "support.h"
#include "twin/scenario/read.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string sound_text = R"(schema = 1
[time]
end = "20 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[substance]]
name = "oxygen"
unit = "mmHg"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
[[substance]]
name = "signal"
unit = "1"
method = "quasi-steady"
diffusivity = "1e3 um^2/min"
decay = "0.02 1/min"
[[variable]]
name = "antigen"
at_division = "halved"
[[cell_type]]
name = "tumour"
[[cell_type.variable]]
name = "antigen"
distribution = "normal"
mean = 1
sd = 0.25
lower = 0
[cell_type.cycle]
model = "live"
rate_variable = "antigen"
[cell_type.damage]
lethal = 3
repair = "0.7 1/h"
[cell_type.attachment]
attach_rate = "0.1 1/min"
most = 6
[[cell_type.fusion]]
cell_type = "tumour"
rate = "0.06 1/h"
[[cell_type.asymmetric_division]]
cell_type = "hunter"
share = 0.25
[[cell_type]]
name = "hunter"
[cell_type.phagocytosis]
apoptotic = "0.6 1/h"
necrotic = "0.3 1/h"
other_dead = "0.12 1/h"
[[cell_type.phagocytosis.target]]
cell_type = "tumour"
rate = "1.2 1/h"
[[cell_type.transformation]]
cell_type = "tumour"
rate = "1.8 1/h"
[[cell_type.affinity]]
cell_type = "tumour"
adhesion = 0.25
[cell_type.motility]
speed = "1 um/min"
persistence = "10 min"
bias = 0.5
[[cell_type.motility.chemotaxis]]
substance = "signal"
sensitivity = -2
[cell_type.attack]
near = "14 um"
far = "18 um"
break_distance = "20 um"
hit_rate = "4 1/h"
[[cell_type.attack.target]]
cell_type = "tumour"
rate = "0.2 1/min"
[cell_type.attack.recognition]
variable = "antigen"
threshold = 0.5
saturation = 2
[[placement]]
cell_type = "tumour"
shape = "ball"
radius = "50 um"
[[treatment]]
kind = "infusion"
start = "14 d"
interval = "2 d"
count = 3
[treatment.cells]
cell_type = "hunter"
shape = "shell"
inner_radius = "30 um"
radius = "105 um"
around = "tumour"
arrangement = "random"
count = 100
[[treatment]]
kind = "dose"
start = "1 d"
substance = "oxygen"
concentration = "2 mmHg"
)";

TEST(CellSections, FillTheModel) {
  const Scenario scenario = read_scenario_text("s.toml", sound_text, data_folder).scenario;
  const CellType& tumour = scenario.cell_types[0];
  const CellType& hunter = scenario.cell_types[1];
  EXPECT_EQ(scenario.variables.at(0).at_division, AtDivision::halved);
  EXPECT_EQ(tumour.rate_variable, "antigen");
  EXPECT_EQ(tumour.variables.at(0).sd, 0.25);
  EXPECT_TRUE(tumour.variables[0].has_bounds);
  EXPECT_EQ(tumour.contact.damage.lethal, 3);
  EXPECT_EQ(hunter.mechanics.affinity, (std::vector<double>{0.25, 1}));
  EXPECT_EQ(hunter.motility->chemotaxis, (std::vector<double>{0, -2}));
  EXPECT_EQ(hunter.contact.attack.rate, (std::vector<double>{0.2, 0}));
  EXPECT_EQ(hunter.contact.attack.far, 18);
  EXPECT_EQ(hunter.contact.attack.recognition->saturation, 2);
  EXPECT_EQ(tumour.contact.attachment.most, 6u);
  EXPECT_NEAR(tumour.contact.fuse.at(0), 0.001, 1e-15);
  EXPECT_EQ(tumour.contact.fuse.at(1), 0);
  EXPECT_EQ(tumour.contact.divide_into, (std::vector<double>{0, 0.25}));
  EXPECT_NEAR(hunter.contact.phagocytose_apoptotic, 0.01, 1e-15);
  EXPECT_NEAR(hunter.contact.phagocytose_necrotic, 0.005, 1e-15);
  EXPECT_NEAR(hunter.contact.phagocytose_other_dead, 0.002, 1e-15);
  EXPECT_NEAR(hunter.contact.phagocytose.at(0), 0.02, 1e-15);
  EXPECT_NEAR(hunter.contact.transform.at(0), 0.03, 1e-15);
  ASSERT_EQ(scenario.treatments.size(), 2u);
  EXPECT_EQ(scenario.treatments[0].start, 14 * 1440);
  EXPECT_EQ(scenario.treatments[0].cells.count, 100);
  EXPECT_EQ(scenario.treatments[1].concentration, 2);
}

struct Case {
  const char* from;
  const char* to;
  const char* said;
};

class CellSectionsRefuse : public testing::TestWithParam<Case> {};

TEST_P(CellSectionsRefuse, OneProblemWithPlaceAndWayOut) {
  const auto problems = problems_of(replaced(sound_text, GetParam().from, GetParam().to));
  ASSERT_EQ(problems.size(), 1u) << problems.size();
  EXPECT_NE(problems[0].message.find(GetParam().said), std::string::npos) << problems[0].message;
  EXPECT_GT(problems[0].place.line, 0u) << problems[0].message;
  EXPECT_FALSE(problems[0].hint.empty()) << problems[0].message;
}

INSTANTIATE_TEST_SUITE_P(
    All, CellSectionsRefuse,
    testing::Values(
        Case{"rate_variable = \"antigen\"", "rate_variable = \"antigens\"", "unknown variable"},
        Case{"mean = 1\n", "mean = -9\n", "hardly any value"},
        Case{"lower = 0\n", "lower = 2\nupper = 1\n", "upper = 1 is not above"},
        Case{"[[variable]]\n", "[[variable]]\nname = \"pressure\"\n[[variable]]\n",
             "is called so already"},
        Case{"adhesion = 0.25", "adhesion = -1", "out of range"},
        Case{"[[cell_type.affinity]]\ncell_type = \"tumour\"",
             "[[cell_type.affinity]]\ncell_type = \"tumor\"", "unknown cell_type"},
        Case{"substance = \"signal\"", "substance = \"sygnal\"", "unknown substance"},
        Case{"speed = \"1 um/min\"", "speed = \"1 um\"", "speed"},
        Case{"bias = 0.5", "bias = 1.5", "out of range"},
        Case{"[[cell_type.motility.chemotaxis]]\nsubstance = \"signal\"\nsensitivity = -2\n", "",
             "without a gradient"},
        Case{"near = \"14 um\"", "near = \"19 um\"", "near = 19 um is not below"},
        Case{"break_distance = \"20 um\"", "break_distance = \"17 um\"", "is below far"},
        Case{"[[cell_type.attack.target]]\ncell_type = \"tumour\"\nrate = \"0.2 1/min\"\n", "",
             "no target"},
        Case{"rate = \"0.2 1/min\"", "rate = \"-0.2 1/min\"", "out of range"},
        Case{"variable = \"antigen\"\nthreshold", "variable = \"antigent\"\nthreshold",
             "unknown variable"},
        Case{"saturation = 2", "saturation = 0.5", "is not above threshold"},
        Case{"lethal = 3", "lethal = 0", "out of range"},
        Case{"most = 6", "most = 101", "out of range"},
        Case{"most = 6", "most = 6\nspring = \"1 1/min\"", "6 springs of 1 1/min are not stable"},
        Case{"cell_type = \"tumour\"\nrate = \"0.06", "cell_type = \"tumor\"\nrate = \"0.06",
             "fusion: unknown cell_type"},
        Case{"rate = \"0.06 1/h\"", "rate = \"-0.06 1/h\"", "out of range"},
        Case{"cell_type = \"tumour\"\nrate = \"1.2", "cell_type = \"tumors\"\nrate = \"1.2",
             "phagocytosis: unknown cell_type"},
        Case{"[[cell_type.transformation]]\n",
             "[[cell_type.phagocytosis.target]]\ncell_type = \"tumour\"\nrate = \"1 1/h\"\n"
             "[[cell_type.transformation]]\n",
             "is defined twice"},
        Case{"cell_type = \"tumour\"\nrate = \"1.8", "cell_type = \"hunter\"\nrate = \"1.8",
             "transformation to its own type"},
        Case{"share = 0.25", "share = 1.25", "out of range"},
        Case{"cell_type = \"hunter\"\nshare", "cell_type = \"tumour\"\nshare",
             "asymmetric_division to its own type"},
        Case{"[[cell_type]]\nname = \"hunter\"",
             "[[cell_type.asymmetric_division]]\ncell_type = \"third\"\nshare = 0.8\n"
             "[[cell_type]]\nname = \"third\"\n[[cell_type]]\nname = \"hunter\"",
             "the shares add up to 1.05"},
        Case{"inner_radius = \"30 um\"", "inner_radius = \"130 um\"", "is not below radius"},
        Case{"around = \"tumour\"", "around = \"tumours\"", "unknown cell_type"},
        Case{"arrangement = \"random\"\ncount = 100", "arrangement = \"random\"", "need a count"},
        Case{"count = 3", "count = 0", "out of range"},
        Case{"kind = \"dose\"", "kind = \"doze\"", "kind"},
        Case{"substance = \"oxygen\"\nconcentration = \"2 mmHg\"",
             "substance = \"signal\"\nconcentration = 2", "quasi-steady"},
        Case{"concentration = \"2 mmHg\"", "concentration = \"-2 mmHg\"", "out of range"}));

}  // namespace
}  // namespace cytotwin
