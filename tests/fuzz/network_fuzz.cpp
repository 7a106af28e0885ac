// Any bytes either read as a network that compiles and has initial values, or are refused with
// problems that name a place. Nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/errors.h"
#include "kinetics/network.h"
#include "kinetics/toml/read_toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cytotwin;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const Network network(read_toml_network_text("fuzz.toml", text));
    network.start(0, network.default_constants());
  } catch (const InputError& error) {
    if (error.problems().empty() || error.problems().front().place.file.empty()) std::abort();
  }
  return 0;
}
