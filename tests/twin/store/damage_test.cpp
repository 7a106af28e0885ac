#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/digest.h"
#include "core/errors.h"
#include "tests/twin/store/store_fixture.h"
#include "twin/store/run_store.h"

namespace cytotwin {
namespace {

class DamageTest : public StoreTest {
 protected:
  void put(const std::string& bytes) const { std::ofstream(path(), std::ios::binary) << bytes; }
  std::string bytes() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write_small_run() const {
    RunStore store = RunStore::create(path(), small_header());
    write_step(store, 0);
    store.finish();
  }
  /// The problem that opening reports, without the path and with its hint.
  std::string refusal() const {
    std::string resume, read;
    try {
      const RunReader run(path());
      for (std::size_t i = 0; i < run.frames(); ++i) run.frame(i);
    } catch (const InputError& error) {
      EXPECT_EQ(error.problems().front().place.file, path());
      read = error.problems().front().message + "; " + error.problems().front().hint;
    }
    try {
      RunStore::open_for_resume(path());
    } catch (const InputError& error) {
      resume = error.problems().front().message + "; " + error.problems().front().hint;
    }
    EXPECT_EQ(resume, read);
    return read;
  }
};

TEST_F(DamageTest, FilesThatAreNoStores) {
  const std::string hint = "; a run store is the run.h5 that `twin run` writes";
  EXPECT_EQ(refusal(), "cannot be opened (No such file or directory); ");
  put("");
  EXPECT_EQ(refusal(), "is no run store" + hint);
  put("minutes,radius\n0,150\n");
  EXPECT_EQ(refusal(), "is no run store" + hint);
  put("\211HDF\r\n\032\n and so on");
  EXPECT_EQ(refusal(), "is an HDF5 file of another program" + hint);
  std::filesystem::remove(path());
  std::filesystem::create_directory(path());
  EXPECT_EQ(refusal(), "is no run store" + hint);
}

TEST_F(DamageTest, OtherSchemaSaysWhichIsReadAndWhatToDo) {
  write_small_run();
  const std::string good = bytes();
  const std::size_t at = good.find("schema 1\n") + 7;
  std::string other = good;
  other[at] = '7';
  put(other);
  EXPECT_EQ(refusal(),
            "has store schema 7; this program reads schema 1; use the newer program that wrote it");
  other[at] = '0';
  put(other);
  EXPECT_EQ(refusal(),
            "has store schema 0; this program reads schema 1; run its scenario again, or read it "
            "with the program version named in its header");
}

TEST_F(DamageTest, CutAnywhere) {
  write_small_run();
  const std::string good = bytes();
  for (const std::size_t size : {100UL, 511UL, 512UL, 600UL, good.size() / 2, good.size() - 1}) {
    put(good.substr(0, size));
    EXPECT_NE(refusal().find("is cut short"), std::string::npos) << size << " bytes";
  }
}

// One changed byte, everywhere in turn: never a crash, never accepted, but for the unused end of
// the envelope.
TEST_F(DamageTest, OneChangedByteAnywhere) {
  write_small_run();
  const std::string good = bytes();
  const std::size_t text = good.find('\0');
  ASSERT_LT(text, 512U);
  for (std::size_t at = 0; at < good.size(); at += 97) {
    if (at >= text && at < 512) continue;
    std::string changed = good;
    changed[at] ^= 0x10;
    put(changed);
    EXPECT_NE(refusal(), "") << "byte " << at;
  }
}

// A sealed file with wrong content is not what damage makes, yet it must not crash either.
TEST_F(DamageTest, SealedNonsenseIsRefused) {
  std::string rest = "\211HDF\r\n\032\n";
  rest.resize(3000, 'x');
  std::string envelope = "cytotwin store\nschema 1\nbytes " + std::to_string(rest.size()) +
                         "\nxxh3 " + digest_of(rest) + "\n";
  envelope.resize(512);
  put(envelope + rest);
  EXPECT_NE(refusal().find("cannot be read as a run store ("), std::string::npos);
}

}  // namespace
}  // namespace cytotwin
