#include "twin/lesions/like_cases.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cytotwin::lesions {
namespace {

constexpr std::array<std::size_t, 5> widths = {20, 30, 45, 70, 100};
constexpr std::array<double, 3> anchors = {0, 0.15, 0.3};
constexpr double size_exponent = 0.45;

bool has_model(Description description) {
  return description == Description::past_and_model || description == Description::model;
}

double scale_of(const Transition& t) { return std::pow(t.size + 5, size_exponent); }

// Logarithms and arsinhs bring long tails to a comparable spread.

void append_past(const Transition& t, std::vector<double>& columns) {
  columns.push_back(std::asinh(t.slope / 0.5));
  columns.push_back(std::asinh(t.longer_slope / 0.5));
  columns.push_back(std::log(t.variability));
  columns.push_back(t.unchanged ? 1.0 : 0.0);
  columns.push_back(t.size <= 5 ? 1.0 : 0.0);
  columns.push_back(std::log((t.size + 3) / (t.first + 3)));
}

void append_belief(const Belief& belief, std::vector<double>& columns) {
  columns.push_back(std::asinh(belief.median / 2));
  columns.push_back(std::log(belief.spread + 0.3));
  columns.push_back(std::asinh(belief.high / 3));
}

std::vector<double> describe(const Transition& t, const Belief& belief, Description description) {
  std::vector<double> columns = {std::log(t.size + 5), std::log(t.horizon),
                                 static_cast<double>(std::min(t.to - t.from, 4U)),
                                 t.chemotherapy ? 1.0 : 0.0};
  if (description == Description::past_and_model || description == Description::past)
    append_past(t, columns);
  if (has_model(description)) append_belief(belief, columns);
  return columns;
}

/// Each column less its mean over the donors, over its standard deviation among them.
void standardise(std::vector<double>& table, std::size_t columns,
                 const std::vector<std::size_t>& donors) {
  const auto n = static_cast<double>(donors.size());
  for (std::size_t c = 0; c < columns; ++c) {
    double mean = 0, square = 0;
    for (const std::size_t d : donors) mean += table[d * columns + c] / n;
    for (const std::size_t d : donors) square += std::pow(table[d * columns + c] - mean, 2) / n;
    const double deviation = std::sqrt(square) + 1e-6;
    for (std::size_t row = 0; row * columns < table.size(); ++row)
      table[row * columns + c] = (table[row * columns + c] - mean) / deviation;
  }
}

}  // namespace

double ranked_probability_score(const std::vector<WeightedValue>& ascending, double truth) {
  double sum = 0, error = 0, spread = 0;
  for (const WeightedValue& item : ascending) {
    sum += item.weight;
    error += item.weight * std::abs(item.value - truth);
    spread += item.weight * item.value * (2 * sum - item.weight - 1);
  }
  return error - spread;
}

LikeCases::LikeCases(std::span<const Transition> transitions, std::span<const Belief> beliefs,
                     std::vector<std::size_t> donors, Description description)
    : transitions_(transitions),
      beliefs_(beliefs),
      donors_(std::move(donors)),
      anchors_(has_model(description) ? std::vector<double>(anchors.begin(), anchors.end())
                                      : std::vector<double>{0}) {
  for (std::size_t t = 0; t < transitions.size(); ++t) {
    const std::vector<double> columns = describe(transitions[t], beliefs[t], description);
    columns_ = columns.size();
    table_.insert(table_.end(), columns.begin(), columns.end());
  }
  standardise(table_, columns_, donors_);
  for (const std::size_t d : donors_) {
    const auto row = table_.begin() + static_cast<std::ptrdiff_t>(d * columns_);
    donor_table_.insert(donor_table_.end(), row, row + static_cast<std::ptrdiff_t>(columns_));
  }
}

std::vector<double> LikeCases::distances(std::size_t query) const {
  std::vector<double> distances(donors_.size());
  const double* at = &table_[query * columns_];
  for (std::size_t d = 0; d < donors_.size(); ++d) {
    const double* there = &donor_table_[d * columns_];
    double sum = 0;
    for (std::size_t c = 0; c < columns_; ++c) sum += (there[c] - at[c]) * (there[c] - at[c]);
    distances[d] = sum;
  }
  return distances;
}

