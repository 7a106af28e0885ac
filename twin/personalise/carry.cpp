#include "twin/personalise/carry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "assimilation/filters/gram.h"
#include "core/errors.h"
#include "twin/ensemble/draw_members.h"
#include "twin/personalise/calibration.h"
#include "twin/personalise/cycles.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

using Row = std::vector<double>;

Row last_row(const EnsembleStore& store, std::size_t member, std::size_t condition) {
  const Row series = store.series(member, condition);
  const auto width = static_cast<std::ptrdiff_t>(store.header().shape.names.size());
  return {series.end() - width, series.end()};
}

fs::path states_of(const fs::path& folder, std::size_t number) {
  return folder / fmt::format("cycle_{:03}", number);
}

Members columns_of(const Members& members, const std::vector<std::size_t>& chosen) {
  Members out(members.rows(), static_cast<Eigen::Index>(chosen.size()));
  for (std::size_t j = 0; j < chosen.size(); ++j)
    out.col(static_cast<Eigen::Index>(j)) = members.col(static_cast<Eigen::Index>(chosen[j]));
  return out;
}

void put_columns(const Members& from, const std::vector<std::size_t>& chosen, Members& to) {
  for (std::size_t j = 0; j < chosen.size(); ++j)
    to.col(static_cast<Eigen::Index>(chosen[j])) = from.col(static_cast<Eigen::Index>(j));
}

// (S S^T + I)^-1 = I - S S^T (S S^T + I)^-1
double squared_innovation(const EnsembleSpace& space) {
  const Vector& d = space.innovation;
  const Vector explained = space.anomalies * gain_weights(space.anomalies, d);
  return d.dot(d - explained) / static_cast<double>(d.size());
}

class Carrier {
 public:
  Carrier(const Study& study, const StudyObservations& observations,
          const std::vector<ImagePoint>& images, const fs::path& folder, const RunStretch& run)
      : study_(study),
        section_(study.base.scenario.assimilation),
        observations_(observations),
        images_(images),
        folder_(folder),
        run_(run),
        quantities_(analysed_quantities(study.base.scenario)),
        carried_{prior_of(study), {}, {}, {}, {}, {}} {
    const Scenario& scenario = study.base.scenario;
    const auto members = static_cast<Eigen::Index>(scenario.ensemble.members);
    carried_.parameters = carried_.prior.from_unit_cube(design_points(
        scenario.ensemble.design, carried_.prior.size(), members, scenario.twin.seed));
    carried_.lost.resize(static_cast<std::size_t>(members));
    now_ = scenario.time.start;
  }

  std::optional<Carried> run() {
    const std::vector<Cycle> cycles = cycles_of(study_, observations_, images_);
    for (std::size_t k = 0; k < cycles.size(); ++k) {
      walk(k, cycles[k].minutes);
      fs::create_directories(states_of(folder_, k));
      if (!go_on_to(cycles[k].minutes, states_of(folder_, k))) return std::nullopt;
      if (k > 0) fs::remove_all(states_of(folder_, k - 1));
      analyse(cycles[k], k);
    }
    const double end = study_.base.scenario.time.end;
    carried_.last = next_stretch(end, {});
    if (now_ < end && !go_on_to(end, {})) return std::nullopt;
    return std::move(carried_);
  }

 private:
  std::vector<std::size_t> present() const {
    std::vector<std::size_t> members;
    for (std::size_t m = 0; m < carried_.lost.size(); ++m) {
      if (carried_.lost[m].empty()) members.push_back(m);
    }
    if (members.size() < 2)
      throw RunError(fmt::format("{} members are left; the first to go: {}", members.size(),
                                 *std::find_if(carried_.lost.begin(), carried_.lost.end(),
                                               [](const auto& why) { return !why.empty(); })),
                     now_);
    return members;
  }

