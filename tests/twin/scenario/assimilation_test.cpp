// What belongs to filters, to inversions and to neither: the message and the way out.
#include <gtest/gtest.h>

#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

const std::string sound = text_of(data_folder + "/filter.toml");

std::string with(const std::string& from, const std::string& to) {
  return report_of(replaced(sound, from, to));
}

TEST(Assimilation, OfAFilterIsRead) {
  const Scenario scenario = read_scenario_text("s.toml", sound, data_folder, {}).scenario;
  EXPECT_TRUE(is_filter(scenario.assimilation.method));
  EXPECT_EQ(scenario.assimilation.cells, std::vector<std::string>{"tumour"});
  EXPECT_EQ(scenario.priors[0].random_walk, 0.05);
  ASSERT_EQ(scenario.images.size(), 1u);
  EXPECT_EQ(scenario.images[0].time_unit, 1440);
  EXPECT_FALSE(is_filter(AssimilationSection::Method::uki));
}

TEST(Assimilation, NamesWhatIsNotThere) {
  EXPECT_NE(with("[\"tumour\"]", "[\"tumor\"]")
                .find("assimilation.cells: no cell type \"tumor\" | did you mean \"tumour\"?"),
            std::string::npos);
  EXPECT_NE(with("[\"drug\"]", "[\"drugs\"]")
                .find("assimilation.substances: no substance \"drugs\" | did you mean \"drug\"?"),
            std::string::npos);
  EXPECT_NE(with("substance = \"signal\"", "substance = \"signals\"")
                .find("image 1: \"signals\" is no transient substance | did you mean \"signal\"?"),
            std::string::npos);
}

TEST(Assimilation, RefusesAnEquilibrium) {
  const std::string report =
      with("name = \"drug\"\n", "name = \"drug\"\nmethod = \"quasi-steady\"\n");
  EXPECT_NE(
      report.find("assimilation.substances: \"drug\" is quasi-steady | an equilibrium forgets"),
      std::string::npos)
      << report;
}

TEST(Assimilation, WantsSomethingToResynthesise) {
  const std::string none = replaced(sound, "cells = [\"tumour\"]\nsubstances = [\"drug\"]\n", "");
  EXPECT_NE(report_of(none).find("assimilation.state = \"resynthesised\" of nothing | name cell "
                                 "types in cells or substances in substances"),
            std::string::npos);
}

TEST(Assimilation, SaysWhereKeysBelong) {
  const std::string kept = with("state = \"resynthesised\"", "state = \"kept\"");
  EXPECT_NE(kept.find("cells has no meaning here | it belongs to state = \"resynthesised\""),
            std::string::npos)
      << kept;
  const std::string inversion = with("state = \"resynthesised\"", "iterations = 4");
  EXPECT_NE(inversion.find("iterations has no meaning here | it belongs to method = \"es-mda\""),
            std::string::npos)
      << inversion;
}

TEST(Assimilation, SaysThatWalksAndImagesAreForFilters) {
  const std::size_t begin = sound.find("\n[assimilation]"), end = sound.find("[[image]]");
  const std::string inversion = std::string(sound).erase(begin, end - begin);
  const std::string report = report_of(inversion);
  EXPECT_NE(report.find("prior \"death\": a random walk has no meaning here | it belongs to "
                        "assimilation.method = \"enkf\""),
            std::string::npos)
      << report;
  EXPECT_NE(report.find("images are for filters | write method = \"enkf\""), std::string::npos);
}

TEST(Assimilation, WantsARadiusForImages) {
  EXPECT_NE(
      with("radius = \"150 um\"\n", "").find("assimilation.radius is missing | write how far"),
      std::string::npos);
  const std::string both = with("substances = [\"drug\"]", "substances = [\"drug\", \"signal\"]");
  EXPECT_NE(both.find("assimilation.substances: \"signal\" has images"), std::string::npos) << both;
}

TEST(Assimilation, NamesMissingColumnsOfImages) {
  EXPECT_NE(with("value_column = \"value\"", "value_column = \"valu\"")
                .find("has no column \"valu\" | did you mean \"value\"?"),
            std::string::npos);
  const std::string report = with("error = 0.1\nrelative_error = 0.05\n", "");
  EXPECT_NE(report.find("image 1: its values have no error | write error or relative_error"),
            std::string::npos)
      << report;
}

}  // namespace
}  // namespace cytotwin
