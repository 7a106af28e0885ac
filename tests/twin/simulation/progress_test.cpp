#include "twin/simulation/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace cytotwin {
namespace {

constexpr double day = 1440;

// 2 days simulated an hour from day 4 to day 14; 0.1 s a step.
TEST(Progress, PlainLinesComeFirstThenEveryTenSecondsThenLast) {
  std::ostringstream out;
  double wall = 100;
  Progress progress(out, Progress::Style::lines, 4 * day, 14 * day, [&] { return wall; });
  double minutes = 4 * day;
  for (int step = 0; step <= 250; ++step) {
    progress.update(minutes, 1000);
    wall += 0.1;
    minutes += 2 * day / 36000;
  }
  progress.finish(minutes, 1000);
  EXPECT_EQ(out.str(),
            "  0 %  day 4.00 of 14  1000 cells\n"
            "  0 %  day 4.01 of 14  1000 cells  2 days/h  4 h 59 min left\n"
            "  0 %  day 4.01 of 14  1000 cells  2 days/h  4 h 59 min left\n"
            "  0 %  day 4.01 of 14  1000 cells  2 days/h  4 h 59 min left\n");
}

TEST(Progress, TerminalHasOneLineThatIsWipedWhole) {
  std::ostringstream out;
  double wall = 0;
  Progress progress(out, Progress::Style::terminal, 0, day, [&] { return wall; });
  progress.update(0, 1000000);
  wall = 0.1;
  progress.update(1, 1000000);  // too early
  wall = 10;
  progress.update(0.5 * day, 1000000);
  wall = 20;
  progress.finish(day, 9);
  EXPECT_EQ(out.str(),
            "\r  0 %  day 0.00 of 1  1000000 cells"
            "\r 50 %  day 0.50 of 1  1000000 cells  180 days/h  10 s left"
            "\r100 %  day 1.00 of 1  9 cells  180 days/h                 \n");
}

// Ten times slower since 6 minutes: the mean over the run would promise far less time.
TEST(Progress, TimeLeftFollowsTheLastMinutes) {
  std::ostringstream out;
  double wall = 0, minutes = 0;
  Progress progress(out, Progress::Style::lines, 0, 1000, [&] { return wall; });
  for (; wall < 90; wall += 0.5) progress.update(minutes += 2.5, 10);
  for (; wall < 450; wall += 0.5) progress.update(minutes += 0.25, 10);
  out.str("");
  progress.finish(minutes, 10);  // 370 min left at 0.5 min/s
  EXPECT_NE(out.str().find("  13 min left"), std::string::npos) << out.str();
}

TEST(Progress, NoTimeLeftIsMadeUpWhileNothingMoves) {
  std::ostringstream out;
  double wall = 0;
  Progress progress(out, Progress::Style::lines, 0, day, [&] { return wall; });
  for (; wall < 30; wall += 1) progress.update(0, 10);
  const std::string text = out.str();
  EXPECT_EQ(text.find("left"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
}

}  // namespace
}  // namespace cytotwin
