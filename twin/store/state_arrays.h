#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace cytotwin {

/// Values of one named array of a checkpoint.
using StateArray = std::variant<std::vector<double>, std::vector<std::uint64_t>,
                                std::vector<std::uint16_t>, std::vector<std::uint8_t>>;

/// The state of a simulation as named arrays of numbers: every process puts its own and takes
/// them back. T is double, uint64_t, uint16_t or uint8_t; values return bit for bit.
///
/// Names are snake_case words joined by '/', e.g. "population/x"; the words before a '/' are
/// groups in the store, so no name may be such a group of another.
class StateArrays {
 public:
  /// @param origin  named by errors of get(), for example the file the arrays came from
  explicit StateArrays(std::string origin = "checkpoint");

  /// Adds or replaces an array. @throws std::invalid_argument for a name that is none
  template <class T>
  void set(const std::string& name, std::span<const T> values);
  template <class T>
  void set(const std::string& name, const std::vector<T>& values) {
    set(name, std::span<const T>(values));
  }
  template <class T>
  void set_value(const std::string& name, T value) {
    set(name, std::span<const T>(&value, 1));
  }

  bool has(const std::string& name) const { return arrays_.contains(name); }
  /// @throws InputError if there is no such array or it holds another type
  template <class T>
  const std::vector<T>& get(const std::string& name) const;
  /// The same, checking the number of values.
  template <class T>
  const std::vector<T>& get(const std::string& name, std::size_t size) const;
  template <class T>
  T get_value(const std::string& name) const {
    return get<T>(name, 1).front();
  }

  const std::map<std::string, StateArray>& all() const { return arrays_; }
  const std::string& origin() const { return origin_; }

 private:
  std::string origin_;
  std::map<std::string, StateArray> arrays_;
};

/// Everything a simulation needs to go on from a moment.
struct Checkpoint {
  double minutes = 0;  ///< simulated time [min]
  StateArrays state;
};

}  // namespace cytotwin
