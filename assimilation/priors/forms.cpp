#include "assimilation/priors/forms.h"

#include <fmt/format.h>

#include <cmath>

#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

class Complaints {
 public:
  void finite(const char* name, double value) {
    if (!std::isfinite(value))
      found_.push_back(fmt::format("{} = {}; it must be a finite number", name, value));
  }
  void positive(const char* name, double value) {
    if (!(value > 0) || !std::isfinite(value))
      found_.push_back(fmt::format("{} = {}; it must be > 0 and finite", name, value));
  }
  void ordered(double low, double high) {
    if (low < high) return;
    found_.push_back(low > high
                         ? fmt::format("low = {} is above high = {}; exchange them", low, high)
                         : fmt::format("low = {} and high = {} leave no room between", low, high));
  }
  void between(const char* name, double value, double low, double high) {
    if (low < high && !(value > low && value < high))
      found_.push_back(fmt::format("{} = {}; it must lie between low = {} and high = {}", name,
                                   value, low, high));
  }
  void mass(const TruncatedNormalForm& form) {
    const double a = (form.low - form.mean) / form.deviation;
    const double b = (form.high - form.mean) / form.deviation;
    const double between = a > 0 ? standard_normal_cdf(-a) - standard_normal_cdf(-b)
                                 : standard_normal_cdf(b) - standard_normal_cdf(a);
    if (found_.empty() && !(between > 1e-250))
      found_.push_back(
          fmt::format("mean = {} with deviation = {} has no mass between low = {} and "
                      "high = {}; move the mean or widen the deviation",
                      form.mean, form.deviation, form.low, form.high));
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

struct Judge {
  Complaints c{};

  void operator()(const NormalForm& f) {
    c.finite("mean", f.mean);
    c.positive("deviation", f.deviation);
  }
  void operator()(const LognormalForm& f) {
    c.positive("median", f.median);
    c.positive("log_deviation", f.log_deviation);
  }
  void operator()(const LognormalMomentsForm& f) {
    c.positive("mean", f.mean);
    c.positive("deviation", f.deviation);
  }
  void operator()(const LogitNormalForm& f) {
    c.finite("low", f.low);
    c.finite("high", f.high);
    c.ordered(f.low, f.high);
    c.between("median", f.median, f.low, f.high);
    c.positive("logit_deviation", f.logit_deviation);
  }
  void operator()(const UniformForm& f) {
    c.finite("low", f.low);
    c.finite("high", f.high);
    c.ordered(f.low, f.high);
  }
  void operator()(const TruncatedNormalForm& f) {
    c.finite("mean", f.mean);
    c.positive("deviation", f.deviation);
    c.ordered(f.low, f.high);
    c.mass(f);
  }
  void operator()(const SoftplusNormalForm& f) {
    c.positive("median", f.median);
    c.positive("deviation", f.deviation);
  }
};

}  // namespace

std::vector<std::string> problems_of(const PriorForm& form) {
  Judge judge;
  std::visit(judge, form);
  return judge.c.take();
}

}  // namespace cytotwin
