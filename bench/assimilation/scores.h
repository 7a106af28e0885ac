#pragma once

#include "assimilation/ensemble.h"

namespace cytotwin::bench {

/// Scores of one ensemble against the truth at one time.
struct Score {
  double rmse = 0;    ///< sqrt(mean over variables of (mean - truth)^2)
  double spread = 0;  ///< sqrt(mean over variables of variance/(N - 1))
  double crps = 0;    ///< mean over variables of mean|x - y| - mean|x - x'|/2
};

/// @param weights  empty: equal
Score scored(const Members& members, const Vector& truth, const Vector& weights = {},
             bool with_crps = false);

/// The same of a Gaussian with these variances; the CRPS by Gneiting, Raftery, Westveld and Goldman
/// 2005, eq. 5.
Score gaussian_score(const Vector& mean, const Vector& variances, const Vector& truth);

/// Time means of scores, as they are reported: means of rmse(t), not roots of mean squares.
class MeanScore {
 public:
  void add(const Score& score);
  bool empty() const { return count_ == 0; }
  Score mean() const;

 private:
  Score sum_;
  double count_ = 0;
};

}  // namespace cytotwin::bench
