#include "assimilation/ensemble.h"

#include <fmt/format.h>

#include <stdexcept>

namespace cytotwin {

Vector member_mean(const Members& members) { return members.rowwise().mean(); }

Members member_anomalies(const Members& members) {
  return members.colwise() - member_mean(members);
}

Matrix member_covariance(const Members& a, const Members& b) {
  if (a.cols() != b.cols() || a.cols() < 2)
    throw std::invalid_argument(
        fmt::format("member_covariance: {} and {} members; both must be the same number, 2 or more",
                    a.cols(), b.cols()));
  return member_anomalies(a) * member_anomalies(b).transpose() / static_cast<double>(a.cols() - 1);
}

}  // namespace cytotwin
