#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cytotwin {

/// Content digest of a stream of bytes: XXH3, 128 bits (Collet, xxhash 0.8). It finds damage and
/// differences; it is no protection against forgery.
///
/// The digest depends on the bytes alone, not on how they were cut into calls of add(). A caller
/// that hashes several values frames them (lengths, separators) so that two lists of values never
/// give the same stream.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  /// Digest of what was added so far: 32 lower-case hexadecimal digits. More may follow.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Digest of one piece of text or bytes, 32 hexadecimal digits.
std::string digest_of(std::string_view bytes);

}  // namespace cytotwin
