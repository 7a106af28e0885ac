#include "twin/commands/network_constants.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/errors.h"
#include "core/toml/suggest.h"

namespace cytotwin {
namespace {

InputError wrong(const std::string& where, const std::string& what, const std::string& hint) {
  return {{where, 0, 0, {}}, what, hint};
}

}  // namespace

std::vector<double> constants_of(const Network& network, const std::vector<std::string>& settings,
                                 const char* option) {
  std::vector<double> constants = network.default_constants();
  const std::vector<std::string>& names = network.constant_names();
  for (const std::string& setting : settings) {
    const std::size_t sign = setting.find('=');
    const std::string name = setting.substr(0, sign);
    const auto found = std::find(names.begin(), names.end(), name);
    if (sign == std::string::npos || found == names.end()) {
      throw wrong(option, fmt::format("\"{}\": no constant of the network", setting),
                  suggestion(name, names, "constants"));
    }
    double value = 0;
    const char *begin = setting.data() + sign + 1, *end = setting.data() + setting.size();
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || stop != end) {
      throw wrong(option, fmt::format("\"{}\": no number after =", setting), "write NAME=1.5e-3");
    }
    constants[static_cast<std::size_t>(found - names.begin())] = value;
  }
  return constants;
}

}  // namespace cytotwin
