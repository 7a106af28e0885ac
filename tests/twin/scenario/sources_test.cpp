// [[substance.source]]: what is read, and one slip -> one problem with its place and a way out.
#include <gtest/gtest.h>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string sound = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[substance]]
name = "oxygen"
method = "quasi-steady"
diffusivity = "1e5 um^2/min"
decay = "0 1/min"
[[substance.source]]
shape = "line"
from = ["-200 um", "0 um", "0 um"]
to = ["200 um", "30 um", "0 um"]
radius = "4 um"
permeability = "0.1 cm/min"
target = "5 kPa"
[[substance.source]]
shape = "point"
volume = "0.5 pL"
secretion = "10 1/min"
target = "40 mmHg"
[[substance.source]]
shape = "ball"
radius = "50 um"
uptake = "0.5 1/min"
)";

TEST(SubstanceSources, AreReadWithTheirUnits) {
  ASSERT_EQ(report_of(sound), "") << "a source holds a quasi-steady substance";
  const auto sources = read_scenario_text("s.toml", sound, "/").scenario.sources;
  ASSERT_EQ(sources.size(), 3u);
  EXPECT_EQ(sources[0].substance, "oxygen");
  EXPECT_EQ(sources[0].to, (Vec3{200, 30, 0}));
  EXPECT_NEAR(sources[0].permeability, 1000, 1e-9);
  EXPECT_NEAR(sources[0].target, 37.503, 1e-3);
  EXPECT_NEAR(sources[1].volume, 500, 1e-9);
  EXPECT_EQ(sources[2].uptake, 0.5);
}

TEST(SubstanceSources, ThatAreWrongAreOneProblem) {
  struct Slip {
    const char *from, *to, *report;
  };
  const std::string of = "substance \"oxygen\": source ",
                    all =
                        "the domain reaches from (-200, -200, "
                        "-200) um to (200, 200, 200) um\n";
  for (const Slip& slip : std::vector<Slip>{
           {"\"200 um\", \"30 um\"", "\"201 um\", \"30 um\"",
            "14:6: S1: to = (201, 30, 0) um lies outside the domain | D"},
           {"\"200 um\", \"30 um\"", "\"-200 um\", \"0 um\"",
            "14:6: S1: the line has no length | from and to must be different points\n"},
           {"target = \"5 kPa\"", "",
            "12:9: S1: it has no target | write the concentration that it gives towards; 0 if it "
            "only takes\n"},
           {"permeability = \"0.1 cm/min\"", "secretion = \"1 1/min\"\npermeability = \"1 um/min\"",
            "16:1: S1: secretion has no meaning here | it belongs to shape = \"point\", \"ball\" "
            "and "
            "\"box\"\n"},
           {"permeability", "permeabilty",
            "11:1: S1: permeability is missing | add permeability = \"10 um/min\"\n16:1: S1: "
            "unknown "
            "key \"permeabilty\" | did you mean \"permeability\"?\n"},
           {"radius = \"4 um\"", "radius = \"-4 um\"",
            "15:10: S1: radius = \"-4 um\" is out of range | allowed: more than 0 um\n"},
           {"uptake = \"0.5 1/min\"", "uptake = \"0 1/min\"",
            "24:9: S3: it neither gives nor takes | write secretion and target, or uptake\n"},
           {"radius = \"50 um\"", "radius = \"1 um\"",
            "25:10: S3: the ball holds no voxel's centre | make it larger, or write shape = "
            "\"point\" with its volume\n"},
           {"shape = \"point\"", "shape = \"point\"\ncentre = [\"0 um\", \"0 um\", \"300 um\"]",
            "20:10: S2: centre = (0, 0, 300) um lies outside the domain | D"}}) {
    std::string expected = slip.report;
    if (expected.back() == 'D') expected.replace(expected.size() - 1, 1, all);
    for (auto at = expected.find(": S"); at != std::string::npos; at = expected.find(": S", at + 9))
      expected.replace(at + 2, 1, of);
    EXPECT_EQ(report_of(replaced(sound, slip.from, slip.to)), expected);
  }
}

TEST(SubstanceSources, InAThickTubeWarn) {
  const auto read =
      read_scenario_text("s.toml", replaced(sound, "radius = \"4 um\"", "radius = \"25 um\""), "/");
  ASSERT_EQ(read.warnings.size(), 1u);
  EXPECT_EQ(read.warnings[0].message,
            "substance \"oxygen\": source 1: a tube of radius 25 um in voxels of 20 um");
}

}  // namespace
}  // namespace cytotwin
