#include "twin/personalise/fit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "twin/ensemble/run_ensemble.h"

namespace cytotwin {
namespace {

const std::string scenario = CYTOTWIN_SOURCE_DIR "/tests/twin/personalise/data/tumour.toml";

/// Rounds of a fit in a folder of their own.
class FitStudy : public testing::Test {
 protected:
  FitStudy() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("cytotwin_fit_") + info->name() + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~FitStudy() override { std::filesystem::remove_all(folder_); }

  std::optional<Fit> fit(const std::vector<std::string>& overrides) {
    study_ = read_study(scenario, overrides);
    forward_ = make_forward(study_);
    const StudyObservations observations = read_observations(study_, forward_->shape());
    return fit_study(study_, observations,
                     [&](const std::string& name, const std::vector<double>& parameters,
                         std::uint64_t seed) { return round(name, parameters, seed); });
  }

  std::optional<EnsembleStore> round(const std::string& name, const std::vector<double>& parameters,
                                     std::uint64_t seed) {
    EnsembleHeader header;
    header.seed = seed;
    header.parameter_names = study_.parameter_names();
    header.parameter_units.resize(header.parameter_names.size());
    header.conditions = {""};
    header.shape = forward_->shape();
    header.parameters = parameters;
    EnsembleStore store = EnsembleStore::create(folder_ / (name + ".h5"), header);
    run_ensemble(*forward_, store, {.threads = 2});
    return store;
  }

  Study study_;
  std::unique_ptr<Forward> forward_;
  std::filesystem::path folder_;
};

double deviation(const Vector& row) {
  return std::sqrt((row.array() - row.mean()).square().sum() / static_cast<double>(row.size() - 1));
}

// Posterior by quadrature over (ln r, ln K): late mean -.945159, .738793, sd .066220, .076615,
// V(30) 2.099075. Asked of a fit with 200 members or more: means within .3 sd, sd within 15 %, V
// within 3 %.
TEST_F(FitStudy, FindsTheKnownPosteriorOfALogisticTumour) {
  const auto fitted = fit({});
  ASSERT_TRUE(fitted.has_value());
  const Vector r = fitted->posterior.row(0), K = fitted->posterior.row(1);
  EXPECT_NEAR(r.mean(), -.945159, .3 * .066220);
  EXPECT_NEAR(K.mean(), .738793, .3 * .076615);
  EXPECT_NEAR(deviation(r), .066220, .15 * .066220);
  EXPECT_NEAR(deviation(K), .076615, .15 * .076615);
  const EnsembleStore posterior = EnsembleStore::open(folder_ / "posterior.h5", false);
  const SeriesShape& shape = posterior.header().shape;
  const auto column = static_cast<std::size_t>(
      std::find(shape.names.begin(), shape.names.end(), "V") - shape.names.begin());
  double mean = 0;
  for (std::size_t m = 0; m < posterior.header().members(); ++m)
    mean += posterior.series(m, 0)[30 * shape.names.size() + column] / 500;
  EXPECT_NEAR(mean, 2.099075, .03 * 2.099075);
  for (const ParameterReport& report : fitted->reports) EXPECT_TRUE(report.personalised);
}

// Early data leave K at .954 of its prior's spread.
TEST_F(FitStudy, RefusesToCallPersonalisedWhatEarlyDataDoNotMove) {
  const auto fitted =
      fit({"patient.file=" CYTOTWIN_SOURCE_DIR "/tests/twin/personalise/data/early.csv"});
  ASSERT_TRUE(fitted.has_value());
  EXPECT_NEAR(fitted->posterior.row(0).mean(), -.930770, .3 * .064760);
  EXPECT_TRUE(fitted->reports[0].personalised);
  EXPECT_FALSE(fitted->reports[1].personalised);
  EXPECT_GT(fitted->reports[1].contraction, .9);
}

TEST_F(FitStudy, AgreesForAllMethodsThatHaveAPosterior) {
  for (const char* method : {"eki", "etki", "uki"}) {
    const auto fitted = fit({std::string("assimilation.method=") + method,
                             "assimilation.iterations=40", "ensemble.members=200"});
    ASSERT_TRUE(fitted.has_value()) << method;
    // the sampling error of 200 members and the curvature of the model, which each meets otherwise
    EXPECT_NEAR(fitted->posterior.row(0).mean(), -.945159, .5 * .066220) << method;
    EXPECT_NEAR(fitted->posterior.row(1).mean(), .738793, .5 * .076615) << method;
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
}

}  // namespace
}  // namespace cytotwin
