#include "core/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace cytotwin {
namespace {

// XXH3_128bits of nothing with seed 0, as the reference program `xxhsum -H2 /dev/null` prints it.
TEST(Digest, EmptyInputHasTheReferenceValue) {
  EXPECT_EQ(digest_of(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(Digest().hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Digest, DependsOnBytesNotOnHowTheyWereCut) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(i * 37 % 256);
  Digest pieces;

  for (std::size_t begin = 0, size = 1; begin < text.size(); begin += size, size = size * 2 + 1) {
    pieces.add(std::string_view(text).substr(begin, size));
  }

  EXPECT_EQ(pieces.hex(), digest_of(text));
}

TEST(Digest, OneFlippedBitChangesIt) {
  std::string text(1000, 'a');
  const std::string before = digest_of(text);
  for (const std::size_t at : {0U, 17U, 240U, 999U}) {
    text[at] ^= 1;
    EXPECT_NE(digest_of(text), before) << "byte " << at;
    text[at] ^= 1;
  }
}

TEST(Digest, ReadingItDoesNotEndTheStream) {
  Digest digest;
  digest.add("first ");
  digest.hex();
  digest.add("second");
  EXPECT_EQ(digest.hex(), digest_of("first second"));
}

}  // namespace
}  // namespace cytotwin
