#include <filesystem>
#include <utility>

#include "twin/store/internal_run_store.h"

namespace cytotwin {

void RunStore::Impl::take_lock() {
  std::filesystem::create_directories(parts_folder(path));
  lock = store_file::FolderLock(parts_folder(path));
}

std::set<std::string> RunStore::Impl::part_files() const {
  std::set<std::string> files;
  for (std::size_t i = 0; i < main.frame_minutes.size(); ++i) files.insert(frame_file(i));
  for (const std::uint64_t number : main.checkpoints) files.insert(checkpoint_file(number));
  return files;
}

void RunStore::Impl::write_part(const std::string& file,
                                const std::function<void(hid_t)>& write) const {
  const hdf5::Handle memory = hdf5::create_in_memory(store_file::envelope_size);
  write(memory);
  auto image = hdf5::image_of(memory, store_file::envelope_size);
  store_file::seal(image);
  store_file::write_whole(part(file), image);
}

void RunStore::Impl::commit(layout::Main next) {
  const hdf5::Handle memory = hdf5::create_in_memory(store_file::envelope_size);
  layout::write_main(memory, next);
  const std::string folder = std::filesystem::path(parts_folder(path)).filename().string() + "/";
  for (std::size_t i = 0; i < next.frame_minutes.size(); ++i) {
    hdf5::link_external(memory, layout::frame_path(i), folder + frame_file(i));
  }
  for (const std::uint64_t number : next.checkpoints) {
    hdf5::link_external(memory, layout::checkpoint_path(number), folder + checkpoint_file(number));
  }
  auto image = hdf5::image_of(memory, store_file::envelope_size);
  store_file::seal(image);
  store_file::write_whole(path, image);
  main = std::move(next);
}

void RunStore::Impl::remove_strangers() const {
  const auto ours = part_files();
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parts_folder(path))) {
    if (!ours.contains(entry.path().filename().string())) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

void RunStore::Impl::require_incomplete(const char* call) const {
  if (main.complete) {
    throw std::logic_error(fmt::format("RunStore::{}: the run is finished", call));
  }
}

void RunStore::Impl::join(const std::string& aside) const {
  hdf5::Handle file = hdf5::create_on_disk(aside, store_file::envelope_size);
  layout::write_main(file, main);
  for (std::size_t i = 0; i < main.frame_minutes.size(); ++i) {
    store_file::verify(part(frame_file(i)));
    hdf5::copy_root(hdf5::open_file(part(frame_file(i))), file, layout::frame_path(i));
  }
  for (const std::uint64_t number : main.checkpoints) {
    store_file::verify(part(checkpoint_file(number)));
    hdf5::copy_root(hdf5::open_file(part(checkpoint_file(number))), file,
                    layout::checkpoint_path(number));
  }
  file.close();
  store_file::seal(aside);
}

}  // namespace cytotwin
