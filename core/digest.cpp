#include "core/digest.h"

// The one source that knows xxhash; inlined, so nothing more is linked.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

namespace cytotwin {

struct Digest::State {
  State() { XXH3_128bits_reset(&hash); }
  XXH3_state_t hash;
};

Digest::Digest() : state_(std::make_unique<State>()) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->hash, bytes.data(), bytes.size());
}

void Digest::add(std::string_view text) {
  XXH3_128bits_update(&state_->hash, text.data(), text.size());
}

std::string Digest::hex() const {
  const XXH128_hash_t value = XXH3_128bits_digest(&state_->hash);
  return fmt::format("{:016x}{:016x}", value.high64, value.low64);
}

std::string digest_of(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hex();
}

}  // namespace cytotwin
