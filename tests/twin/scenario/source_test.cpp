#include <gtest/gtest.h>

#include "core/toml/source_text.h"
#include "support.h"

namespace cytotwin {
namespace {

using namespace testing_support;

TEST(Screen, TakesPlainUtf8WithEitherLineEnd) {
  EXPECT_EQ(screened_source("f",
                            "\xEF\xBB\xBF"
                            "a = 1\r\nb = \"µ\"\t\n",
                            {})
                ->text,
            "a = 1\nb = \"µ\"\t\n");
}

TEST(Screen, RefusesWhatTheTomlReaderMustNotSee) {
  struct Case {
    std::string text, report;
  };
  const Case cases[] = {
      {"\t'\xE5'", "1:3: byte 0xe5 is not valid UTF-8 | save the file as UTF-8\n"},
      {"a = 1\nb = \"\xC0\x80\"", "2:6: byte 0xc0 is not valid UTF-8 | save the file as UTF-8\n"},
      {"\xED\xA0\x80", "1:1: byte 0xed is not valid UTF-8 | save the file as UTF-8\n"},
      {"\xF4\x90\x80\x80", "1:1: byte 0xf4 is not valid UTF-8 | save the file as UTF-8\n"},
      {std::string("a = 1\0", 6),
       "1:6: control character 0x00 | only tabs and line ends are accepted\n"},
      {"# \x1b[31m", "1:3: control character 0x1b | only tabs and line ends are accepted\n"},
      {"a = 1\rb = 2", "1:6: control character 0x0d | only tabs and line ends are accepted\n"},
      {"# µ\na = []", "2:5: an empty list | leave the key out, or give it at least one value\n"},
      {"a = [ # no\n ]", "1:5: an empty list | leave the key out, or give it at least one value\n"},
      {"a = " + std::string(40, '['), "1:37: brackets are nested too deeply | at most 32 levels\n"},
      {"a = \"" + std::string(9000, 'x') + "\"",
       "1:1: this line is too long | at most 8000 bytes a line\n"},
  };
  for (const Case& c : cases) EXPECT_EQ(report_of(c.text), c.report);
  EXPECT_EQ(report_of("a" + std::string(40, '.') + "b = 1").find("1:34: too many dots"), 0u);
  const std::string brackets_in_text = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ []";
  EXPECT_NE(report_of("a = '" + brackets_in_text + "' # " + brackets_in_text)
                .find("1:1: unknown key \"a\""),
            std::string::npos)
      << "strings and comments may hold anything";
  EXPECT_EQ(
      report_of(std::string(max_source_bytes + 1, '\n')),
      "the file has 1048577 bytes | such a file has at most 1048576; put data into CSV files\n");
}

TEST(Screen, FilesThatCannotBeReadAreNamed) {
  const auto message = [](const std::string& file) {
    try {
      read_scenario(file);
      return std::string("read");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(message("/nowhere/a.toml"),
            "/nowhere/a.toml: no such file\n       there is no folder \"/nowhere\"\n");
  for (const char* wrong : {"/patent.toml", "/patient", "/patient.tml"})
    EXPECT_EQ(message(data_folder + wrong),
              data_folder + wrong + ": no such file\n       did you mean \"patient.toml\"?\n");
  EXPECT_EQ(message(data_folder + "/eye.toml"),
            data_folder +
                "/eye.toml: no such file\n       TOML files in this folder: "
                "base.toml, filter.toml, full.toml, patient.toml, turnover.toml\n");
  EXPECT_EQ(message(data_folder), data_folder + ": this is a folder, not a file\n");
}

TEST(Syntax, TheFirstErrorIsReportedWithItsPlace) {
  const auto problems = problems_of("schema = 1\n\n[time]\nend \"10 d\"\n");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].place.line, 4u);
  EXPECT_EQ(problems[0].place.text, "end \"10 d\"");
  EXPECT_EQ(problems[0].message.find("not valid TOML: "), 0u) << problems[0].message;
  for (const char* text : {"schema = 1\n[time\n", "schema = 1\nschema = 1\n", "schema = \"1\n",
                           "schema = 1\n[time]\n[time]\n", "schema = 99999999999999999999\n",
                           "a = [1, \"x\"", "schema = 1\n[[substance]]\nname = \"oxy"}) {
    const auto found = problems_of(text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_EQ(found[0].message.find("not valid TOML"), 0u) << found[0].message;
  }
}

TEST(Mark, ColumnsCountCharacters) {
  const Mark mark{screened_source("f", "é = 1\n", {}), 5, 1};
  EXPECT_EQ(mark.place().column, 5u);
  EXPECT_EQ(mark.written(), "1");
}

}  // namespace
}  // namespace cytotwin
