#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "twin/store/internal_file.h"

namespace cytotwin::store_file {

namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

/// An open file that is closed and, unless kept, removed.
class AsideFile {
 public:
  explicit AsideFile(std::string path)
      : path_(std::move(path)),
        descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) fail(errno, path_);
  }
  ~AsideFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!keep_) ::unlink(path_.c_str());
  }
  AsideFile(const AsideFile&) = delete;
  AsideFile& operator=(const AsideFile&) = delete;
  int descriptor() const { return descriptor_; }
  void close_and_keep() {
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno, path_);
    keep_ = true;
  }

 private:
  std::string path_;
  int descriptor_;
  bool keep_ = false;
};

void write_all(int descriptor, const std::vector<char>& bytes, const std::string& path) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno, path);
    done += static_cast<std::size_t>(written);
  }
}

void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(errno, folder);
  // Some network file systems cannot sync a folder and say EINVAL; they order renames themselves.
  const int error = ::fsync(descriptor) != 0 && errno != EINVAL ? errno : 0;
  ::close(descriptor);
  if (error != 0) fail(error, folder);
}

}  // namespace

std::string aside_of(const std::string& path) { return path + ".tmp"; }

void put_in_place(const std::string& aside, const std::string& path) {
  if (::rename(aside.c_str(), path.c_str()) != 0) fail(errno, path);
  sync_folder_of(path);
}

void write_whole(const std::string& path, const std::vector<char>& bytes) {
  {
    AsideFile aside(aside_of(path));
    write_all(aside.descriptor(), bytes, path);
    if (::fsync(aside.descriptor()) != 0) fail(errno, path);
    aside.close_and_keep();
  }
  put_in_place(aside_of(path), path);
}

void require_room(const std::string& path, std::size_t bytes) {
  AsideFile file(path);
  const int error = ::posix_fallocate(file.descriptor(), 0, static_cast<off_t>(bytes));
  if (error != 0) fail(error, path);
}

FolderLock::FolderLock(const std::string& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(errno, folder);
  // File systems without locks answer with another error: then nobody is kept out.
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(std::exchange(descriptor_, -1));
    fail(EWOULDBLOCK, folder);
  }
}
FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace cytotwin::store_file
