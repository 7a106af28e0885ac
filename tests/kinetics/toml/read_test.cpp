#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.h"
#include "kinetics/infix.h"
#include "kinetics/model.h"
#include "tests/kinetics/toml/course.h"
#include "tests/kinetics/toml/network_text.h"

namespace cytotwin {
namespace {

std::string formula_of(const Model& model, const Expression& expression) {
  std::vector<std::string> names;
  for (const Quantity& quantity : model.quantities) names.push_back(quantity.id);
  return to_formula(expression, names);
}

const Quantity& quantity(const Model& model, const std::string& id) {
  return model.quantities[model.find(id).value()];
}

TEST(ReadTomlNetwork, TakesEveryPart) {
  const Model model = read(R"toml(
[inputs]
a = { value = 0.5, unit = "ng/mL", description = "signal" }
[parameters]
k = "0.3 1/min"
twice = 2
[functions]
"rise(x)" = "other(x, 3)"
"other(x, y)" = "x / (x + y)"
[assigned]
h = { value = "rise(A) * a", unit = "1/min" }
[species.A]
initial = "4 nM"
at_division = "halved"
description = "a protein"
[species]
B = { initial = "twice * k", unit = "nM", at_division = "reset" }
C = { initial = -1, may_be_negative = true }
[rates]
A = "-k * A + h"
B = 0.25
C = "time"
)toml");
  EXPECT_EQ(model.id, "test");
  EXPECT_EQ(model.time_unit, "min");
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(model.quantities[model.inputs[0]].id, "a");
  EXPECT_EQ(quantity(model, "a").unit, "ng/mL");
  EXPECT_EQ(quantity(model, "a").description, "signal");
  EXPECT_EQ(quantity(model, "k").unit, "1/min");
  EXPECT_EQ(quantity(model, "twice").unit, "1");
  EXPECT_EQ(quantity(model, "A").unit, "nM");
  EXPECT_EQ(quantity(model, "A").initial.value(), 4);
  EXPECT_EQ(quantity(model, "A").at_division, AtDivision::halved);
  EXPECT_EQ(quantity(model, "B").at_division, AtDivision::reset);
  EXPECT_EQ(quantity(model, "C").at_division, AtDivision::copied);
  EXPECT_EQ(formula_of(model, quantity(model, "B").initial), "twice * k");
  EXPECT_EQ(formula_of(model, quantity(model, "h").rule), "A / (A + 3) * a");
  EXPECT_EQ(formula_of(model, quantity(model, "A").rule), "-k * A + h");
  ASSERT_EQ(model.species.size(), 2U);  // C may be negative
  EXPECT_EQ(model.species[1].id, "B");
}

TEST(ReadTomlNetwork, ConvertsTimesWithinUnits) {
  const Model model = read(R"toml(
[parameters]
a = "1 1/h"
b = "6 1/s"
c = "1 pg/(cell h)"
d = { value = 3, unit = "nM/h", distribution = "normal", sd = 0.6, lower = "1 nM/h", upper = 6 }
e = "2 d"
f = "5 1/min"
[species]
A = 1
[rates]
A = "a"
)toml");
  EXPECT_EQ(quantity(model, "a").initial.value(), 1.0 / 60);
  EXPECT_EQ(quantity(model, "a").unit, "1/min");
  EXPECT_EQ(quantity(model, "b").initial.value(), 360);
  EXPECT_EQ(quantity(model, "c").initial.value(), 1.0 / 60);
  EXPECT_EQ(quantity(model, "c").unit, "pg/(cell min)");
  EXPECT_EQ(quantity(model, "e").initial.value(), 2880);
  EXPECT_EQ(quantity(model, "f").initial.value(), 5);
  ASSERT_EQ(model.distributions.size(), 1U);
  const Distribution& d = model.distributions[0];
  EXPECT_EQ(model.quantities[d.constant].id, "d");
  EXPECT_EQ(d.kind, Distribution::Kind::normal);
  // three roundings of a factor of 1/60
  EXPECT_NEAR(model.quantities[d.constant].initial.value(), 0.05, 1e-16);
  EXPECT_NEAR(d.spread, 0.01, 1e-17);
  EXPECT_NEAR(d.lower, 1.0 / 60, 1e-17);
  EXPECT_NEAR(d.upper, 0.1, 1e-16);
}

TEST(ReadTomlNetwork, TakesDistributions) {
  const Model model = read(R"toml(
[parameters]
a = { value = 1, distribution = "lognormal", cv = 0.25 }
b = { value = 2, distribution = "uniform", lower = 1, upper = 3 }
[species]
A = 1
[rates]
A = "a * b"
)toml");
  ASSERT_EQ(model.distributions.size(), 2U);
  EXPECT_EQ(model.distributions[0].kind, Distribution::Kind::lognormal);
  EXPECT_EQ(model.distributions[0].spread, 0.25);
  EXPECT_EQ(model.distributions[0].upper, INFINITY);
  EXPECT_EQ(model.distributions[1].kind, Distribution::Kind::uniform);
  EXPECT_EQ(model.distributions[1].lower, 1);
  EXPECT_EQ(model.distributions[1].upper, 3);
}

TEST(ReadTomlNetwork, AddsReactionsUp) {
  const Model model = read(R"toml(
[parameters]
k = 5
[species]
A = 4
B = 3
C = 0
[[reaction]]
name = "binding"
equation = "A + 2 B -> C"
rate = "k * A * B^2 + q"
parameters = { k = "1 1/min", q = { value = 0, distribution = "normal", sd = 1 } }
[[reaction]]
equation = "C <-> A"
rate = "k * (C - A)"
[[reaction]]
equation = "-> 0.5 B"
rate = 2
[[reaction]]
equation = "A + A ->"
rate = "A"
[[reaction]]
equation = "B + C -> B"
rate = "C"
)toml");
  EXPECT_EQ(formula_of(model, quantity(model, "binding").rule), "binding.k * A * B^2 + binding.q");
  EXPECT_EQ(formula_of(model, quantity(model, "A").rule), "-binding + reaction_2 - 2 * reaction_4");
  EXPECT_EQ(formula_of(model, quantity(model, "B").rule), "-(2 * binding) + 0.5 * reaction_3");
  EXPECT_EQ(formula_of(model, quantity(model, "C").rule), "binding - reaction_2 - reaction_5");
  ASSERT_EQ(model.reactions.size(), 5U);
  EXPECT_EQ(model.reactions[4].changes.size(), 1U);  // B is there before and after
  ASSERT_EQ(model.distributions.size(), 1U);
  EXPECT_EQ(model.quantities[model.distributions[0].constant].id, "binding.q");
}

TEST(ReadTomlNetwork, TakesEvents) {
  const Model model = read(R"toml(
[parameters]
dose = 2
[species]
A = 4
[rates]
A = "-0.1 * A"
[[event]]
at = "A < 1"
assign = { A = "A + dose", dose = 3 }
[[event]]
name = "late"
at = "time >= 50"
delay = "30 s"
priority = "A"
persistent = false
values_at_trigger = false
true_before_start = false
assign = { A = 0 }
)toml");
  ASSERT_EQ(model.events.size(), 2U);
  EXPECT_EQ(model.events[0].id, "event_1");
  EXPECT_EQ(formula_of(model, model.events[0].trigger), "A < 1");
  EXPECT_TRUE(model.events[0].persistent && model.events[0].values_at_trigger &&
              model.events[0].initial_value);
  EXPECT_EQ(model.events[0].assignments.size(), 2U);
  const Event& late = model.events[1];
  EXPECT_EQ(late.id, "late");
  EXPECT_EQ(late.delay->value(), 0.5);
  EXPECT_FALSE(late.persistent || late.values_at_trigger || late.initial_value);
  EXPECT_EQ(formula_of(model, *late.priority), "A");

  // A falls from 4 to 1 in 10 ln 4 min and rises to 3; it is taken away at 50.5 min, which makes
  // the first event add its dose, by then of 3
  Course cell(model);
  cell.run(14, 1);
  EXPECT_NEAR(cell.value("A"), 3 * std::exp(-0.1 * (14 - 10 * std::log(4.0))), 1e-6);
  cell.run(40, 1);
  EXPECT_NEAR(cell.value("A"), 3 * std::exp(-0.1 * (54 - 50.5)), 1e-6);
}

TEST(ReadNetwork, GoesByTheExtension) {
  EXPECT_EQ(problems_of([] { read_network("model.sbm"); }),
            "model.sbm: \".sbm\" is no extension of a reaction network\n"
            "       networks are read from .toml, and from .xml or .sbml (SBML)\n");
  EXPECT_EQ(problems_of([] { read_network("/nonexistent/model.xml"); }),
            "/nonexistent/model.xml: no such file\n");
}

}  // namespace
}  // namespace cytotwin
