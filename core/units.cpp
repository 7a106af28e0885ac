#include "core/units.h"

#include <fmt/format.h>
#include <udunits2.h>

#include <array>
#include <cmath>
#include <mutex>
#include <utility>

#include "core/units_grammar.h"

namespace cytotwin {

namespace {

struct FreeUnit {
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
using UnitHandle = std::unique_ptr<ut_unit, FreeUnit>;

struct FreeSystem {
  void operator()(ut_system* system) const { ut_free_system(system); }
};

struct FreeConverter {
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using ConverterHandle = std::unique_ptr<cv_converter, FreeConverter>;

// The library keeps its parser and its last status in variables of the whole process.
std::recursive_mutex& library_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

/// Dimensions with a name, each with a unit that has it.
constexpr std::array<std::pair<const char*, const char*>, 21> named_dimensions = {{
    {"a pure number", "1"},
    {"time", "min"},
    {"length", "um"},
    {"length^2", "um^2"},
    {"length^3", "um^3"},
    {"length/time", "um/min"},
    {"length^2/time", "um^2/min"},
    {"length^3/time", "um^3/min"},
    {"1/time", "1/min"},
    {"1/length^3", "1/um^3"},
    {"mass", "g"},
    {"amount of substance", "mol"},
    {"mass/length^3", "ng/mL"},
    {"amount/length^3", "uM"},
    {"pressure", "mmHg"},
    {"cells", "cell"},
    {"cells/length^3", "cell/mL"},
    {"international units", "IU"},
    {"IU/length^3", "IU/mL"},
    {"amount/time", "U"},
    {"pressure length/time", "mmHg*um/min"},
}};

/// v f, rounded once where the factor is a whole number or one over a whole number.
double scaled(double value, double factor) {
  const auto nearly_whole = [](double x) {
    return x >= 1 && x < 1e15 && std::abs(x - std::round(x)) <= 1e-12 * x;
  };
  if (nearly_whole(factor)) return value * std::round(factor);
  if (nearly_whole(1 / factor)) return value / std::round(1 / factor);
  return value * factor;
}

/// canonical_unit() whose error quotes the whole quantity, as the user wrote it.
std::string canonical_unit_of(const std::string& unit, std::string_view quantity) {
  try {
    return canonical_unit(unit);
  } catch (const UnitError& error) {
    const std::string what = error.what();
    throw UnitError(fmt::format("\"{}\"{}", quantity, what.substr(unit.size() + 2)), error.hint());
  }
}

}  // namespace

struct UnitSystem::Impl {
  std::unique_ptr<ut_system, FreeSystem> system;

  UnitHandle unit(const std::string& canonical) const {
    UnitHandle handle(ut_parse(system.get(), canonical.c_str(), UT_UTF8));
    if (!handle) throw std::logic_error("UnitSystem: the unit database lacks " + canonical);
    return handle;
  }

  /// Null if the two differ in dimension.
  ConverterHandle converter(std::string_view from, std::string_view to) const {
    const UnitHandle a = unit(canonical_unit(from)), b = unit(canonical_unit(to));
    return ConverterHandle(ut_get_converter(a.get(), b.get()));
  }

  void add(const char* symbol, UnitHandle handle) {
    if (!handle || ut_map_symbol_to_unit(symbol, UT_UTF8, handle.get()) != UT_SUCCESS)
      throw std::logic_error(std::string("UnitSystem: cannot add ") + symbol);
  }

  void add_base(const char* symbol) { add(symbol, UnitHandle(ut_new_base_unit(system.get()))); }
};

UnitSystem::UnitSystem() : impl_(std::make_unique<Impl>()) {
  const std::lock_guard lock(library_mutex());
  // The library's own handler prints to stderr; it has only one, for the whole process.
  ut_set_error_message_handler(ut_ignore);
  impl_->system.reset(ut_read_xml(nullptr));
  if (!impl_->system)
    throw std::runtime_error(
        "cannot read the unit database udunits2.xml; install UDUNITS-2's data or set "
        "UDUNITS2_XML_PATH to it");
  impl_->add_base("cell");
  impl_->add_base("letter");
  impl_->add_base("IU");
  impl_->add("M", impl_->unit("mol L^-1"));
  impl_->add("Da", impl_->unit("1.66053906660e-27 kg"));
  impl_->add("U", impl_->unit("1e-6 mol min^-1"));
}

UnitSystem::~UnitSystem() {
  const std::lock_guard lock(library_mutex());
  impl_.reset();
}

bool UnitSystem::convertible(std::string_view a, std::string_view b) const {
  const std::lock_guard lock(library_mutex());
  const ConverterHandle converter = impl_->converter(a, b);
  if (!converter) return false;
  // The library also converts a unit to its reciprocal, 5 min -> 0.2 /min: that is not linear.
  const double one = cv_convert_double(converter.get(), 1.0);
  return std::abs(cv_convert_double(converter.get(), 2.0) - 2 * one) <= 1e-12 * std::abs(one);
}

double UnitSystem::factor(std::string_view from, std::string_view to) const {
  const std::lock_guard lock(library_mutex());
  if (!convertible(from, to))
    throw UnitError(fmt::format("\"{}\" and \"{}\" measure different things", from, to), {});
  return cv_convert_double(impl_->converter(from, to).get(), 1.0);
}

std::string UnitSystem::dimension_name(std::string_view unit) const {
  const std::lock_guard lock(library_mutex());
  for (const auto& [name, representative] : named_dimensions) {
    if (convertible(unit, representative)) return name;
  }
  return {};
}

double UnitSystem::parse(std::string_view quantity, const Dimension& expected) const {
  const std::lock_guard lock(library_mutex());
  const QuantityText text = split_quantity(quantity);
  const std::string wanted = canonical_unit(expected.unit);
  if (text.unit.empty() && wanted != "1")
    throw UnitError(fmt::format("\"{}\" has no unit", quantity),
                    fmt::format("write \"{} {}\"", text.number, expected.unit));
  const std::string given = canonical_unit_of(text.unit, quantity);
  if (given == wanted) return text.value;
  if (!convertible(given, wanted)) {
    const std::string name = dimension_name(given);
    std::string hint;
    const auto both = [&](const char* a, const char* b) {
      return (convertible(given, a) && convertible(wanted, b)) ||
             (convertible(given, b) && convertible(wanted, a));
    };
    if (both("g/L", "M"))
      hint = "mass and molar concentrations differ by the molar mass: convert it beforehand";
    else if (both("mmHg", "M"))
      hint =
          "a partial pressure and a concentration differ by the solubility: convert it beforehand";
    throw UnitError(fmt::format("\"{}\" is {}, not {}", quantity,
                                name.empty() ? "something else" : name, expected.name),
                    hint);
  }
  const double value = scaled(text.value, factor(given, wanted));
  if (!std::isfinite(value))
    throw UnitError(fmt::format("\"{}\" is too large or too small a number", quantity),
                    "numbers lie between 1e-307 and 1e308");
  return value;
}

}  // namespace cytotwin
