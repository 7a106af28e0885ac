#include "twin/commands/run_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <sstream>

namespace cytotwin {

RunLog::RunLog(const std::filesystem::path& run_folder)
    : out_(run_folder / "log.txt", std::ios::app) {}

void RunLog::write(const std::string& text) {
  const std::string now = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out_ << now << "  " << line << "\n";
  out_.flush();
  out_.clear();  // there may be room again for the next line
}

void RunLog::progress(double minutes, double start, double end, std::size_t cells) {
  const double share = end > start ? (minutes - start) / (end - start) : 1;
  const int twentieths = static_cast<int>(std::floor(20 * share));
  if (twentieths <= twentieths_) return;
  twentieths_ = twentieths;
  write(fmt::format("{:3.0f} %  day {:.2f} of {:.4g}  {} cells", std::floor(100 * share),
                    minutes / 1440, end / 1440, cells));
}

}  // namespace cytotwin