std::vector<double> LikeCases::weights(std::size_t query, std::vector<double> distances,
                                       std::size_t neighbours) const {
  constexpr double never = 1e30;
  for (std::size_t d = 0; d < donors_.size(); ++d) {
    if (transitions_[donors_[d]].patient == transitions_[query].patient) distances[d] = never;
  }
  const double least = *std::min_element(distances.begin(), distances.end());
  std::vector<double> sorted = distances;
  const auto place =
      sorted.begin() + static_cast<std::ptrdiff_t>(std::min(neighbours, sorted.size() - 1));
  std::nth_element(sorted.begin(), place, sorted.end());
  const double width = std::max(*place - least, 1e-9);
  double sum = 0;
  for (double& distance : distances) {
    distance = distance >= never ? 0 : std::exp(-(distance - least) / width);
    sum += distance;
  }
  for (double& weight : distances) weight /= sum;
  return distances;
}

double LikeCases::residual(std::size_t donor, double anchor) const {
  const Transition& like = transitions_[donors_[donor]];
  return (like.change - anchor * beliefs_[donors_[donor]].median) / scale_of(like);
}

WeightedValue LikeCases::said(std::size_t query, double anchor, double residual,
                              double weight) const {
  const Transition& of = transitions_[query];
  const double mm = of.size + anchor * beliefs_[query].median + scale_of(of) * residual;
  return {std::max(mm, 0.0), weight};
}

std::vector<WeightedValue> LikeCases::values(std::size_t query,
                                             const ErrorSettings& settings) const {
  const std::vector<double> weight = weights(query, distances(query), settings.neighbours);
  std::vector<WeightedValue> values;
  values.reserve(donors_.size());
  for (std::size_t d = 0; d < donors_.size(); ++d)
    values.push_back(said(query, settings.anchor, residual(d, settings.anchor), weight[d]));
  return values;
}

LikeCases::Ranking LikeCases::ranked(double anchor) const {
  Ranking ranking(donors_.size());
  for (std::size_t d = 0; d < donors_.size(); ++d) ranking[d] = {residual(d, anchor), d};
  std::sort(ranking.begin(), ranking.end());
  return ranking;
}

/// Scores of one query for all candidates, widths outside, anchors inside. What donors say has the
/// order of their residuals whatever the query is, so nothing is sorted here.
std::vector<double> LikeCases::candidate_scores(std::size_t query,
                                                std::span<const Ranking> rankings) const {
  const std::vector<double> distance = distances(query);
  const double truth = transitions_[query].size + transitions_[query].change;
  std::vector<double> scores;
  std::vector<WeightedValue> values(donors_.size());
  for (const std::size_t width : widths) {
    const std::vector<double> weight = weights(query, distance, width);
    for (std::size_t a = 0; a < anchors_.size(); ++a) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& [left, donor] = rankings[a][i];
        values[i] = said(query, anchors_[a], left, weight[donor]);
      }
      scores.push_back(ranked_probability_score(values, truth));
    }
  }
  return scores;
}

ErrorSettings LikeCases::choose(std::span<const std::size_t> queries,
                                const Workers& workers) const {
  std::vector<Ranking> rankings;
  for (const double anchor : anchors_) rankings.push_back(ranked(anchor));
  std::vector<std::vector<double>> scores(queries.size());
  workers.for_blocks(queries.size(), 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t q = begin; q < end; ++q) scores[q] = candidate_scores(queries[q], rankings);
  });
  ErrorSettings best;
  double least = 1e300;
  for (std::size_t c = 0; c < widths.size() * anchors_.size(); ++c) {
    double sum = 0;
    for (const std::vector<double>& of_query : scores) sum += of_query[c];
    if (sum >= least) continue;
    least = sum;
    best = {widths[c / anchors_.size()], anchors_[c % anchors_.size()]};
  }
  return best;
}

}  // namespace cytotwin::lesions
