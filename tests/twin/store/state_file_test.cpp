#include "twin/store/state_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/errors.h"

namespace cytotwin {
namespace {

namespace fs = std::filesystem;

class StateFile : public testing::Test {
 protected:
  StateFile() {
    fs::create_directories(folder_);
    state_.minutes = 1440.125;
    state_.state.set("population/x", std::vector<double>{-0.0, 1e-310, 3.25});
    state_.state.set("population/id", std::vector<std::uint64_t>{0, ~std::uint64_t{0}});
    state_.state.set("population/type", std::vector<std::uint16_t>{65535});
    state_.state.set("population/phase", std::vector<std::uint8_t>{});
  }
  ~StateFile() override { fs::remove_all(folder_); }

  std::string refusal() const {
    try {
      read_state(file_);
    } catch (const InputError& error) {
      return error.problems().front().message;
    }
    return "no InputError";
  }

  fs::path folder_ =
      fs::temp_directory_path() / ("cytotwin_state_file_" + std::to_string(getpid()));
  fs::path file_ = folder_ / "member_0_condition_0";
  Checkpoint state_;
};

TEST_F(StateFile, ReturnsEveryBit) {
  write_state(file_, state_);
  const Checkpoint back = read_state(file_);
  EXPECT_EQ(back.minutes, state_.minutes);
  EXPECT_EQ(back.state.all(), state_.state.all());
  EXPECT_TRUE(std::signbit(back.state.get<double>("population/x")[0]));
}

TEST_F(StateFile, GivesTheSameBytesTwice) {
  const auto bytes = [&] {
    write_state(file_, state_);
    std::ifstream in(file_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_EQ(bytes(), bytes());
}

TEST_F(StateFile, ThatIsDamagedCutOrGoneIsRefused) {
  EXPECT_NE(refusal().find("cannot be opened"), std::string::npos);
  write_state(file_, state_);
  const auto size = fs::file_size(file_);
  {
    std::fstream in_place(file_, std::ios::in | std::ios::out | std::ios::binary);
    in_place.seekp(static_cast<std::streamoff>(size - 1));
    in_place.put('x');
  }
  EXPECT_NE(refusal().find("is damaged"), std::string::npos);
  write_state(file_, state_);
  fs::resize_file(file_, size - 8);
  EXPECT_NE(refusal().find("is cut short"), std::string::npos);
}

TEST_F(StateFile, ThatCannotBeWrittenIsARunError) {
  EXPECT_THROW(write_state(folder_ / "no" / "such" / "folder", state_), RunError);
}

}  // namespace
}  // namespace cytotwin
