#include "assimilation/filters/rotation.h"

#include <cmath>

#include "assimilation/filters/observations.h"

namespace cytotwin {
namespace {

// a -> a (I - 2 v v^T/|v|^2) on the last v.size() columns.
void reflect(Members& a, const Vector& v) {
  auto columns = a.rightCols(v.size());
  const Vector along = columns * (v * (2 / v.squaredNorm()));
  columns.noalias() -= along * v.transpose();
}

}  // namespace

Members rotated(const Members& members, AnalysisKey key) {
  check_members(members, "rotated");
  const auto size = members.cols();
  const Vector mean = member_mean(members);
  // This reflection takes the vector of ones to the first axis, where anomalies are 0.
  Vector ones = Vector::Constant(size, 1 / std::sqrt(static_cast<double>(size)));
  ones[0] += 1;
  Members turned = members.colwise() - mean;
  reflect(turned, ones);
  const Vector draws = normal_vector(size * (size - 1) / 2, key, Purpose::ensemble_rotation);
  Eigen::Index used = 0;
  for (auto length = size - 1; length >= 1; --length) {
    Vector direction = draws.segment(used, length);
    used += length;
    const double sign = direction[0] < 0 ? -1 : 1;
    if (length > 1) {
      direction[0] += sign * direction.norm();
      reflect(turned, direction);
    }
    turned.col(size - length) *= -sign;
  }
  reflect(turned, ones);
  return turned.colwise() + mean;
}

}  // namespace cytotwin
