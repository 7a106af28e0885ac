#include "core/units.h"

#include <gtest/gtest.h>

#include <string>

#include "core/units_grammar.h"

namespace cytotwin {
namespace {

const Dimension area_per_time{"length^2/time", "um^2/min", "1e5 um^2/min"};
const Dimension duration{"time", "min", "6 min"};
const Dimension rate{"1/time", "1/min", "0.1 1/min"};
const Dimension number{"a pure number", "", "0.5"};

/// One database for all tests of this file; reading it is the slow part.
class Units : public testing::Test {
 protected:
  static void SetUpTestSuite() { units_ = new UnitSystem; }
  static void TearDownTestSuite() { delete units_; }
  static double parse(const std::string& text, const Dimension& expected) {
    return units_->parse(text, expected);
  }
  static std::string refusal(const std::string& text, const Dimension& expected) {
    try {
      return "took " + std::to_string(units_->parse(text, expected));
    } catch (const UnitError& error) {
      return std::string(error.what()) + (error.hint().empty() ? "" : " | " + error.hint());
    }
  }
  static UnitSystem* units_;
};
UnitSystem* Units::units_ = nullptr;

TEST_F(Units, SpellingsOfOneUnitAgree) {
  for (const char* text : {"5 um^2/min", "5 um2/min", "5 um**2/min", "5 µm²/min", "5 um2 min-1",
                           "5 um^2*min^-1", "5um^2 / min", "+5 um^2 min⁻¹", "5 micron^2/minute"})
    EXPECT_EQ(parse(text, area_per_time), 5) << text;
}

TEST_F(Units, WholeMultiplesAndFractionsAreRoundedOnce) {
  EXPECT_EQ(parse("10 d", duration), 14400);
  EXPECT_EQ(parse("6 s", duration), 0.1);
  EXPECT_EQ(parse("0.3 h", duration), 18);
  EXPECT_EQ(parse("1 week", duration), 10080);
  EXPECT_EQ(parse("3 1/h", rate), 3.0 / 60);
  EXPECT_EQ(parse("3 /h", rate), 3.0 / 60);
  EXPECT_EQ(parse("0.1 mm", {"length", "um", ""}), 100);
  EXPECT_EQ(parse("20 %", number), 0.2);
  EXPECT_EQ(parse("0.37", number), 0.37);
}

TEST_F(Units, TheInternalUnitComesBackBitByBit) {
  for (const double x : {0.1, 1.0 / 3, 5.31667e-5, 1e300, 4.9e-300}) {
    EXPECT_EQ(parse(std::to_string(0) + "1 um^2/min", area_per_time), 1);
    char text[40];
    std::snprintf(text, sizeof text, "%.17g um^2/min", x);
    EXPECT_EQ(parse(text, area_per_time), x);
  }
}

TEST_F(Units, OwnUnitsConvert) {
  EXPECT_NEAR(units_->factor("uM", "nmol/mL"), 1, 1e-12);
  EXPECT_NEAR(units_->factor("nM", "M"), 1e-9, 1e-21);
  EXPECT_NEAR(units_->factor("kDa", "Da"), 1000, 1e-9);
  EXPECT_NEAR(units_->factor("U", "umol/min"), 1, 1e-12);
  EXPECT_NEAR(units_->factor("mmHg", "Pa"), 133.322387, 1e-5);
  EXPECT_NEAR(units_->factor("cells/mL", "cell/um^3"), 1e-12, 1e-24);
  EXPECT_NEAR(units_->factor("mL/min/kg", "mL/(min kg)"), 1, 1e-12);
  EXPECT_TRUE(units_->convertible("letters", "letter"));
  EXPECT_FALSE(units_->convertible("IU", "mol"));
  EXPECT_FALSE(units_->convertible("cell", "1"));
  EXPECT_FALSE(units_->convertible("min", "1/min")) << "a reciprocal is not the same thing";
}

TEST_F(Units, DimensionsHaveNames) {
  EXPECT_EQ(units_->dimension_name("mm2/h"), "length^2/time");
  EXPECT_EQ(units_->dimension_name("mcg/mL"), "mass/length^3");
  EXPECT_EQ(units_->dimension_name(""), "a pure number");
  EXPECT_EQ(units_->dimension_name("J"), "");
}

TEST_F(Units, WrongDimensionsAreRefusedByName) {
  EXPECT_EQ(refusal("1e5 um/min", area_per_time),
            "\"1e5 um/min\" is length/time, not length^2/time");
  EXPECT_EQ(refusal("3 J", duration), "\"3 J\" is something else, not time");
  EXPECT_EQ(refusal("1e5", area_per_time), "\"1e5\" has no unit | write \"1e5 um^2/min\"");
  EXPECT_EQ(refusal("5 min", rate), "\"5 min\" is time, not 1/time");
  EXPECT_EQ(refusal("5 pM", {"mass concentration", "ng/mL", ""}),
            "\"5 pM\" is amount/length^3, not mass concentration | mass and molar concentrations "
            "differ by the molar mass: convert it beforehand");
  EXPECT_EQ(refusal("5 uM", {"partial pressure", "mmHg", ""}),
            "\"5 uM\" is amount/length^3, not partial pressure | a partial pressure and a "
            "concentration differ by the solubility: convert it beforehand");
}

struct Refused {
  const char* text;
  const char* answer;
};

// What the unit library would take for something else, or garble, without a word.
TEST_F(Units, SurprisingUnitsAreRefused) {
  const std::string no_unit = "\" has the unit \"";
  for (const char* name : {"a", "u", "b", "H", "pa", "as", "month", "year", "count", "rad", "Hz",
                           "rpm", "degC", "celsius", "yr"}) {
    const std::string text = std::string("3 ") + name;
    const std::string answer = refusal(text, duration);
    EXPECT_EQ(answer.find("\"" + text + no_unit + name + "\", which is not accepted | "), 0u)
        << answer;
  }
  EXPECT_EQ(refusal("3 °C", duration),
            "\"3 °C\" has the unit \"degC\", which is not accepted | temperatures with an offset "
            "cannot be scaled; write kelvin, \"K\"");
}

TEST_F(Units, WhatIsNoQuantityIsRefused) {
  const Refused cases[] = {
      {"fast", "\"fast\" does not start with a number"},
      {"", "\"\" does not start with a number"},
      {"nan min", "\"nan min\" does not start with a number"},
      {"-inf min", "\"-inf min\" does not start with a number"},
      {"1e999 min",
       "\"1e999 min\" is too large or too small a number | numbers lie between 1e-307 and 1e308"},
      {"1e308 week",
       "\"1e308 week\" is too large or too small a number | numbers lie between 1e-307 and 1e308"},
      {"3 um/min^0.5",
       "\"3 um/min^0.5\" has a power that is no whole number from 1 to 9 | fractional powers are "
       "not "
       "accepted; write for example \"um^2/min\""},
      {"3 ng/mL min",
       "\"3 ng/mL min\" is ambiguous: a blank after a division | write \"a/(b c)\", \"a/b/c\" or "
       "\"a*c/b\""},
      {"3 um^",
       "\"3 um^\" has a power that is no whole number | a unit looks like \"um^2/min\", "
       "\"1/h\" or \"ng/mL\""},
      {"3 mmhg", "\"3 mmhg\" has an unknown unit \"mmhg\" | did you mean \"mmHg\"?"},
      {"3 ML", "\"3 ML\" has an unknown unit \"ML\" | did you mean \"mL\"?"},
      {"3 (um",
       "\"3 (um\" has a unit with an open bracket | a unit looks like \"um^2/min\", "
       "\"1/h\" or \"ng/mL\""},
      {"3 2 um",
       "\"3 2 um\" has a unit that cannot be read | a unit looks like \"um^2/min\", "
       "\"1/h\" or \"ng/mL\""},
      {"3 um\n",
       "\"3 um\n\" has a unit that cannot be read | a unit looks like \"um^2/min\", "
       "\"1/h\" or \"ng/mL\""},
  };
  for (const Refused& c : cases) EXPECT_EQ(refusal(c.text, duration), c.answer);
  EXPECT_EQ(refusal("3 furlong", duration)
                .find("\"3 furlong\" has an unknown unit \"furlong\" | "
                      "known units: um, "),
            0u);
}

TEST(UnitGrammar, FactorsCarryTheirPowers) {
  const std::vector<UnitFactor> expected = {{"mL", 1}, {"min", -1}, {"kg", -1}};
  EXPECT_EQ(unit_factors("mL/min/kg"), expected);
  EXPECT_EQ(unit_factors("mL/(minute kg)"), expected);
  EXPECT_EQ(canonical_unit("1/hours"), "h^-1");
  EXPECT_EQ(canonical_unit(" "), "1");
}

}  // namespace
}  // namespace cytotwin
