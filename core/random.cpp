#include "core/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace cytotwin {

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t entity, std::uint32_t step,
                           Purpose purpose)
    : counter_{static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32), step,
               static_cast<std::uint32_t>(purpose) << 16},
      key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

std::uint32_t RandomStream::bits() {
  if (used_ == 4) {
    const auto drawn = r123::Philox4x32{}({{counter_[0], counter_[1], counter_[2], counter_[3]}},
                                          {{key_[0], key_[1]}});
    for (unsigned i = 0; i < 4; ++i) block_[i] = drawn[i];
    ++counter_[3];
    used_ = 0;
  }
  return block_[used_++];
}

double RandomStream::uniform() {
  const std::uint64_t high = bits() >> 6;  // 26 bits
  const std::uint64_t low = bits() >> 6;   // 26 bits
  return (static_cast<double>((high << 26) | low) + 0.5) * 0x1p-52;
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double RandomStream::exponential() { return -std::log(uniform()); }

Vec3 RandomStream::planar_direction() {
  const double angle = 2 * std::numbers::pi * uniform();
  return {std::cos(angle), std::sin(angle), 0};
}

Vec3 RandomStream::direction() {
  const double z = 2.0 * uniform() - 1.0;
  const double angle = 2.0 * std::numbers::pi * uniform();
  const double across = std::sqrt(1.0 - z * z);
  return {across * std::cos(angle), across * std::sin(angle), z};
}

}  // namespace cytotwin
