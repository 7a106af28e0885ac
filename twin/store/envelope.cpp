#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>
#include <system_error>

#include "core/digest.h"
#include "core/errors.h"
#include "twin/store/internal_file.h"
#include "twin/store/run_header.h"

namespace cytotwin::store_file {

namespace {

constexpr std::string_view first_line = "cytotwin store\n";
constexpr std::string_view hdf5_magic = "\211HDF\r\n\032\n";

struct Envelope {
  std::uint64_t schema = 0;
  std::uint64_t bytes = 0;
  std::string digest;
};

std::string text_of(const Envelope& envelope) {
  return fmt::format("{}schema {}\nbytes {}\nxxh3 {}\n", first_line, envelope.schema,
                     envelope.bytes, envelope.digest);
}

// The rest of the line that starts with a key; empty if there is none.
std::string_view value_of(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(fmt::format("\n{} ", key));
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size() + 2);
  return text.substr(0, text.find('\n'));
}

std::uint64_t number_of(std::string_view text, std::string_view key) {
  const std::string_view value = value_of(text, key);
  std::uint64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

[[noreturn]] void refuse(const std::string& path, std::string message, std::string hint) {
  throw InputError(SourcePlace{path, 0, 0, {}}, std::move(message), std::move(hint));
}

constexpr const char* how_to_go_on =
    "take an undamaged copy, or compute it again from its scenario";

Envelope read_envelope(std::istream& file, const std::string& path) {
  std::string text(envelope_size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!text.starts_with(first_line)) {
    refuse(path,
           text.starts_with(hdf5_magic) ? "is an HDF5 file of another program" : "is no run store",
           "a run store is the run.h5 that `twin run` writes");
  }
  if (text.size() < envelope_size) refuse(path, "is cut short", how_to_go_on);
  const Envelope envelope{number_of(text, "schema"), number_of(text, "bytes"),
                          std::string(value_of(text, "xxh3"))};
  if (envelope.schema != store_schema) {
    refuse(path,
           fmt::format("has store schema {}; this program reads schema {}", envelope.schema,
                       store_schema),
           envelope.schema > store_schema ? "use the newer program that wrote it"
                                          : "run its scenario again, or read it with the program "
                                            "version named in its header");
  }
  return envelope;
}

// Digest and size of what follows the envelope.
std::pair<std::string, std::uint64_t> digest_rest(std::istream& file) {
  Digest digest;
  std::uint64_t size = 0;
  std::vector<char> buffer(1U << 20U);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    digest.add(std::string_view(buffer.data(), count));
    size += count;
  }
  return {digest.hex(), size};
}

}  // namespace

void seal(std::vector<char>& image) {
  const std::string_view rest(image.data() + envelope_size, image.size() - envelope_size);
  const std::string text = text_of({store_schema, rest.size(), digest_of(rest)});
  std::memset(image.data(), 0, envelope_size);
  std::memcpy(image.data(), text.data(), text.size());
}

void seal(const std::string& path) {
  std::string text;
  {
    std::ifstream file(path, std::ios::binary);
    file.seekg(envelope_size);
    const auto [digest, size] = digest_rest(file);
    text = text_of({store_schema, size, digest});
  }
  text.resize(envelope_size, '\0');
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), path);
  const bool written =
      ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
      ::fsync(descriptor) == 0;
  const int error = errno;
  ::close(descriptor);
  if (!written) throw std::system_error(error, std::generic_category(), path);
}

void verify(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, fmt::format("cannot be opened ({})", std::strerror(errno)), "");
  const Envelope envelope = read_envelope(file, path);
  const auto [digest, size] = digest_rest(file);
  if (size < envelope.bytes) {
    refuse(path, fmt::format("is cut short: {} of {} bytes are there", size, envelope.bytes),
           how_to_go_on);
  }
  if (size != envelope.bytes || digest != envelope.digest) {
    refuse(path, "is damaged: its content does not match its digest", how_to_go_on);
  }
}

}  // namespace cytotwin::store_file
