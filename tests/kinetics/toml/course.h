#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kinetics/model.h"
#include "kinetics/network.h"
#include "kinetics/read_network.h"
#include "kinetics/simulate.h"

namespace cytotwin {

inline std::string shipped_network(const std::string& name) {
  return std::string(CYTOTWIN_SOURCE_DIR) + "/scenarios/immunotherapy/networks/" + name + ".toml";
}

/// A cell whose inputs are changed from outside as time goes on.
class Course {
 public:
  explicit Course(const Model& model) : network_(model), constants_(network_.default_constants()) {
    start();
  }
  explicit Course(const std::string& shipped) : Course(read_network(shipped_network(shipped))) {}

  /// Before the first run: initial values that follow from the constant are worked out anew.
  void set(const std::string& constant, double value) {
    constants_[place(network_.constant_names(), constant)] = value;
    if (rows_.empty()) start();
  }

  /// Runs on for a time, with a row every `every`; more may be read off between.
  void run(double span, double every) {
    SimulationPlan plan;
    plan.initial_time = time_;
    const auto rows = static_cast<int>(span / every + 0.5);
    for (int k = 0; k <= rows; ++k) plan.output_times.push_back(time_ + span * k / rows);
    plan.tolerances = {1e-8, std::vector<double>(network_.states(), 1e-11)};
    plan.constants = constants_;
    plan.states = states_;
    for (auto& row : simulate(network_, plan).values) rows_.push_back(std::move(row));
    for (std::size_t s = 0; s < network_.states(); ++s) {
      states_[s] = rows_.back()[place(network_.quantity_names(), network_.state_names()[s])];
    }
    time_ = plan.output_times.back();
  }

  double time() const { return time_; }
  double value(const std::string& quantity) const {
    return rows_.back()[place(network_.quantity_names(), quantity)];
  }

  /// When a quantity first reaches a value, between rows by a straight line; -1: never.
  double first_reaches(const std::string& quantity, double value) const {
    const std::size_t column = place(network_.quantity_names(), quantity);
    for (std::size_t k = 1; k < rows_.size(); ++k) {
      const double before = rows_[k - 1][column], after = rows_[k][column];
      if (before < value && after >= value) {
        const double part = (value - before) / (after - before);
        return rows_[k - 1][0] + part * (rows_[k][0] - rows_[k - 1][0]);
      }
    }
    return -1;
  }

  /// Time and value of the largest of f(row) over all rows.
  template <class Function>
  std::pair<double, double> largest(const Function& of) const {
    std::pair<double, double> best{0, of(*this, rows_.front())};
    for (const auto& row : rows_) {
      if (of(*this, row) > best.second) best = {row[0], of(*this, row)};
    }
    return best;
  }
  double in(const std::vector<double>& row, const std::string& quantity) const {
    return row[place(network_.quantity_names(), quantity)];
  }

 private:
  static std::size_t place(const std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::invalid_argument("no quantity " + name);
    return static_cast<std::size_t>(found - names.begin());
  }
  void start() { states_ = network_.start(0, constants_).states; }

  Network network_;
  std::vector<double> constants_, states_;
  double time_ = 0;
  std::vector<std::vector<double>> rows_;
};

/// Values are stated with two digits or so: 5 % is what "as stated" means here.
#define EXPECT_AS_STATED(value, stated) EXPECT_NEAR(value, stated, 0.05 * (stated))

}  // namespace cytotwin
