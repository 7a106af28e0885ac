#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "kinetics/expression.h"

namespace cytotwin::formula {

/// Functions of one argument by the name they have in formulas.
inline constexpr std::array<std::pair<std::string_view, Operation>, 20> functions = {{
    {"exp", Operation::exp},        {"ln", Operation::ln},
    {"sqrt", Operation::sqrt},      {"abs", Operation::abs},
    {"floor", Operation::floor},    {"ceil", Operation::ceil},
    {"trunc", Operation::truncate}, {"sin", Operation::sin},
    {"cos", Operation::cos},        {"tan", Operation::tan},
    {"asin", Operation::asin},      {"acos", Operation::acos},
    {"atan", Operation::atan},      {"sinh", Operation::sinh},
    {"cosh", Operation::cosh},      {"tanh", Operation::tanh},
    {"asinh", Operation::asinh},    {"acosh", Operation::acosh},
    {"atanh", Operation::atanh},    {"factorial", Operation::factorial},
}};

/// Those that are written out, and words for numbers.
inline constexpr std::array<std::string_view, 8> more_functions = {
    "log10", "min", "max", "pow", "rem", "if", "hill", "rate_of"};
inline constexpr std::array<std::string_view, 5> numbers = {"pi", "true", "false", "inf", "nan"};

}  // namespace cytotwin::formula
