#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cytotwin {

/// Text that is no quantity, or one of another dimension than the wanted one. what() starts with
/// the quoted text, so that "key = " may stand before it.
class UnitError : public std::runtime_error {
 public:
  UnitError(const std::string& message, std::string hint)
      : std::runtime_error(message), hint_(std::move(hint)) {}
  /// What to write instead; empty if nothing better than the wanted dimension is known.
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// What a value is measured in.
struct Dimension {
  std::string name;     ///< as a person says it, e.g. "length^2/time"
  std::string unit;     ///< the internal unit, e.g. "um^2/min"; empty = a pure number
  std::string example;  ///< a quantity that would be right, e.g. "1e5 um^2/min"
};

/// Reads quantities with units and converts them to internal ones (um, min, and for each
/// substance the unit of its own concentration).
///
/// Wraps one unit database of UDUNITS-2, extended by cell, letter, M (mol/L), Da, IU (a dimension
/// of its own: what an IU weighs differs by substance) and U (umol/min). Building one takes some
/// milliseconds. Threads take turns: the parser underneath keeps state of the whole process.
class UnitSystem {
 public:
  /// @throws std::runtime_error if the unit database cannot be read (UDUNITS2_XML_PATH)
  UnitSystem();
  ~UnitSystem();
  UnitSystem(const UnitSystem&) = delete;
  UnitSystem& operator=(const UnitSystem&) = delete;

  /// Value of e.g. "1e5 um^2/min" in `expected.unit`. A quantity in just that unit comes back
  /// bit by bit; whole multiples and fractions (h, d, mm, nm) are rounded once.
  /// @throws UnitError
  double parse(std::string_view quantity, const Dimension& expected) const;

  /// One `from` in `to`. @throws UnitError if either is no unit or they differ in dimension
  double factor(std::string_view from, std::string_view to) const;

  /// Whether the two measure the same thing. @throws UnitError if either is no unit
  bool convertible(std::string_view a, std::string_view b) const;

  /// "length^2/time" for "mm2/h"; empty for a dimension without a name here.
  /// @throws UnitError if it is no unit
  std::string dimension_name(std::string_view unit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cytotwin
