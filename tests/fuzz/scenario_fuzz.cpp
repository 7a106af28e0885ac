// Any bytes either read as a scenario whose resolved text reads back to the same bytes, or are
// refused with problems that name a place. Nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "twin/scenario/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cytotwin;
  // What follows the first zero byte is a --set text.
  std::string text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> overrides;
  if (const auto zero = text.find('\0'); zero != std::string::npos && zero % 2 == 0) {
    overrides.push_back(text.substr(zero + 1));
    text.resize(zero);
  }
  try {
    const ReadScenario read = read_scenario_text("fuzz.toml", text, "/nonexistent", overrides);
    const ReadScenario again = read_scenario_text("resolved", read.resolved, "/nonexistent");
    if (again.resolved != read.resolved) std::abort();
  } catch (const InputError& error) {
    if (error.problems().empty() || error.problems().front().place.file.empty()) std::abort();
  }
  return 0;
}
