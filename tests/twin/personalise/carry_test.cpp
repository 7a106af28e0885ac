#include "twin/personalise/carry.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "assimilation/draws.h"
#include "core/errors.h"
#include "twin/ensemble/run_ensemble.h"

namespace cytotwin {
namespace {

namespace fs = std::filesystem;
const std::string data = CYTOTWIN_SOURCE_DIR "/tests/twin/personalise/data/";

/// A simulation that breaks for one member.
class Breaking final : public Forward {
 public:
  Breaking(const Forward& sound, std::uint64_t seed) : sound_(sound), seed_(seed) {}
  const SeriesShape& shape() const override { return sound_.shape(); }
  std::vector<double> run(const ForwardInput& input) const override {
    if (input.seed == seed_) throw ForwardFailure("broke");
    return sound_.run(input);
  }

 private:
  const Forward& sound_;
  std::uint64_t seed_;
};

/// A study carried in a folder of its own.
class CarryStudy : public testing::Test {
 protected:
  CarryStudy() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              (std::string("cytotwin_carry_") + info->name() + std::to_string(getpid()));
  }
  ~CarryStudy() override { fs::remove_all(folder_); }

  void start(const std::string& name, const std::vector<std::string>& overrides = {}) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    study_ = read_study(data + name, overrides);
  }

  /// @param most  simulations after which it is told to stop
  std::optional<Carried> carry(unsigned threads = 2, std::size_t most = 1'000'000) {
    std::size_t left = most;
    return carry_study(study_, read_observations(study_, make_forward(study_)->shape()),
                       read_images(study_), folder_,
                       [&](std::size_t number, const Stretch& stretch,
                           const std::vector<double>& parameters) -> std::optional<EnsembleStore> {
                         const CarriedForward forward(study_, stretch);
                         EnsembleStore store = open(number, forward, parameters);
                         EnsembleOptions options{.threads = threads};
                         options.stop = [&] { return ended(store) >= left; };
                         const Breaking breaking(forward,
                                                 number == breaks_in_ ? stretch.seed + 2 : 0);
                         const EnsembleState state = run_ensemble(breaking, store, options);
                         left -= std::min(left, state.ended);
                         if (state.ended < state.tasks) return std::nullopt;
                         return store;
                       });
  }

  static std::size_t ended(const EnsembleStore& store) {
    std::size_t number = 0;
    for (std::size_t m = 0; m < store.header().members(); ++m)
      number += store.status(m, 0) != MemberStatus::pending ? 1 : 0;
    return number;
  }

  EnsembleStore open(std::size_t number, const Forward& forward,
                     const std::vector<double>& parameters) const {
    const fs::path file = folder_ / ("cycle_" + std::to_string(number) + ".h5");
    if (fs::exists(file)) return EnsembleStore::open(file, true);
    EnsembleHeader header;
    header.seed = study_.base.scenario.twin.seed;
    header.parameter_names = study_.parameter_names();
    header.parameter_units.resize(header.parameter_names.size());
    header.conditions = {""};
    header.shape = forward.shape();
    header.parameters = parameters;
    return EnsembleStore::create(file, header);
  }

  static std::vector<std::string> digests(const Carried& carried) {
    std::vector<std::string> out;
    for (const EnsembleStore& store : carried.stores) out.push_back(store.digest());
    return out;
  }

  Study study_;
  fs::path folder_;
  std::size_t breaks_in_ = 1'000;  // number of the stretch in which member 2 breaks
};

// What a stretch begins with is what the analysis before it said, to the cell.
TEST_F(CarryStudy, GoesOnFromWhatTheAnalysisSaid) {
  start("colony_resynthesised.toml", {"output.series=12 min"});
  const auto carried = carry();
  ASSERT_TRUE(carried.has_value());
  ASSERT_EQ(carried->cycles.size(), 3u);
  ASSERT_EQ(carried->stores.size(), 4u);
  for (std::size_t k = 0; k < 3; ++k) {
    const EnsembleStore& next = carried->stores[k + 1];
    const std::size_t width = next.header().shape.names.size();
    for (std::size_t m = 0; m < 6; ++m) {
      // one step of 12 min on: 1 % of the cells divide, the drug decays by 0.6 %
      const std::vector<double> series = next.series(m, 0);
      const Members& analysed = carried->cycles[k].analysis.quantities;
      const auto j = static_cast<Eigen::Index>(m);
      EXPECT_NEAR(series[width - 2], analysed(0, j), 3);
      EXPECT_NEAR(series[width - 1] / analysed(1, j), std::exp(-0.0005 * 12), 1e-3);
    }
  }
  EXPECT_EQ(carried->cycles[1].fields.size(), 1u);
  EXPECT_EQ(carried->cycles[1].fields[0].points, 2u);
  EXPECT_LT(carried->cycles[1].fields[0].rmse_after, carried->cycles[1].fields[0].rmse_before);
}

TEST_F(CarryStudy, GivesTheSameBytesForAnyNumberOfThreads) {
  std::vector<std::vector<std::string>> found;
  for (const unsigned threads : {1u, 2u, 4u}) {
    start("colony_resynthesised.toml");
    const auto carried = carry(threads);
    ASSERT_TRUE(carried.has_value());
    found.push_back(digests(*carried));
  }
  EXPECT_EQ(found[0], found[1]);
  EXPECT_EQ(found[0], found[2]);
}

