#include "twin/store/run_store.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "core/errors.h"
#include "tests/twin/store/store_fixture.h"
#include "twin/store/run_reader.h"

namespace cytotwin {
namespace {

std::vector<std::uint64_t> bits(const std::vector<double>& values) {
  std::vector<std::uint64_t> result;
  for (const double value : values) result.push_back(std::bit_cast<std::uint64_t>(value));
  return result;
}

void expect_equal(const OwnedFrame& a, const OwnedFrame& b) {
  EXPECT_EQ(a.minutes, b.minutes);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(bits(a.x), bits(b.x));
  EXPECT_EQ(bits(a.y), bits(b.y));
  EXPECT_EQ(bits(a.z), bits(b.z));
  EXPECT_EQ(bits(a.radius), bits(b.radius));
  ASSERT_EQ(a.cells.size(), b.cells.size());
  for (std::size_t c = 0; c < a.cells.size(); ++c) {
    EXPECT_EQ(a.cells[c].name, b.cells[c].name);
    EXPECT_EQ(a.cells[c].unit, b.cells[c].unit);
    EXPECT_EQ(a.cells[c].values, b.cells[c].values) << a.cells[c].name;
    EXPECT_EQ(a.cells[c].labels, b.cells[c].labels);
  }
  EXPECT_EQ(a.grid, b.grid);
  ASSERT_EQ(a.fields.size(), b.fields.size());
  for (std::size_t f = 0; f < a.fields.size(); ++f) {
    EXPECT_EQ(a.fields[f].name, b.fields[f].name);
    EXPECT_EQ(a.fields[f].unit, b.fields[f].unit);
    EXPECT_EQ(bits(a.fields[f].values), bits(b.fields[f].values));
  }
}

using RunStoreTest = StoreTest;

TEST_F(RunStoreTest, EverythingReturnsBitForBitBeforeAndAfterFinishing) {
  RunStore store = RunStore::create(path(), small_header());
  for (std::uint64_t step = 0; step < 4; ++step) write_step(store, step);

  for (const bool finished : {false, true}) {
    if (finished) store.finish();
    const RunReader run(path());
    EXPECT_EQ(run.complete(), finished);
    EXPECT_EQ(run.header().scenario, small_header().scenario);
    EXPECT_EQ(run.header().code_version, "0.1.0 (test)");
    EXPECT_EQ(run.header().seed, 42U);
    EXPECT_EQ(run.header().machine, "test machine");
    EXPECT_EQ(run.frame_minutes(), (std::vector<double>{0, 10, 20, 30}));
    for (std::size_t i = 0; i < 4; ++i) expect_equal(run.frame(i), made_up_frame(i));
    EXPECT_EQ(run.series().names, small_header().series_names);
    EXPECT_EQ(run.series().units, small_header().series_units);
    EXPECT_EQ(run.series().rows(), 8U);
    EXPECT_EQ(run.series().columns[1][7], noise(1, 3, 8).front());
    const auto checkpoint = run.last_checkpoint();
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->minutes, 40);
    EXPECT_EQ(checkpoint->state.all(), made_up_checkpoint(4).state.all());
  }
  EXPECT_FALSE(std::filesystem::exists(path() + ".parts"));
}

TEST_F(RunStoreTest, OddNumbersEmptyTissueAndLargeColumnsReturn) {
  OwnedFrame empty;
  OwnedFrame odd = made_up_frame(1, 300000);  // more than one chunk
  odd.x[0] = std::numeric_limits<double>::denorm_min();
  odd.x[1] = -0.0;
  odd.x[2] = std::bit_cast<double>(0x7ff8000000000123ULL);
  odd.grid = {{70, 60, 50}, {20, 20, 20}, {}};
  odd.fields = {{"oxygen", "mmHg", noise(odd.grid.size(), 1, 5)}};
  empty.grid = odd.grid;
  RunStore store = RunStore::create(path(), small_header());
  store.write_frame(0, empty.view());
  store.write_frame(1, odd.view());
  store.finish();

  const RunReader run(path());

  expect_equal(run.frame(0), empty);
  expect_equal(run.frame(1), odd);
}

TEST_F(RunStoreTest, OtherToolsReadIt) {
  if (std::system("h5dump --version > /dev/null") != 0) GTEST_SKIP() << "no hdf5-tools";
  RunStore store = RunStore::create(path(), small_header());
  write_step(store, 0);
  const std::string column = "h5dump -d /frames/000000/cells/phase " + path() + " > " +
                             (folder() / "dump.txt").string() + " 2>&1";
  EXPECT_EQ(std::system(column.c_str()), 0) << "through the link";
  store.finish();
  EXPECT_EQ(std::system(column.c_str()), 0);
  EXPECT_EQ(std::system(("h5dump " + path() + " > /dev/null 2>&1").c_str()), 0);
}

TEST_F(RunStoreTest, WrongCallsSayWhy) {
  RunStore store = RunStore::create(path(), small_header());
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const std::logic_error& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  OwnedFrame frame = made_up_frame(0);
  EXPECT_EQ(message([&] { store.write_frame(1, frame.view()); }),
            "RunStore::write_frame: index 1, the next is 0");
  EXPECT_EQ(message([&] { store.append_series(std::vector<double>{1}); }),
            "RunStore::append_series: 1 values, 2 columns");
  frame.radius.pop_back();
  EXPECT_EQ(message([&] { store.write_frame(0, frame.view()); }),
            "RunStore::write_frame: column radius has 49 values, not 50");
  frame = made_up_frame(0);
  frame.fields[1].name = "oxygen";
  EXPECT_EQ(message([&] { store.write_frame(0, frame.view()); }),
            "RunStore::write_frame: \"oxygen\" is no new name of a column");
  write_step(store, 0);
  store.finish();
  EXPECT_EQ(message([&] { write_step(store, 1); }), "RunStore::append_series: the run is finished");
  EXPECT_EQ(message([&] { RunReader(path()).frame(1); }), "RunReader::frame: 1 of 1 frames");
}

TEST_F(RunStoreTest, DigestSeesResultsAndNothingElse) {
  const auto digest = [&](const std::string& name, const std::string& machine, double last) {
    const std::string file = (folder() / name).string();
    RunStore store = RunStore::create(file, small_header(machine));
    for (std::uint64_t step = 0; step < 3; ++step) write_step(store, step);
    store.append_series(std::vector<double>{30, last});
    store.finish();
    return digest_of_run(file);
  };
  const std::string reference = digest("a.h5", "one", 0.5);
  EXPECT_EQ(digest("b.h5", "one", 0.5), reference);
  EXPECT_EQ(digest("c.h5", "another, 64 threads", 0.5), reference);
  EXPECT_NE(digest("d.h5", "one", std::nextafter(0.5, 1)), reference);
}

TEST_F(RunStoreTest, DigestTellsAFinishedRunFromAnUnfinishedOne) {
  RunStore store = RunStore::create(path(), small_header());
  write_step(store, 0);
  const std::string before = digest_of_run(path());
  EXPECT_EQ(digest_of_run(path()), before);
  store.finish();
  EXPECT_NE(digest_of_run(path()), before);
}

TEST_F(RunStoreTest, TwoWritersOfOneStoreAreKeptApart) {
  RunStore store = RunStore::create(path(), small_header());
  try {
    RunStore::open_for_resume(path());
    FAIL() << "two writers";
  } catch (const RunError& error) {
    EXPECT_STREQ(error.what(), "at 0 min: the store is being written by another process");
  }
}

}  // namespace
}  // namespace cytotwin
