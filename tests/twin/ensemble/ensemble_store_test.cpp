#include "twin/store/ensemble_store.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/errors.h"
#include "toy_forward.h"

namespace cytotwin {
namespace {

using namespace testing_support;

class EnsembleStoreTest : public testing::Test {
 protected:
  EnsembleStoreTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    file_ = std::filesystem::temp_directory_path() /
            (std::string("cytotwin_") + info->name() + std::to_string(getpid()) + ".h5");
  }
  ~EnsembleStoreTest() override { std::filesystem::remove(file_); }
  std::string bytes() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path file_;
};

TEST_F(EnsembleStoreTest, GivesBackWhatWasWritten) {
  const std::vector<double> series = {1, 2, 3, 4, 5, 6};
  {
    auto store = EnsembleStore::create(file_, toy_header({.1, .2, .3}));
    store.write_done(2, 1, series);
    store.write_failed(0, 0, "the rate is negative");
  }
  const auto store = EnsembleStore::open(file_, false);
  EXPECT_EQ(store.header().members(), 3u);
  EXPECT_EQ(store.header().parameters, (std::vector<double>{.1, .2, .3}));
  EXPECT_EQ(store.header().shape, ToyForward().shape());
  EXPECT_EQ(store.header().seed, 7u);
  EXPECT_EQ(store.status(2, 1), MemberStatus::done);
  EXPECT_EQ(store.series(2, 1), series);
  EXPECT_EQ(store.status(0, 0), MemberStatus::failed);
  EXPECT_EQ(store.reason(0, 0), "the rate is negative");
  EXPECT_EQ(store.status(1, 0), MemberStatus::pending);
  EXPECT_TRUE(std::isnan(store.series(1, 0).front()));
  EXPECT_FALSE(store.is_done(2));
}

TEST_F(EnsembleStoreTest, BytesDoNotDependOnTheOrderOfWriting) {
  const std::vector<double> first = {1, 2, 3, 4, 5, 6}, second = {6, 5, 4, 3, 2, 1};
  {
    auto store = EnsembleStore::create(file_, toy_header({.1, .2}));
    store.write_done(0, 1, first);
    store.write_failed(1, 0, "why");
    store.write_done(1, 1, second);
  }
  const std::string forwards = bytes();
  {
    auto store = EnsembleStore::create(file_, toy_header({.1, .2}));
    store.write_done(1, 1, second);
  }
  {
    auto store = EnsembleStore::open(file_, true);
    store.write_failed(1, 0, "why");
    store.write_done(0, 1, first);
  }
  EXPECT_TRUE(forwards == bytes());
}

TEST_F(EnsembleStoreTest, RefusesWhatIsNoEnsemble) {
  EXPECT_THROW(EnsembleStore::open(file_, false), InputError);
  std::ofstream(file_) << "not HDF5";
  EXPECT_THROW(EnsembleStore::open(file_, false), InputError);
}

}  // namespace
}  // namespace cytotwin
