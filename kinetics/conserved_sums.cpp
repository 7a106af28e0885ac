#include "kinetics/conserved_sums.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cytotwin {
namespace {

constexpr double negligible = 1e-9;  // of stoichiometric numbers, which are of order 1

struct Row {
  std::vector<double> change;   // by reaction
  std::vector<double> weights;  // of the states that were added up to it
};

bool is_zero(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](double v) { return std::abs(v) < negligible; });
}

void subtract(Row& from, const Row& pivot, double factor) {
  for (std::size_t r = 0; r < from.change.size(); ++r) from.change[r] -= factor * pivot.change[r];
  for (std::size_t s = 0; s < from.weights.size(); ++s) {
    from.weights[s] -= factor * pivot.weights[s];
  }
}

// Rows whose changes vanish after elimination.
std::vector<Row> eliminated(std::vector<Row> rows, std::size_t reactions) {
  std::size_t done = 0;
  for (std::size_t r = 0; r < reactions && done < rows.size(); ++r) {
    std::size_t best = done;
    for (std::size_t i = done; i < rows.size(); ++i) {
      if (std::abs(rows[i].change[r]) > std::abs(rows[best].change[r])) best = i;
    }
    if (std::abs(rows[best].change[r]) < negligible) continue;
    std::swap(rows[done], rows[best]);
    for (std::size_t i = done + 1; i < rows.size(); ++i) {
      subtract(rows[i], rows[done], rows[i].change[r] / rows[done].change[r]);
    }
    ++done;
  }
  std::erase_if(rows, [](const Row& row) { return !is_zero(row.change); });
  return rows;
}

// The smallest weight 1 and the first positive; sums of single species come out of a reduced basis.
void reduce(std::vector<Row>& rows) {
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto& weights = rows[k].weights;
    const auto lead = std::find_if(weights.begin(), weights.end(),
                                   [](double w) { return std::abs(w) > negligible; });
    const auto at = static_cast<std::size_t>(lead - weights.begin());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i != k) subtract(rows[i], rows[k], rows[i].weights[at] / rows[k].weights[at]);
    }
  }
}

}  // namespace

std::vector<ConservedSum> conserved_sums(const Model& model) {
  std::map<std::uint32_t, std::map<std::size_t, double>> changes;
  std::map<std::uint32_t, bool> known;  // false: not by plain reactions alone
  for (std::size_t r = 0; r < model.reactions.size(); ++r) {
    for (const Reaction::Change& change : model.reactions[r].changes) {
      changes[change.state][r] += change.coefficient.is_number() ? change.coefficient.value() : 0;
      known.emplace(change.state, true);
      if (!change.coefficient.is_number()) known[change.state] = false;
    }
  }
  std::vector<std::uint32_t> states;
  for (const auto& [state, is_known] : known) {
    if (is_known) states.push_back(state);
  }
  std::vector<Row> rows;
  for (std::size_t s = 0; s < states.size(); ++s) {
    Row row{std::vector<double>(model.reactions.size()), std::vector<double>(states.size())};
    for (const auto& [reaction, number] : changes[states[s]]) row.change[reaction] = number;
    row.weights[s] = 1;
    rows.push_back(std::move(row));
  }
  rows = eliminated(std::move(rows), model.reactions.size());
  reduce(rows);
  std::vector<ConservedSum> sums;
  for (const Row& row : rows) {
    ConservedSum sum;
    double smallest = 0;
    for (std::size_t s = 0; s < states.size(); ++s) {
      if (std::abs(row.weights[s]) < negligible) continue;
      sum.terms.emplace_back(states[s], row.weights[s]);
      if (smallest == 0 || std::abs(row.weights[s]) < std::abs(smallest)) smallest = row.weights[s];
    }
    const double unit = std::copysign(std::abs(smallest), sum.terms.front().second);
    for (auto& [state, weight] : sum.terms) weight /= unit;
    sums.push_back(std::move(sum));
  }
  return sums;
}

}  // namespace cytotwin
