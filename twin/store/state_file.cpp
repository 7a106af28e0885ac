#include "twin/store/state_file.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/errors.h"
#include "twin/store/internal_file.h"

namespace cytotwin {

namespace {

class Image {
 public:
  Image() : bytes_(store_file::envelope_size) {}

  void add(const void* from, std::size_t size) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + size);
    if (size > 0) std::memcpy(bytes_.data() + at, from, size);
  }
  void add_size(std::uint64_t size) { add(&size, sizeof size); }
  void add_array(const std::string& name, const StateArray& array) {
    add_size(name.size());
    add(name.data(), name.size());
    add_size(array.index());
    std::visit(
        [&](const auto& values) {
          add_size(values.size());
          add(values.data(), values.size() * sizeof values[0]);
        },
        array);
  }
  std::vector<char>& bytes() { return bytes_; }

 private:
  std::vector<char> bytes_;
};

/// Takes apart what Image put together; the envelope has vouched for the bytes.
class Parts {
 public:
  explicit Parts(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(store_file::envelope_size);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
  }

  bool at_end() const { return at_ == bytes_.size(); }
  void take(void* to, std::size_t size) {
    if (size > 0) std::memcpy(to, bytes_.data() + at_, size);
    at_ += size;
  }
  std::uint64_t take_size() {
    std::uint64_t size = 0;
    take(&size, sizeof size);
    return size;
  }
  void take_array(StateArrays& state) {
    std::string name(take_size(), '\0');
    take(name.data(), name.size());
    const std::uint64_t kind = take_size();
    if (kind == 0) take_values<double>(name, state);
    if (kind == 1) take_values<std::uint64_t>(name, state);
    if (kind == 2) take_values<std::uint16_t>(name, state);
    if (kind == 3) take_values<std::uint8_t>(name, state);
  }

 private:
  template <class T>
  void take_values(const std::string& name, StateArrays& state) {
    std::vector<T> values(take_size());
    take(values.data(), values.size() * sizeof(T));
    state.set(name, values);
  }

  std::vector<char> bytes_;
  std::size_t at_ = 0;
};

}  // namespace

void write_state(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  Image image;
  image.add(&checkpoint.minutes, sizeof checkpoint.minutes);
  for (const auto& [name, array] : checkpoint.state.all()) image.add_array(name, array);
  store_file::seal(image.bytes());
  try {
    store_file::write_whole(file.string(), image.bytes());
  } catch (const std::system_error& error) {
    throw RunError(error.what(), checkpoint.minutes);
  }
}

Checkpoint read_state(const std::filesystem::path& file) {
  store_file::verify(file.string());
  Parts parts(file);
  Checkpoint checkpoint{0, StateArrays(file.string())};
  parts.take(&checkpoint.minutes, sizeof checkpoint.minutes);
  while (!parts.at_end()) parts.take_array(checkpoint.state);
  return checkpoint;
}

}  // namespace cytotwin
