#pragma once

#include <Eigen/Core>

namespace cytotwin {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

/// Members of an ensemble: shape (variables, members), one column a member.
using Members = Eigen::MatrixXd;

/// Mean over the members; shape (variables).
Vector member_mean(const Members& members);

/// Deviations of each member from the mean; shape (variables, members), rows sum to zero.
Members member_anomalies(const Members& members);

/// Sample covariance of the rows of two ensembles of the same members, divided by members - 1;
/// shape (a.rows, b.rows).
/// @throws std::invalid_argument if the numbers of members differ or are below 2
Matrix member_covariance(const Members& a, const Members& b);

}  // namespace cytotwin
