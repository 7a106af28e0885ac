#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/kinetics/toml/course.h"
#include "tests/kinetics/toml/network_text.h"

namespace cytotwin {
namespace {

TEST(BadNetworkFile, TellsAllProblemsAtOnce) {
  EXPECT_EQ(problems_in(R"toml(schema = 2
name = 3
time_unit = "mm"
[inputs]
a = { vale = 0 }
exp = 1
[parameters]
k = "0.3 1/minn"
[functions]
"f(x, y" = "x * y"
"g(x)" = "x * kk"
[species]
A = 1
B = { initial = "2 nM", unit = "h" }
[assigned]
h = "hil(A, 0.06, 2)"
[rates]
A = "1 - * A"
Cc = "A"
[[reaction]]
equation = "B + -> 2 Q"
rate = "kk * A"
[[event]]
at = "A < "
assign = { h = 1, ka = 2 }
[rats]
)toml"),
            R"toml(1:10: this schema is not known | write schema = 1 at the top
2:8: name is the number 3, not a text | write it in quotes
3:13: time_unit = "mm" is no unit of time | write for example "s", "min", "h" or "d"
5:5: the key "value" is missing | write for example { value = 1 }
5:7: unknown key "vale" | did you mean "value"?
6:1: "exp" has a meaning of its own in formulas | choose another name
8:5: "0.3 1/minn" has an unknown unit "minn"
10:1: "f(x, y" is no head of a function | write for example "f(x, y)" = "x * y"
11:15: "kk" is no argument of g() | arguments: x; functions see nothing else
14:17: species "B": "2 nM" is not measured in min | write "2 min"
16:6: unknown function "hil" | did you mean "hill"?
18:10: a value expected before "*"
19:1: unknown species "Cc" | species: A, B
21:15: a species is missing after +
21:22: unknown species "Q" | did you mean "A"?
22:9: unknown name "kk" | did you mean "k"?
24:11: a value is missing at the end
25:12: "h" is worked out from others | events set species, parameters and inputs
25:19: unknown name "ka" | did you mean "a"?
26:2: unknown key "rats" | did you mean "rates"?
)toml");
}

/// What one bad line says within a network that is right otherwise.
struct BadLine {
  const char *sections, *said;
};

TEST(BadNetworkFile, SaysWhatIsWrongWithALine) {
  const std::vector<BadLine> lines = {
      {"[parameters]\nk = \"fast\"", "5:5: \"fast\" does not start with a number"},
      {"[parameters]\nk = true",
       "5:5: the truth value true is no value | write for example \"0.3 1/min\", or a number "
       "without a unit"},
      {"[parameters]\nk = nan",
       "5:5: the number nan is no value | write for example \"0.3 1/min\", or a number without a "
       "unit"},
      {"[parameters]\nk = { value = 1, cv = 0.2 }",
       "5:18: unknown key \"cv\" | keys here: value, unit, description, distribution"},
      {"[parameters]\nk = { value = 1, distribution = \"lognormal\" }",
       "5:33: a lognormal parameter needs cv | write for example cv = 0.25"},
      {"[parameters]\nk = { value = -1, distribution = \"lognormal\", cv = 0.2 }",
       "5:5: the value -1 of a lognormal parameter | it is the median, above 0"},
      {"[parameters]\nk = { value = 1, distribution = \"gamma\", cv = 0.2 }",
       "5:33: unknown distribution \"gamma\" | distributions: normal, lognormal, uniform"},
      {"[parameters]\nk = { value = 1, distribution = \"normal\", sd = -1 }",
       "5:48: a spread of -1 | 0 or more"},
      {"[parameters]\nk = { value = 1, distribution = \"normal\", sd = \"1 nM\" }",
       "5:48: sd = \"1 nM\" has a unit where a pure number is wanted | write 1"},
      {"[parameters]\nk = { value = 5, distribution = \"uniform\", lower = 1, upper = 2 }",
       "5:52: the value 5 is not between the bounds 1 and 2 | the value is what a cell has by "
       "itself"},
      {"[parameters]\nk = { value = 5, distribution = \"uniform\", lower = 1 }",
       "5:33: a uniform parameter needs lower and upper | write for example lower = 0.5, "
       "upper = 2"},
      {"[parameters]\nk = { value = \"1 nM\", unit = \"1/min\" }",
       "5:15: \"1 nM\" is not measured in 1/min | write \"1 1/min\""},
      {"[parameters]\nA = 1",
       "6:10: \"A\" is there already | in line 5; choose another name\n9:1: \"A\" is no species, "
       "so it has no rate | there are no species"},
      {"[parameters]\n\"my k\" = 1",
       "5:1: \"my k\" cannot be used as a name | names have letters, digits and _, and do not "
       "begin with a digit"},
      {"[parameters]\ntime = 1",
       "5:1: \"time\" has a meaning of its own in formulas | choose another name"},
      {"parameters = 3",
       "4:1: \"parameters\" is the number 3, not a table | write [parameters] and one name a line "
       "below"},
      {"[functions]\n\"f(x)\" = \"f(x)\"", "5:11: the function \"f\" calls itself"},
      {"[functions]\n\"f(x, x)\" = \"x\"",
       "5:1: the argument \"x\" is there twice | write for example \"f(x, y)\" = \"x * y\""},
      {"[functions]\n\"exp(x)\" = \"x\"",
       "5:1: there is a function \"exp\" already | choose another name"},
      {"[functions]\n\"f(x)\" = 3",
       "5:10: the number 3 is no formula | write for example \"f(x, y)\" = \"x * y\""},
      {"[functions]\n\"f(x)\" = \"x\"\n[assigned]\nh = \"f(A, 1)\"",
       "7:6: f() takes 1 argument, not 2"},
      {"[functions]\n\"first(x)\" = \"x\"\n[assigned]\nh = \"frist(A)\"",
       "7:6: unknown function \"frist\" | did you mean \"first\"?"},
      {"[assigned]\nh = \"h + 1\"",
       "5:1: the value of \"h\" depends on itself | values must follow from others in some order"},
      {"[assigned]\nh = \"g\"\ng = \"h\"",
       "5:1: the value of \"h\" depends on itself | values must follow from others in some order"},
      {"[assigned]\nh = [1]", "5:5: a list is no formula | write a number, or a formula in quotes"},
      {"[assigned]\nh = { value = 1, unit = \"1/minn\" }",
       "5:25: unit = \"1/minn\" has an unknown unit \"minn\""},
      {"[species.B]\nunit = \"1\"\n[[event]]\nat = \"true\"\nassign = { B = 1 }",
       "4:1: species \"B\": the key \"initial\" is missing | write for example initial = 1"},
      {"[species.B]\ninitial = 1\nat_division = \"shared\"",
       "4:10: nothing changes the species \"B\" | give it a line in [rates], a reaction or an "
       "event, or make it a parameter\n6:15: unknown at_division \"shared\" | it can be: copied, "
       "halved, reset"},
      {"[species.B]\ninitial = 1\nmay_be_negative = 1",
       "4:10: nothing changes the species \"B\" | give it a line in [rates], a reaction or an "
       "event, or make it a parameter\n6:19: may_be_negative is the number 1 | write true or "
       "false"},
      {"[[reaction]]\nequation = \"A\"\nrate = 1",
       "5:12: the text \"A\" is no equation | write for example \"A + 2 B -> C\", \"-> A\", \"A "
       "->\" or \"A <-> B\""},
      {"[[reaction]]\nequation = \"-> A\"\nrate = 1",
       "4:1: the species \"A\" has a line in [rates] already | reactions are a species' only "
       "rates; put the rest into one more reaction"},
      {"[[reaction]]\nequation = \"h ->\"\nrate = 1\n[assigned]\nh = 1",
       "5:13: \"h\" is no species, so it cannot react; speak of it in the rate | did you mean "
       "\"A\"?"},
      {"[[reaction]]\nequation = \"0 A ->\"",
       "4:1: reaction \"reaction_1\": the key \"rate\" is missing | write for example equation = "
       "\"A + 2 B -> C\" and rate = \"k * A * B^2\"\n5:15: 0 of \"A\" | numbers are above 0"},
      {"[reaction]\nequation = \"-> A\"",
       "4:2: \"reaction\" is a table, not a list of tables | write [[reaction]] above each"},
      {"[[reaction]]\nname = \"A\"\nequation = \"->\"\nrate = 1",
       "5:8: \"A\" is there already | in line 8; choose another name"},
      {"[[event]]\nassign = { A = 1 }",
       "4:1: event \"event_1\": the key \"at\" is missing | write for example at = \"CycB < 0.1\""},
      {"[[event]]\nat = \"A < 1\"",
       "4:1: event \"event_1\" needs a table \"assign\" | write for example assign = { m = \"m / "
       "2\" }"},
      {"[[event]]\nat = \"A < 1\"\ndelay = \"3 nM\"\nassign = { A = 1 }",
       "6:9: delay = \"3 nM\" is not measured in min | write \"3 min\""},
      {"[[event]]\nat = \"A < 1\"\npersistent = \"no\"\nassign = { A = 1 }",
       "6:14: persistent is the text \"no\" | write true or false"},
  };
  const std::string rest = "\n[species.A]\ninitial = 1\n[rates]\nA = 1\n";
  for (const BadLine& line : lines) {
    const std::string text = with_head(fmt::format("\n{}{}", line.sections, rest));
    EXPECT_EQ(problems_in(text), fmt::format("{}\n", line.said)) << line.sections;
  }
}

TEST(BadNetworkFile, SaysWhatIsMissing) {
  EXPECT_EQ(problems_in("# nothing\n"),
            "0:0: the key \"schema\" is missing | write schema = 1 at the top\n"
            "0:0: the key \"name\" is missing | write for example name = \"t_cell\"\n"
            "0:0: the key \"time_unit\" is missing | write for example time_unit = \"min\"\n"
            "0:0: the network has no species | write for example [species] and below it A = 1\n");
}

// What walks over formulas does so by recursion.
TEST(BadNetworkFile, RefusesWhatIsNestedTooDeeply) {
  const auto said = [](const std::string& sections) {
    return problems_in(
        with_head(fmt::format("\n{}\n[species]\nA = 1\n[rates]\nA = 1\n", sections)));
  };
  const std::string brackets(1000, '('), minuses(1000, '-');
  EXPECT_NE(said(fmt::format("[assigned]\nh = \"{}1\"", brackets)).find("nested too deeply"),
            std::string::npos);
  EXPECT_NE(said(fmt::format("[assigned]\nh = \"{}1\"", minuses)).find("nested too deeply"),
            std::string::npos);
  std::string sum = "1";
  for (int k = 0; k < 2500; ++k) sum += "+A";
  EXPECT_NE(said(fmt::format("[assigned]\nh = \"{}\"", sum)).find("nested too deeply"),
            std::string::npos);
  EXPECT_NE(said(fmt::format("[assigned]\nh = \"\"\"{0}\n+{0}\"\"\"", sum))
                .find("a formula of 10004 characters"),
            std::string::npos);
  std::string chain = "[assigned]\nh0 = \"A\"\n", functions = "[functions]\n\"f0(x)\" = \"x\"\n";
  for (int k = 1; k < 9000; ++k) chain += fmt::format("h{} = \"-h{}\"\n", k, k - 1);
  EXPECT_NE(said(chain).find("builds on too many others"), std::string::npos);
  for (int k = 1; k < 300; ++k) functions += fmt::format("\"f{}(x)\" = \"f{}(x)\"\n", k, k - 1);
  EXPECT_EQ(said(functions), "");
  functions.clear();
  for (int k = 300; k > 0; --k)
    functions += fmt::format("\"f{:03}(x)\" = \"f{:03}(x)\"\n", 300 - k, 301 - k);
  EXPECT_NE(said("[functions]\n\"f300(x)\" = \"x\"\n" + functions).find("call each other in a row"),
            std::string::npos);
}

/// A file changed at a few places as slips and damage change it.
std::string mutated(std::string text, std::uint64_t seed) {
  std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
  const auto draw = [&](std::size_t below) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return static_cast<std::size_t>(state % below);
  };
  constexpr std::string_view characters = "[]{}()\"'=,.+-*/^<>!&|#\n 0123456789eEabxyZ_%\\";
  const std::size_t changes = 1 + draw(4);
  for (std::size_t k = 0; k < changes && text.size() > 40; ++k) {
    const std::size_t at = draw(text.size() - 20), length = 1 + draw(20),
                      other = draw(text.size() - 20);
    switch (draw(4)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text[at] = characters[draw(characters.size())];
        break;
      case 2:
        text.insert(at, text.substr(other, length));
        break;
      default:
        text.insert(at, 1, characters[draw(characters.size())]);
    }
  }
  return text;
}

// Either it reads, and then it compiles and has initial values, or it is refused with a reason.
TEST(BadNetworkFile, NeverBreaksTheReader) {
  std::vector<std::string> texts;
  for (const char* name : {"caspase", "cell_cycle", "interferon", "t_cell"}) {
    std::ifstream in(shipped_network(name));
    std::string text{std::istreambuf_iterator<char>(in), {}};
    // the comments at the top would take up most changes
    texts.push_back(text.substr(text.find("schema = 1")));
  }
  texts.push_back(with_head(R"toml(
[parameters]
k = { value = "3 1/h", distribution = "normal", sd = 0.5, lower = 0 }
[functions]
"f(x, y)" = "x * y / (1 + g(y))"
"g(x)" = "if(x > 0, x^2, 0)"
[species.A]
initial = "2 * k"
unit = "nM"
[species]
B = "3 nM"
[[reaction]]
name = "binding"
equation = "2 A <-> B"
rate = "q * f(A, B)"
parameters = { q = "0.1 1/min" }
[[event]]
at = "A < 0.5 && time > 10"
delay = "1 h"
priority = "B"
assign = { A = "A + 1", k = 2 }
)toml"));
  int read = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const std::string text = mutated(texts[seed % texts.size()], seed);
    try {
      const Network network(read_toml_network_text("test.toml", text));
      network.start(0, network.default_constants());
      ++read;
    } catch (const InputError& error) {
      EXPECT_FALSE(error.problems().empty());
      for (const InputProblem& problem : error.problems()) EXPECT_FALSE(problem.message.empty());
      ++refused;
    }
  }
  EXPECT_GT(read, 50);
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace cytotwin
