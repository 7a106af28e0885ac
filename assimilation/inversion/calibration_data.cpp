#include "assimilation/inversion/calibration_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

double innovation(Censoring censoring, double value, double error, double output) {
  if (censoring == Censoring::below)
    return output <= value ? 0 : std::min(0., value + error - output);
  if (censoring == Censoring::above)
    return output >= value ? 0 : std::max(0., value + error - output);
  return value + error - output;
}

}  // namespace

std::vector<Eigen::Index> measured_components(const CalibrationData& data) {
  const Eigen::Index n = data.values.size();
  if (data.error.size() != n)
    throw std::invalid_argument(fmt::format(
        "calibration data: {} values with an error of {} components", n, data.error.size()));
  if (!data.censoring.empty() && static_cast<Eigen::Index>(data.censoring.size()) != n)
    throw std::invalid_argument(fmt::format("calibration data: {} values with {} censoring flags",
                                            n, data.censoring.size()));
  std::vector<Eigen::Index> measured;
  for (Eigen::Index i = 0; i < n; ++i) {
    if (std::isinf(data.values[i]))
      throw std::invalid_argument(
          fmt::format("calibration data: value {} is infinite; censor it at its limit", i));
    if (!std::isnan(data.values[i])) measured.push_back(i);
  }
  if (measured.empty())
    throw std::invalid_argument(fmt::format("calibration data: none of {} values was measured", n));
  return measured;
}

CalibrationData part_of(const CalibrationData& data, const std::vector<Eigen::Index>& components) {
  CalibrationData part{data.values(components), data.error.of(components), {}};
  if (!data.censoring.empty())
    for (const auto i : components)
      part.censoring.push_back(data.censoring[static_cast<std::size_t>(i)]);
  return part;
}

Matrix innovations(const CalibrationData& data, const Matrix& outputs, const Matrix& errors) {
  if (data.censoring.empty()) return (errors - outputs).colwise() + data.values;
  Matrix result(outputs.rows(), outputs.cols());
  for (Eigen::Index j = 0; j < outputs.cols(); ++j)
    for (Eigen::Index i = 0; i < outputs.rows(); ++i)
      result(i, j) = innovation(data.censoring[static_cast<std::size_t>(i)], data.values[i],
                                errors(i, j), outputs(i, j));
  return result;
}

Vector misfits(const CalibrationData& data, const Matrix& outputs) {
  const Matrix none = Matrix::Zero(outputs.rows(), outputs.cols());
  return data.error.whitened(innovations(data, outputs, none)).colwise().squaredNorm() / 2;
}

}  // namespace cytotwin
