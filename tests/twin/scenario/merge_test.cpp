#include <gtest/gtest.h>

#include <filesystem>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

TEST(Extends, LaysValuesOverThoseOfTheBase) {
  const auto read = read_scenario(data_folder + "/patient.toml");
  const Scenario& scenario = read.scenario;
  EXPECT_EQ(scenario.time.end, 3 * 1440);
  ASSERT_EQ(scenario.substances.size(), 2u);
  const Substance& oxygen = scenario.substances[0];
  EXPECT_EQ(oxygen.decay, 0.2);
  EXPECT_EQ(oxygen.diffusivity, 1e5) << "of the base";
  EXPECT_EQ(oxygen.faces[0].kind, FaceCondition::Kind::no_flux);
  EXPECT_EQ(oxygen.faces[1].value, 38);
  EXPECT_EQ(scenario.substances[1].name, "drug");
  ASSERT_EQ(scenario.cell_types.size(), 1u);
  EXPECT_EQ(scenario.cell_types[0].exchange[0].uptake, 10) << "exchange merges by substance";
  EXPECT_EQ(scenario.cell_types[0].exchange[0].secretion, 1);
  ASSERT_EQ(scenario.placements.size(), 1u) << "a list without names is replaced";
  EXPECT_EQ(scenario.placements[0].shape, Placement::Shape::point);
  EXPECT_EQ(read.files_read,
            (std::vector<std::string>{data_folder + "/patient.toml", data_folder + "/base.toml"}));
}

TEST(Extends, ErrorsPointAtTheFileTheValueCameFrom) {
  const auto problems = problems_of(
      "extends = \"base.toml\"\n[[substance]]\nname = \"oxygen\"\nunit = \"uM\"\ndecay = 1\n");
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].place.file, "s.toml");
  EXPECT_EQ(problems[0].place.line, 5u);
  EXPECT_EQ(problems[1].place.file, data_folder + "/base.toml");
  EXPECT_EQ(problems[1].place.line, 14u) << "the boundary value in mmHg";
}

TEST(Extends, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(
      report_of("extends = \"none.toml\""),
      "1:11: extends = \"none.toml\": no such file | paths are relative to the file that they "
      "stand in\n");
  EXPECT_EQ(report_of("extends = [\"base.toml\"]"),
            "1:11: extends is a list, not a path | write for example extends = \"base.toml\"\n");
}

TEST(Extends, CirclesAreRefused) {
  const std::string folder = testing::TempDir() + "circle/";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "a.toml") << "schema = 1\nextends = \"b.toml\"\n";
  std::ofstream(folder + "b.toml") << "extends = \"./a.toml\"\n";
  try {
    read_scenario(folder + "a.toml");
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].place.file, folder + "b.toml");
    EXPECT_EQ(error.problems()[0].message, "extends = \"./a.toml\" goes in a circle");
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cytotwin
