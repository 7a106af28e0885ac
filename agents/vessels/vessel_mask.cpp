#include "agents/vessels/vessel_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/errors.h"

namespace cytotwin {
namespace {

constexpr std::size_t most_pixels = 100'000'000;

/// A file's bytes, read number by number as PBM and PGM write them.
class Bytes {
 public:
  Bytes(std::string file, std::string text) : file_(std::move(file)), text_(std::move(text)) {}

  [[noreturn]] void fail(std::string what, std::string hint) const {
    throw InputError({file_}, std::move(what), std::move(hint));
  }
  const std::string& text() const { return text_; }
  std::size_t left() const { return text_.size() - at_; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(text_[at_++]); }

  /// Skips blanks and comments.
  void skip() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (!std::isspace(static_cast<unsigned char>(text_[at_]))) {
        return;
      } else {
        ++at_;
      }
    }
  }
  std::size_t number(const char* what) {
    skip();
    std::size_t value = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) {
      fail(fmt::format("no number where the {} is expected, at byte {}", what, at_),
           "see the netpbm formats PBM and PGM");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }
  /// The next digit: plain PBM may write them without blanks.
  std::size_t digit() {
    skip();
    if (at_ == text_.size() || (text_[at_] != '0' && text_[at_] != '1')) {
      fail(fmt::format("no 0 or 1 where a pixel is expected, at byte {}", at_),
           "see the netpbm format PBM");
    }
    return static_cast<std::size_t>(text_[at_++] - '0');
  }
  void pass(std::size_t count) { at_ += count; }

 private:
  std::string file_, text_;
  std::size_t at_ = 0;
};

void need(Bytes& bytes, std::size_t wanted) {
  if (bytes.left() < wanted) {
    bytes.fail(fmt::format("cut off: {} bytes of pixels, {} are needed", bytes.left(), wanted),
               "copy the file again");
  }
}

VesselMask read_netpbm(Bytes& bytes) {
  const char kind = bytes.text()[1];
  bytes.pass(2);
  VesselMask mask;
  mask.width = bytes.number("width");
  mask.height = bytes.number("height");
  if (mask.width == 0 || mask.height == 0 || mask.width > most_pixels / mask.height) {
    bytes.fail(fmt::format("a picture of {} x {} pixels", mask.width, mask.height),
               fmt::format("1 to {} pixels", most_pixels));
  }
  const bool grey = kind == '2' || kind == '5';
  const std::size_t greatest = grey ? bytes.number("greatest value") : 1;
  if (greatest == 0 || greatest > 65535) {
    bytes.fail(fmt::format("greatest value {}", greatest), "1 to 65535");
  }
  mask.vessel.resize(mask.width * mask.height);
  const auto is_vessel = [&](std::size_t value) {
    return static_cast<std::uint8_t>(2 * value >= greatest);
  };
  if (kind == '1') {
    for (std::uint8_t& pixel : mask.vessel) pixel = static_cast<std::uint8_t>(bytes.digit());
  } else if (kind == '2') {
    for (std::uint8_t& pixel : mask.vessel) pixel = is_vessel(bytes.number("pixel"));
  } else if (kind == '5') {
    need(bytes, 1 + mask.vessel.size() * (greatest > 255 ? 2 : 1));
    bytes.pass(1);
    for (std::uint8_t& pixel : mask.vessel) {
      std::size_t value = bytes.byte();
      if (greatest > 255) value = 256 * value + bytes.byte();
      pixel = is_vessel(value);
    }
  } else {
    const std::size_t row = (mask.width + 7) / 8;
    need(bytes, 1 + row * mask.height);
    bytes.pass(1);
    for (std::size_t y = 0; y < mask.height; ++y) {
      unsigned bits = 0;
      for (std::size_t x = 0; x < mask.width; ++x) {
        if (x % 8 == 0) bits = bytes.byte();
        mask.vessel[y * mask.width + x] = (bits >> (7 - x % 8)) & 1;
      }
    }
  }
  return mask;
}

std::vector<std::string_view> cut(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t next = text.find(at);
    parts.push_back(text.substr(0, next));
    if (next == std::string_view::npos) return parts;
    text.remove_prefix(next + 1);
  }
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

VesselMask read_csv(const std::string& file, const std::string& text) {
  VesselMask mask;
  std::vector<InputProblem> problems;
  std::size_t line = 0;
  for (const std::string_view whole : cut(text, '\n')) {
    ++line;
    const std::string_view row = without_blanks(whole);
    if (row.empty()) continue;
    const std::vector<std::string_view> cells = cut(row, ',');
    if (mask.height++ == 0) mask.width = cells.size();
    if (cells.size() != mask.width) {
      problems.push_back({{file, line},
                          fmt::format("{} values, the first row has {}", cells.size(), mask.width),
                          "every row must be as long as the first"});
    }
    for (std::size_t x = 0; x < cells.size(); ++x) {
      const std::string_view cell = without_blanks(cells[x]);
      double value = 0;
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
      if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
        problems.push_back({{file, line},
                            fmt::format("value {} is \"{}\"", x + 1, cell),
                            "write numbers; above 0.5 is vessel"});
      }
      mask.vessel.push_back(value > 0.5);
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return mask;
}

bool is_netpbm(const std::string& text) {
  return text.size() > 2 && text[0] == 'P' && std::string_view("1245").find(text[1]) < 4 &&
         std::isspace(static_cast<unsigned char>(text[2]));
}

bool may_be_csv(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && std::string_view("0123456789.+-").find(text[first]) < 13;
}

}  // namespace

VesselMask read_vessel_mask(const std::string& file,
                            std::optional<std::array<std::size_t, 2>> size) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw InputError({file}, "cannot be read", "check its name and rights");
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  const bool netpbm = is_netpbm(text);
  if (!netpbm && !may_be_csv(text)) {
    throw InputError({file}, "is no picture of a known format",
                     "PBM (P1, P4), PGM (P2, P5) or a CSV grid of numbers");
  }
  Bytes bytes(file, netpbm ? text : std::string());
  const VesselMask mask = netpbm ? read_netpbm(bytes) : read_csv(file, text);
  std::vector<InputProblem> problems;
  if (size && (mask.width != (*size)[0] || mask.height != (*size)[1])) {
    problems.push_back({{file},
                        fmt::format("has {} x {} pixels", mask.width, mask.height),
                        fmt::format("{} x {} are expected", (*size)[0], (*size)[1])});
  }
  if (std::find(mask.vessel.begin(), mask.vessel.end(), 1) == mask.vessel.end()) {
    problems.push_back({{file}, "shows no vessel", "1 (PBM) or bright (PGM, CSV) is vessel"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return mask;
}

}  // namespace cytotwin