  void walk(std::size_t cycle, double until) {
    Vector deviations(carried_.prior.size());
    for (Eigen::Index p = 0; p < deviations.size(); ++p)
      deviations[p] = study_.base.scenario.priors[static_cast<std::size_t>(p)].random_walk;
    if (deviations.isZero(0)) return;
    const std::vector<std::size_t> members = present();
    const AnalysisKey key{study_.base.scenario.twin.seed, static_cast<std::uint32_t>(cycle)};
    put_columns(
        walked(columns_of(carried_.parameters, members), deviations, (until - now_) / 1440, key),
        members, carried_.parameters);
  }

  Stretch next_stretch(double until, const fs::path& after) const {
    const std::size_t number = carried_.stores.size();
    Stretch stretch;
    stretch.from = now_;
    stretch.until = until;
    if (number > 0) stretch.before = states_of(folder_, number - 1);
    stretch.after = after;
    stretch.seed = study_.base.scenario.twin.seed;
    stretch.number = static_cast<std::uint32_t>(number);
    stretch.lost = carried_.lost;
    if (quantities_.size() > 0 && number > 0) stretch.targets = targets();
    stretch.fields = fields_;
    return stretch;
  }

  bool go_on_to(double until, const fs::path& after) {
    auto store = run_(carried_.stores.size(), next_stretch(until, after),
                      store_parameters(carried_.prior, carried_.parameters));
    if (!store) return false;
    carried_.stores.push_back(std::move(*store));
    note_failures(until);
    now_ = until;
    return true;
  }

  void note_failures(double minutes) {
    const EnsembleStore& store = carried_.stores.back();
    for (std::size_t m = 0; m < carried_.lost.size(); ++m) {
      for (std::size_t c = 0; c < study_.conditions.size() && carried_.lost[m].empty(); ++c) {
        if (store.status(m, c) == MemberStatus::failed)
          carried_.lost[m] =
              fmt::format("lost on the way to {:.6g} min: {}", minutes, store.reason(m, c));
      }
    }
  }

  double predicted(const ObservedPoint& point, std::size_t member) const {
    const Comparison& comparison =
        study_.scenarios[point.condition].scenario.comparisons[point.comparison];
    const double start = carried_.stores.front().series(member, point.condition)[point.column];
    return measured_value(
        comparison, last_row(carried_.stores.back(), member, point.condition)[point.column], start);
  }

  Members predicted(const std::vector<ObservedPoint>& points,
                    const std::vector<std::size_t>& members) const {
    Members out(static_cast<Eigen::Index>(points.size()),
                static_cast<Eigen::Index>(members.size()));
    for (std::size_t j = 0; j < members.size(); ++j) {
      for (std::size_t i = 0; i < points.size(); ++i)
        out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
            predicted(points[i], members[j]);
    }
    return out;
  }

  /// Counts of all conditions, then concentrations of all conditions.
  Members quantities(const std::vector<std::size_t>& members) const {
    const std::size_t size = quantities_.size(), conditions = study_.conditions.size();
    Members out(static_cast<Eigen::Index>(size * conditions),
                static_cast<Eigen::Index>(members.size()));
    for (std::size_t j = 0; j < members.size(); ++j) {
      for (std::size_t c = 0; c < conditions; ++c) {
        const Row row = last_row(carried_.stores.back(), members[j], c);
        for (std::size_t q = 0; q < size; ++q)
          out(quantity_row(c, q), static_cast<Eigen::Index>(j)) = row[row.size() - size + q];
      }
    }
    return out;
  }

  Eigen::Index quantity_row(std::size_t condition, std::size_t quantity) const {
    const std::size_t counts = quantities_.cells.size(), conditions = study_.conditions.size();
    return static_cast<Eigen::Index>(
        quantity < counts ? condition * counts + quantity
                          : conditions * counts + condition * quantities_.substances.size() +
                                (quantity - counts));
  }

  /// The last analysis by condition, of all members; those that are lost get zeros.
  std::vector<Members> targets() const {
    const CarriedCycle& cycle = carried_.cycles.back();
    std::vector<Members> out;
    for (std::size_t c = 0; c < study_.conditions.size(); ++c) {
      Members& target = out.emplace_back(
          Members::Zero(static_cast<Eigen::Index>(quantities_.size()), carried_.parameters.cols()));
      Members present(target.rows(), cycle.analysis.quantities.cols());
      for (std::size_t q = 0; q < quantities_.size(); ++q)
        present.row(static_cast<Eigen::Index>(q)) =
            cycle.analysis.quantities.row(quantity_row(c, q));
      put_columns(present, cycle.members, target);
    }
    return out;
  }

