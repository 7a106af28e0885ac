#include "twin/lesions/simplex.h"

#include <algorithm>

namespace cytotwin::lesions {
namespace {

/// centre + factor * (centre - worst)
std::vector<double> reflected(std::span<const double> centre, std::span<const double> worst,
                              double factor) {
  std::vector<double> place(centre.begin(), centre.end());
  for (std::size_t i = 0; i < place.size(); ++i) place[i] += factor * (centre[i] - worst[i]);
  return place;
}

class Simplex {
 public:
  Simplex(const std::function<double(std::span<const double>)>& function, std::vector<double> start,
          std::span<const double> step)
      : function_(function) {
    corners_.push_back(valued(start));
    for (std::size_t i = 0; i < step.size(); ++i) {
      std::vector<double> moved = start;
      moved[i] += step[i];
      corners_.push_back(valued(std::move(moved)));
    }
    sort();
  }

  int evaluations() const { return evaluations_; }
  const Minimum& best() const { return corners_.front(); }

  void improve() {
    const std::vector<double> centre = centre_of_the_better();
    Minimum next = valued(reflected(centre, corners_.back().place, 1));
    if (next.value < corners_.front().value) {
      Minimum further = valued(reflected(centre, corners_.back().place, 2));
      if (further.value < next.value) next = std::move(further);
    } else if (next.value >= corners_[corners_.size() - 2].value) {
      const double factor = next.value < corners_.back().value ? 0.5 : -0.5;
      next = valued(reflected(centre, corners_.back().place, factor));
      if (next.value >= corners_.back().value) return shrink();
    }
    corners_.back() = std::move(next);
    sort();
  }

 private:
  Minimum valued(std::vector<double> place) {
    ++evaluations_;
    const double value = function_(place);
    return {std::move(place), value};
  }

  std::vector<double> centre_of_the_better() const {
    std::vector<double> centre(corners_.front().place.size(), 0);
    for (std::size_t c = 0; c + 1 < corners_.size(); ++c) {
      for (std::size_t i = 0; i < centre.size(); ++i)
        centre[i] += corners_[c].place[i] / static_cast<double>(corners_.size() - 1);
    }
    return centre;
  }

  void shrink() {
    for (std::size_t c = 1; c < corners_.size(); ++c)
      corners_[c] = valued(reflected(corners_.front().place, corners_[c].place, -0.5));
    sort();
  }

  void sort() {
    std::stable_sort(corners_.begin(), corners_.end(),
                     [](const Minimum& a, const Minimum& b) { return a.value < b.value; });
  }

  const std::function<double(std::span<const double>)>& function_;
  std::vector<Minimum> corners_;  // ascending by value
  int evaluations_ = 0;
};

}  // namespace

Minimum minimum_near(const std::function<double(std::span<const double>)>& function,
                     std::vector<double> start, std::span<const double> step, int evaluations) {
  Simplex simplex(function, std::move(start), step);
  while (simplex.evaluations() < evaluations) simplex.improve();
  return simplex.best();
}

}  // namespace cytotwin::lesions
