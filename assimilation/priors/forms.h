#pragma once

#include <string>
#include <variant>
#include <vector>

namespace cytotwin {

// What may be said of one parameter, in its own units unless noted. Each is a Gaussian of a
// transformed parameter u; marginal.h has the maps.

/// u = x ~ N(mean, deviation^2).
struct NormalForm {
  double mean, deviation;
};

/// u = ln x ~ N(ln median, log_deviation^2).
struct LognormalForm {
  double median, log_deviation;
};

/// The lognormal of this mean and standard deviation: with v = ln(1 + (deviation/mean)^2),
/// u = ln x ~ N(ln mean - v/2, v).
struct LognormalMomentsForm {
  double mean, deviation;
};

/// u = ln((x - low)/(high - x)) ~ N(u(median), logit_deviation^2): bounded, densest near median.
struct LogitNormalForm {
  double low, high, median, logit_deviation;
};

/// Exactly uniform on (low, high): u = probit((x - low)/(high - low)) ~ N(0, 1).
struct UniformForm {
  double low, high;
};

/// N(mean, deviation^2) restricted to (low, high), which may be infinite: u = probit of its
/// cumulative distribution ~ N(0, 1).
struct TruncatedNormalForm {
  double mean, deviation, low, high;
};

/// u = ln(e^x - 1) ~ N(u(median), deviation^2): positive, and nearly normal where x is above a
/// few units. Choose the units accordingly.
struct SoftplusNormalForm {
  double median, deviation;
};

using PriorForm = std::variant<NormalForm, LognormalForm, LognormalMomentsForm, LogitNormalForm,
                               UniformForm, TruncatedNormalForm, SoftplusNormalForm>;

/// Why no distribution of this form exists; empty if one does. Messages state value and range.
std::vector<std::string> problems_of(const PriorForm& form);

}  // namespace cytotwin
