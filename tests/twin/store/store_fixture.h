#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "agents/cells/population.h"
#include "twin/store/owned_frame.h"
#include "twin/store/population_state.h"
#include "twin/store/run_reader.h"
#include "twin/store/run_store.h"

namespace cytotwin {

/// A fresh folder for one test, removed at its end.
class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string name = (std::filesystem::temp_directory_path() / "store_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "run.h5").string(); }
  std::string part(const std::string& name) const { return path() + ".parts/" + name; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

inline RunHeader small_header(const std::string& machine = "test machine") {
  return {"[twin]\nname = \"sph\u00e9ro\u00efde\"\n",
          "0.1.0 (test)",
          42,
          machine,
          {"minutes", "cells"},
          {"min", ""}};
}

/// Numbers without pattern, the same for the same (step, column).
inline std::vector<double> noise(std::size_t size, std::uint64_t step, std::uint64_t column) {
  std::vector<double> values(size);
  std::uint64_t state = step * 1000003 + column * 7919 + 1;
  for (double& value : values) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    value = static_cast<double>(state >> 11U) * 0x1p-53;
  }
  return values;
}

/// Frame `step` of a made-up run.
inline OwnedFrame made_up_frame(std::uint64_t step, std::size_t cells = 50) {
  OwnedFrame frame;
  frame.minutes = 10.0 * static_cast<double>(step);
  for (std::size_t i = 0; i < cells; ++i) frame.id.push_back(3 * i + step);
  frame.x = noise(cells, step, 0);
  frame.y = noise(cells, step, 1);
  frame.z = noise(cells, step, 2);
  frame.radius = noise(cells, step, 3);
  frame.cells.push_back({"pressure", "", noise(cells, step, 4), {}});
  frame.cells.push_back({"phase", "", std::vector<std::uint8_t>(cells, 2), {"G0G1", "S", "G2M"}});
  frame.cells.push_back({"type", "", std::vector<std::uint16_t>(cells, 700), {}});
  frame.cells.push_back({"mother", "", std::vector<std::uint64_t>(cells, ~0ULL), {}});
  frame.grid = {{4, 3, 2}, {20, 10, 5}, {-40, -15, -5}};
  frame.fields.push_back({"oxygen", "mmHg", noise(24, step, 5)});
  frame.fields.push_back({"glucose", "mM", noise(24, step, 6)});
  return frame;
}

inline Checkpoint made_up_checkpoint(std::uint64_t step, std::size_t cells = 300) {
  Checkpoint checkpoint;
  checkpoint.minutes = 10.0 * static_cast<double>(step);
  checkpoint.state.set_value<std::uint64_t>("clock/tick", step * 10000);
  checkpoint.state.set("field/oxygen", noise(cells, step, 7));
  return checkpoint;
}

/// What one step of the made-up run writes: two rows, a frame, and a checkpoint where it is due.
inline void write_step(RunStore& store, std::uint64_t step, std::uint64_t checkpoint_every = 1) {
  for (int half = 0; half < 2; ++half) {
    const double minutes = 10.0 * static_cast<double>(step) + 5 * half;
    store.append_series(std::vector<double>{minutes, noise(1, step, 8).front()});
  }
  store.write_frame(store.frames(), made_up_frame(step).view());
  if ((step + 1) % checkpoint_every == 0) store.write_checkpoint(made_up_checkpoint(step + 1));
}

}  // namespace cytotwin