  void analyse(const Cycle& cycle, std::size_t number) {
    CarriedCycle done;
    done.minutes = cycle.minutes;
    for (const std::size_t i : cycle.points) done.points.push_back(observations_.fitted[i]);
    done.members = present();
    done.predicted = predicted(done.points, done.members);
    done.forecast = {columns_of(carried_.parameters, done.members), quantities(done.members)};
    done.analysis = done.forecast;
    if (!done.points.empty()) analyse_points(number, done);
    analyse_images(cycle, number, done);
    put_columns(done.analysis.parameters, done.members, carried_.parameters);
    carried_.cycles.push_back(std::move(done));
  }

  void analyse_points(std::size_t number, CarriedCycle& done) {
    const Observations observed = filter_observations(done.points);
    const AnalysisKey key{study_.base.scenario.twin.seed, static_cast<std::uint32_t>(number)};
    const auto counts =
        static_cast<Eigen::Index>(quantities_.cells.size() * study_.conditions.size());
    done.analysis = analysed_state(done.forecast, done.predicted, observed, section_, counts, key);
    leave_kept_out(done);
    const EnsembleSpace space = ensemble_space(done.predicted, observed).without_obeyed_limits();
    done.innovation_squared = squared_innovation(space);
    watch_ = updated(watch_, space);
    done.diverged = watch_.diverged();
  }

  // Tissues of a condition that is only forecast learn by parameters alone.
  void leave_kept_out(CarriedCycle& done) const {
    for (std::size_t c = 0; c < study_.conditions.size(); ++c) {
      if (study_.conditions[c].fitted) continue;
      for (std::size_t q = 0; q < quantities_.size(); ++q) {
        const Eigen::Index row = quantity_row(c, q);
        done.analysis.quantities.row(row) = done.forecast.quantities.row(row);
      }
    }
  }

  void analyse_images(const Cycle& cycle, std::size_t number, CarriedCycle& done) {
    fields_.clear();
    if (cycle.images.empty()) return;
    std::vector<ImagePoint> points;
    for (const std::size_t i : cycle.images) points.push_back(images_[i]);
    FieldAnalyses found = analysed_fields(study_, points, states_of(folder_, number), done.members,
                                          carried_.lost.size());
    done.fields = std::move(found.reports);
    fields_ = std::move(found.fields);
  }

  const Study& study_;
  const AssimilationSection& section_;
  const StudyObservations& observations_;
  const std::vector<ImagePoint>& images_;
  fs::path folder_;
  const RunStretch& run_;
  MacroQuantities quantities_;
  Carried carried_;
  std::map<std::size_t, Members> fields_;  // of the last analysis, by substance
  InnovationWatch watch_;
  double now_ = 0;  // [min]
};

}  // namespace

std::optional<Carried> carry_study(const Study& study, const StudyObservations& observations,
                                   const std::vector<ImagePoint>& images, const fs::path& folder,
                                   const RunStretch& run_stretch) {
  return Carrier(study, observations, images, folder, run_stretch).run();
}

std::vector<double> whole_series(const Carried& carried, std::size_t member, std::size_t condition,
                                 const std::vector<double>& minutes, std::size_t names) {
  std::vector<double> out;
  if (!carried.lost[member].empty()) return out;
  std::size_t next = 0;
  for (const EnsembleStore& store : carried.stores) {
    const SeriesShape& shape = store.header().shape;
    const Row series = store.series(member, condition);
    for (std::size_t row = 0; row < shape.minutes.size() && next < minutes.size(); ++row) {
      if (std::abs(shape.minutes[row] - minutes[next]) > 1e-6) continue;
      const auto first = series.begin() + static_cast<std::ptrdiff_t>(row * shape.names.size());
      out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(names));
      ++next;
    }
  }
  return out;
}

}  // namespace cytotwin
