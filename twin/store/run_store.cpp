#include "twin/store/run_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "twin/store/internal_run_store.h"

namespace cytotwin {

namespace {

constexpr std::size_t checkpoints_kept = 2;

SeriesTable empty_series(const RunHeader& header) {
  const auto& names = header.series_names;
  std::set<std::string> taken;
  for (const std::string& name : names) {
    if (name.empty() || name.find('/') != std::string::npos || !taken.insert(name).second) {
      throw std::invalid_argument(
          fmt::format("RunStore::create: \"{}\" is no new name of a series", name));
    }
  }
  if (header.series_units.size() != names.size()) {
    throw std::invalid_argument(fmt::format("RunStore::create: {} series have {} units",
                                            names.size(), header.series_units.size()));
  }
  return {names, header.series_units, std::vector<std::vector<double>>(names.size())};
}

}  // namespace

RunStore::RunStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunStore::~RunStore() = default;
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;

RunStore RunStore::create(const std::string& path, RunHeader header) {
  layout::Main main;
  main.series = empty_series(header);
  main.header = std::move(header);
  auto impl = std::make_unique<Impl>(Impl{path, {}, 0, {}});
  guarded(0, [&] {
    impl->take_lock();
    impl->commit(std::move(main));
    impl->remove_strangers();
  });
  return RunStore(std::move(impl));
}

const RunHeader& RunStore::header() const { return impl_->main.header; }
const SeriesTable& RunStore::series() const { return impl_->main.series; }
std::size_t RunStore::frames() const { return impl_->main.frame_minutes.size(); }
bool RunStore::complete() const { return impl_->main.complete; }

void RunStore::write_frame(std::size_t index, const FrameView& frame) {
  impl_->require_incomplete("write_frame");
  if (index != frames()) {
    throw std::invalid_argument(
        fmt::format("RunStore::write_frame: index {}, the next is {}", index, frames()));
  }
  impl_->minutes = frame.minutes;
  guarded(frame.minutes, [&] {
    impl_->write_part(frame_file(index), [&](hid_t root) { layout::write_frame(root, frame); });
    layout::Main next = impl_->main;
    next.frame_minutes.push_back(frame.minutes);
    impl_->commit(std::move(next));
  });
}

void RunStore::append_series(std::span<const double> row) {
  impl_->require_incomplete("append_series");
  auto& columns = impl_->main.series.columns;
  if (row.size() != columns.size()) {
    throw std::invalid_argument(
        fmt::format("RunStore::append_series: {} values, {} columns", row.size(), columns.size()));
  }
  for (std::size_t c = 0; c < row.size(); ++c) columns[c].push_back(row[c]);
}

void RunStore::write_checkpoint(const Checkpoint& checkpoint) {
  impl_->require_incomplete("write_checkpoint");
  impl_->minutes = checkpoint.minutes;
  guarded(checkpoint.minutes, [&] {
    layout::Main next = impl_->main;
    auto& numbers = next.checkpoints;
    const std::uint64_t number = numbers.empty() ? 0 : numbers.back() + 1;
    const layout::Progress progress{number, frames(), next.series.rows()};
    impl_->write_part(checkpoint_file(number),
                      [&](hid_t root) { layout::write_checkpoint(root, checkpoint, progress); });
    numbers.push_back(number);
    if (numbers.size() > checkpoints_kept) numbers.erase(numbers.begin());
    impl_->commit(std::move(next));
    if (number >= checkpoints_kept) {
      std::error_code ignored;
      std::filesystem::remove(impl_->part(checkpoint_file(number - checkpoints_kept)), ignored);
    }
  });
}

void RunStore::finish() {
  impl_->require_incomplete("finish");
  const std::string aside = store_file::aside_of(impl_->path);
  guarded(impl_->minutes, [&] {
    layout::Main before = impl_->main;
    auto& numbers = impl_->main.checkpoints;
    if (numbers.size() > 1) numbers.erase(numbers.begin(), numbers.end() - 1);
    impl_->main.complete = true;
    try {
      // The library copes badly with a full disk, so the room is asked for first.
      std::size_t room = 1U << 20U;
      for (const std::string& file : impl_->part_files()) {
        room += std::filesystem::file_size(impl_->part(file));
      }
      room += std::filesystem::file_size(impl_->path);
      store_file::require_room(aside, room);
      impl_->join(aside);
      store_file::put_in_place(aside, impl_->path);
    } catch (...) {
      impl_->main = std::move(before);
      std::error_code ignored;
      std::filesystem::remove(aside, ignored);
      throw;
    }
  });
  impl_->lock = {};
  std::error_code ignored;
  std::filesystem::remove_all(parts_folder(impl_->path), ignored);
}

}  // namespace cytotwin
