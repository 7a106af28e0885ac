#include "twin/store/state_arrays.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/errors.h"

namespace cytotwin {

namespace {

constexpr const char* array_types[] = {"double", "uint64", "uint16", "uint8"};

// Words joined by "/"; "." means the group itself to HDF5.
bool is_name(const std::string& name) {
  const auto control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), control)) return false;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string word = name.substr(begin, end - begin);
    if (word.empty() || word == ".") return false;
    if (end == name.size()) return true;
    begin = end + 1;
  }
}

// A name that is a group of another would be an array and a group at once in the store.
bool clashes(const std::map<std::string, StateArray>& arrays, const std::string& name) {
  const auto below = arrays.lower_bound(name + "/");
  if (below != arrays.end() && below->first.starts_with(name + "/")) return true;
  for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
    if (arrays.contains(name.substr(0, at))) return true;
  }
  return false;
}

[[noreturn]] void refuse(const std::string& origin, std::string message) {
  throw InputError(SourcePlace{origin, 0, 0, {}}, std::move(message),
                   "it was written by another version of the program or for another scenario; "
                   "start the run again");
}

}  // namespace

StateArrays::StateArrays(std::string origin) : origin_(std::move(origin)) {}

template <class T>
void StateArrays::set(const std::string& name, std::span<const T> values) {
  if (!is_name(name)) {
    throw std::invalid_argument(
        fmt::format("StateArrays::set: \"{}\" is no name (words joined by /)", name));
  }
  if (clashes(arrays_, name)) {
    throw std::invalid_argument(
        fmt::format("StateArrays::set: \"{}\" is a group of another name, or the reverse", name));
  }
  arrays_.insert_or_assign(name, std::vector<T>(values.begin(), values.end()));
}

template <class T>
const std::vector<T>& StateArrays::get(const std::string& name) const {
  const auto found = arrays_.find(name);
  if (found == arrays_.end()) refuse(origin_, fmt::format("holds no state \"{}\"", name));
  const auto* values = std::get_if<std::vector<T>>(&found->second);
  if (values == nullptr) {
    refuse(origin_,
           fmt::format("state \"{}\" holds {}, not {}", name, array_types[found->second.index()],
                       array_types[StateArray(std::vector<T>()).index()]));
  }
  return *values;
}

template <class T>
const std::vector<T>& StateArrays::get(const std::string& name, std::size_t size) const {
  const auto& values = get<T>(name);
  if (values.size() != size) {
    refuse(origin_, fmt::format("state \"{}\" has {} values, not {}", name, values.size(), size));
  }
  return values;
}

#define CYTOTWIN_STATE_TYPE(T)                                               \
  template void StateArrays::set(const std::string&, std::span<const T>);    \
  template const std::vector<T>& StateArrays::get(const std::string&) const; \
  template const std::vector<T>& StateArrays::get(const std::string&, std::size_t) const;
CYTOTWIN_STATE_TYPE(double)
CYTOTWIN_STATE_TYPE(std::uint64_t)
CYTOTWIN_STATE_TYPE(std::uint16_t)
CYTOTWIN_STATE_TYPE(std::uint8_t)
#undef CYTOTWIN_STATE_TYPE

}  // namespace cytotwin
