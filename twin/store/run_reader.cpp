#include "twin/store/run_reader.h"

#include <fmt/format.h>

#include <stdexcept>

#include "twin/store/internal_run_file.h"

namespace cytotwin {

struct RunReader::Impl {
  RunFile file;
};

RunReader::RunReader(const std::string& path)
    : impl_(std::make_unique<Impl>(Impl{RunFile(path)})) {}
RunReader::~RunReader() = default;
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;

const RunHeader& RunReader::header() const { return impl_->file.main().header; }
const SeriesTable& RunReader::series() const { return impl_->file.main().series; }
bool RunReader::complete() const { return impl_->file.main().complete; }
std::size_t RunReader::frames() const { return frame_minutes().size(); }
const std::vector<double>& RunReader::frame_minutes() const {
  return impl_->file.main().frame_minutes;
}

OwnedFrame RunReader::frame(std::size_t index) const {
  if (index >= frames()) {
    throw std::invalid_argument(fmt::format("RunReader::frame: {} of {} frames", index, frames()));
  }
  OwnedFrame frame;
  impl_->file.with_group(layout::frame_path(index),
                         [&](hid_t group) { frame = layout::read_frame(group); });
  return frame;
}

std::optional<Checkpoint> RunReader::last_checkpoint() const {
  const auto& numbers = impl_->file.main().checkpoints;
  if (numbers.empty()) return std::nullopt;
  const std::string name = layout::checkpoint_path(numbers.back());
  std::optional<Checkpoint> checkpoint;
  impl_->file.with_group(name, [&](hid_t group) {
    checkpoint = layout::read_checkpoint(group, impl_->file.path() + ":/" + name);
  });
  return checkpoint;
}

}  // namespace cytotwin
