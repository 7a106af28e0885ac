#pragma once

// Private to this folder: files that are either whole and right or not there.

#include <cstddef>
#include <string>
#include <vector>

namespace cytotwin::store_file {

/// Bytes in front of the HDF5 part of every file of ours (an HDF5 "user block"). They hold text:
/// what the file is, the schema number, the size of the rest and its digest, so that damage and
/// other versions are told apart before any byte is interpreted.
inline constexpr std::size_t envelope_size = 512;

/// Fills in the envelope of a file image (its first envelope_size bytes).
void seal(std::vector<char>& image);
/// The same for a file on disk, then fsync. @throws std::system_error
void seal(const std::string& path);

/// Checks envelope, size and digest of a file.
/// @throws InputError saying what is wrong: not there, not ours, another schema, cut, damaged
void verify(const std::string& path);

/// Writes aside (path + ".tmp"), fsync, rename, fsync of the folder: after a kill or a power cut
/// the path holds the old file or the new one. @throws std::system_error; the old file is intact
void write_whole(const std::string& path, const std::vector<char>& bytes);
/// The last half of write_whole() for a file that already lies aside and is synced.
void put_in_place(const std::string& aside, const std::string& path);
std::string aside_of(const std::string& path);

/// Asks the file system for `bytes` more, then gives them back.
/// @throws std::system_error with the path if there is no room
void require_room(const std::string& path, std::size_t bytes);

/// Exclusive lock of a folder for as long as it lives; dies with the process.
class FolderLock {
 public:
  FolderLock() = default;
  /// @throws std::system_error (EWOULDBLOCK) if another process or object holds it
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;

 private:
  int descriptor_ = -1;
};

}  // namespace cytotwin::store_file