TEST_F(CarryStudy, GoesOnToTheSameBytesWhereverItWasStopped) {
  start("colony_resynthesised.toml");
  const auto whole = carry();
  ASSERT_TRUE(whole.has_value());
  for (const std::size_t most : {3u, 6u, 9u, 14u, 20u}) {
    start("colony_resynthesised.toml");
    EXPECT_FALSE(carry(2, most).has_value());
    const auto resumed = carry();
    ASSERT_TRUE(resumed.has_value());
    EXPECT_EQ(digests(*resumed), digests(*whole)) << most;
    EXPECT_EQ(resumed->parameters, whole->parameters) << most;
    for (std::size_t k = 0; k < whole->cycles.size(); ++k) {
      ASSERT_EQ(resumed->cycles[k].fields.size(), whole->cycles[k].fields.size());
      for (std::size_t f = 0; f < whole->cycles[k].fields.size(); ++f)
        EXPECT_EQ(resumed->cycles[k].fields[f].rmse_after, whole->cycles[k].fields[f].rmse_after);
    }
  }
}

// Errors so large that analyses leave parameters to round-off, nothing to walk, tissues kept: a
// member that was stopped at three moments is the simulation that was not.
TEST_F(CarryStudy, WithoutInformationIsAPlainSimulation) {
  start("colony.toml",
        {"prior.division.random_walk=0", "comparison[0].error=1e12", "comparison[1].error=1e12"});
  const auto carried = carry();
  ASSERT_TRUE(carried.has_value());
  const auto forward = make_forward(study_);
  const SeriesShape& shape = forward->shape();
  for (std::size_t m = 0; m < 6; ++m) {
    const Vector parameters =
        carried->prior.constrained(carried->parameters).col(static_cast<Eigen::Index>(m));
    const std::vector<double> plain =
        forward->run({{parameters.data(), static_cast<std::size_t>(parameters.size())}, 0, 4 + m});
    const std::vector<double> whole =
        whole_series(*carried, m, 0, shape.minutes, shape.names.size());
    ASSERT_EQ(whole.size(), plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i)
      ASSERT_NEAR(whole[i], plain[i], 1e-9 * std::abs(plain[i])) << i;
  }
}

TEST_F(CarryStudy, RecordsALostMemberAndGoesOnWithTheRest) {
  start("colony_resynthesised.toml");
  breaks_in_ = 1;
  const auto carried = carry();
  ASSERT_TRUE(carried.has_value());
  EXPECT_EQ(carried->cycles[0].members.size(), 6u);
  EXPECT_EQ(carried->cycles[1].members, (std::vector<std::size_t>{0, 1, 3, 4, 5}));
  EXPECT_EQ(carried->cycles[2].members.size(), 5u);
  EXPECT_EQ(carried->lost[2], "lost on the way to 960 min: broke");
  EXPECT_EQ(carried->stores[3].reason(2, 0), carried->lost[2]);
  EXPECT_TRUE(whole_series(*carried, 2, 0, {0}, 1).empty());
  EXPECT_EQ(carried->stores[3].status(3, 0), MemberStatus::done);
}

TEST(FilterAnalysis, RoundsCountsAndKeepsTheRestAboveZero) {
  FilterState forecast{Members(1, 4), Members(2, 4)};
  forecast.parameters << -1, 0, 1, 2;
  forecast.quantities << 2, 5, 7, 30, 0.1, 0.2, 0.3, 4;
  Members predicted(1, 4);
  predicted << 2, 5, 7, 30;
  ObservedPoint point;
  point.value = 0;
  point.error = 1;
  AssimilationSection section;
  section.method = AssimilationSection::Method::etkf;
  const FilterState out =
      analysed_state(forecast, predicted, filter_observations({point}), section, 1, {1, 0});
  EXPECT_EQ(out.quantities.row(0), out.quantities.row(0).array().round().matrix());
  EXPECT_GE(out.quantities.minCoeff(), 0);
  EXPECT_LT(out.parameters.mean(), forecast.parameters.mean());
}

// Relaxation and inflation are for quantities: parameters are those of the bare filter.
TEST(FilterAnalysis, InflatesQuantitiesOnly) {
  FilterState forecast{Members(1, 4), Members(1, 4)};
  forecast.parameters << -1, 0, 1, 2;
  forecast.quantities << 100, 120, 130, 150;
  ObservedPoint point;
  point.value = 110;
  point.error = 5;
  AssimilationSection bare, wide;
  bare.method = wide.method = AssimilationSection::Method::denkf;
  wide.inflation = 1.5;
  const Observations observed = filter_observations({point});
  const auto analyse = [&](const AssimilationSection& section) {
    return analysed_state(forecast, forecast.quantities, observed, section, 0, {1, 0});
  };
  EXPECT_EQ(analyse(bare).parameters, analyse(wide).parameters);
  const Members narrow = member_anomalies(analyse(bare).quantities);
  EXPECT_NEAR(member_anomalies(analyse(wide).quantities).norm(), 1.5 * narrow.norm(), 1e-10);
  wide.inflation = 1;
  wide.relaxation = 1;
  EXPECT_NEAR(member_anomalies(analyse(wide).quantities).norm(),
              member_anomalies(forecast.quantities).norm(), 1e-10);
}

// Over four days twice the deviation of a day, about a mean that stays.
TEST(FilterAnalysis, WalksByTheDeviationOfADay) {
  Vector deviations(2);
  deviations << 0.1, 0;
  const Members start = Members::Constant(2, 4000, 3.0);
  const Members after = walked(start, deviations, 4, {7, 2});
  EXPECT_NEAR(after.row(0).mean(), 3, 1e-12);
  // 4,000 draws know their deviation to 1.1 %; 4 of these
  EXPECT_NEAR(member_anomalies(after).row(0).norm() / std::sqrt(3999), 0.2, 0.045 * 0.2);
  EXPECT_EQ(after.row(1), start.row(1));
  EXPECT_EQ(after, walked(start, deviations, 4, {7, 2}));
}

}  // namespace
}  // namespace cytotwin
