#include "twin/ensemble/observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/scenario/comparison.h"

namespace cytotwin {

namespace {

class Reader {
 public:
  Reader(const Study& study, const SeriesShape& shape) : study_(study), shape_(shape) {}

  StudyObservations read() {
    for (std::size_t c = 0; c < study_.scenarios.size(); ++c) {
      const auto& comparisons = study_.scenarios[c].scenario.comparisons;
      for (std::size_t k = 0; k < comparisons.size(); ++k) add(c, k, comparisons[k]);
    }
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return std::move(out_);
  }

 private:
  void add(std::size_t condition, std::size_t index, Comparison comparison) {
    for (const auto& [column, text] : study_.conditions[condition].where)
      comparison.where[column] = text;
    const auto found = std::find(shape_.names.begin(), shape_.names.end(), comparison.series);
    if (found == shape_.names.end()) {
      // the same for every condition
      if (condition == 0)
        problem(fmt::format("comparison {}: no series \"{}\"", index + 1, comparison.series),
                suggestion(comparison.series, shape_.names, "series"));
      return;
    }
    try {
      const MeasuredPoints points = read_measured_points(comparison);
      const auto column = static_cast<std::size_t>(found - shape_.names.begin());
      for (std::size_t p = 0; p < points.time.size(); ++p)
        add_point({condition, index, column, points.time[p], points.mean[p], points.sd[p], false},
                  comparison);
    } catch (const InputError& error) {
      for (InputProblem found_problem : error.problems()) {
        if (!study_.conditions[condition].name.empty())
          found_problem.message +=
              fmt::format(" (condition \"{}\")", study_.conditions[condition].name);
        problems_.push_back(std::move(found_problem));
      }
    }
  }

  void add_point(ObservedPoint point, const Comparison& comparison) {
    const double start = shape_.minutes.front();
    // what is measured relative to the start is 1 there, whatever the parameters
    if (point.minutes < start || (point.minutes == start && comparison.relative)) {
      ++out_.before_start;
      return;
    }
    const std::string where =
        fmt::format("comparison {}: {} = {:g}", point.comparison + 1, comparison.time_column,
                    point.minutes / comparison.time_unit);
    if (point.minutes > shape_.minutes.back() * (1 + 1e-12)) {
      return problem(fmt::format("{} lies after the end of the run, {:g}", where,
                                 shape_.minutes.back() / comparison.time_unit),
                     "move time.end, or leave such points out with `until` in the comparison");
    }
    const double column_sd = std::isnan(point.error) ? 0 : point.error;
    point.error = std::sqrt(column_sd * column_sd + comparison.error * comparison.error +
                            std::pow(comparison.relative_error * point.value, 2));
    if (comparison.detection_limit && point.value <= *comparison.detection_limit) {
      point.censored = true;
      point.value = *comparison.detection_limit;
    }
    const bool fitted = comparison.calibrated && study_.conditions[point.condition].fitted;
    if (fitted && !(point.error > 0))
      return problem(fmt::format("{}: the error of the value {:g} is 0", where, point.value),
                     "write error or relative_error, or name an sd_column without zeros");
    (fitted ? out_.fitted : out_.kept_out).push_back(point);
  }

  void problem(std::string message, std::string hint) {
    problems_.push_back({{study_.file, 0, 0, {}}, std::move(message), std::move(hint)});
  }

  const Study& study_;
  const SeriesShape& shape_;
  std::vector<InputProblem> problems_;
  StudyObservations out_;
};

double unit_of(const Comparison& comparison, double start) {
  return comparison.scale * (comparison.relative && start != 0 ? start : 1);
}

}  // namespace

StudyObservations read_observations(const Study& study, const SeriesShape& shape) {
  return Reader(study, shape).read();
}

double predicted(const ObservedPoint& point, const Comparison& comparison, const SeriesShape& shape,
                 std::span<const double> series) {
  const auto& times = shape.minutes;
  const std::size_t width = shape.names.size();
  const auto value = [&](std::size_t row) { return series[row * width + point.column]; };
  const auto after = static_cast<std::size_t>(
      std::lower_bound(times.begin(), times.end(), point.minutes) - times.begin());
  double at = 0;
  if (after == 0 || after == times.size()) {
    at = value(after == 0 ? 0 : times.size() - 1);
  } else {
    const double weight = (point.minutes - times[after - 1]) / (times[after] - times[after - 1]);
    at = value(after - 1) + weight * (value(after) - value(after - 1));
  }
  return measured_value(comparison, at, value(0));
}

double measured_value(const Comparison& comparison, double value, double start) {
  return value / unit_of(comparison, start) + comparison.offset;
}

std::vector<double> predicted_curve(const Comparison& comparison, std::size_t column,
                                    const SeriesShape& shape, std::span<const double> series) {
  const std::size_t width = shape.names.size();
  std::vector<double> curve;
  for (std::size_t row = 0; row < shape.minutes.size(); ++row)
    curve.push_back(measured_value(comparison, series[row * width + column], series[column]));
  return curve;
}

}  // namespace cytotwin
