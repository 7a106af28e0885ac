#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "twin/lesions/belief.h"
#include "twin/lesions/forecast.h"
#include "twin/lesions/transitions.h"

namespace cytotwin::lesions {

/// What is learnt by leave-one-patient-out on the training folds.
struct ErrorSettings {
  std::size_t neighbours = 30;  ///< the kernel's width is the distance to this one
  double anchor = 0;            ///< weight of the model's change; 0: it only chooses who is alike
};

/// Which columns describe a transition. All have size, horizon, scans ahead and chemotherapy; the
/// past adds slopes, variability, ties and the size relative to the first and to 5 mm, the model
/// the median, the 90 % quantile and the spread of the change it believes in.
enum class Description : std::uint8_t { past_and_model, past, model, neither };

/// The distribution of the change of size given what is known, from transitions that ended
/// ("donors"): the model's error, learnt.
///
/// A donor j speaks for a query i with weight exp(-D_ij / D_i(k)), D the squared distance over the
/// columns (each over its standard deviation among donors) less that to the nearest donor, D_i(k)
/// that of the k-th nearest. It says: size_i + anchor m_i + s_i (change_j - anchor m_j) / s_j, at
/// least 0, with m the median change that the model believes in and s = (size + 5 mm)^0.45.
class LikeCases {
 public:
  /// @param beliefs  shape (transitions), of a model that never saw the fold under test
  LikeCases(std::span<const Transition> transitions, std::span<const Belief> beliefs,
            std::vector<std::size_t> donors, Description description);

  std::size_t donors() const { return donors_.size(); }

  /// Sizes and weights of sum 1 for a transition; donors of the query's own patient have none.
  std::vector<WeightedValue> values(std::size_t query, const ErrorSettings& settings) const;

  /// The settings with the least mean ranked probability score over the queries, of 5 widths by 3
  /// anchors; without the model, anchor 0.
  ErrorSettings choose(std::span<const std::size_t> queries, const Workers& workers) const;

 private:
  std::vector<double> distances(std::size_t query) const;
  std::vector<double> weights(std::size_t query, std::vector<double> distances,
                              std::size_t neighbours) const;

  using Ranking = std::vector<std::pair<double, std::size_t>>;  // ascending residual, donor
  double residual(std::size_t donor, double anchor) const;
  WeightedValue said(std::size_t query, double anchor, double residual, double weight) const;
  Ranking ranked(double anchor) const;
  std::vector<double> candidate_scores(std::size_t query, std::span<const Ranking> rankings) const;

  std::span<const Transition> transitions_;
  std::span<const Belief> beliefs_;
  std::vector<std::size_t> donors_;
  std::vector<double> anchors_;  // candidates
  std::size_t columns_ = 0;
  std::vector<double> table_;        // (transitions, columns), standardised
  std::vector<double> donor_table_;  // (donors, columns)
};

/// Continuous ranked probability score of weighted values [mm].
/// @param ascending  weights of sum 1
double ranked_probability_score(const std::vector<WeightedValue>& ascending, double truth);

}  // namespace cytotwin::lesions
