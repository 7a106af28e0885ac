#include "core/toml/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace cytotwin {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    std::swap(before, row);
    std::swap(row, next);
  }
  return row[b.size()];
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

namespace {

bool same_letters(char a, char b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return lower(a) == lower(b);
}

}  // namespace

std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::equal(wrong.begin(), wrong.end(), name.begin(), name.end(), same_letters)) return name;
  }
  std::optional<std::string> best;
  // Long wrong names are cut off: the distance costs their product.
  std::size_t least = wrong.size() > 100 ? 0 : wrong.size() <= 3 ? 2 : 3;
  for (const std::string& name : names) {
    const std::size_t distance = least == 0 ? 1 : edit_distance(wrong, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& names,
                       std::string_view label) {
  if (const auto best = nearest(wrong, names)) return fmt::format("did you mean \"{}\"?", *best);
  if (names.empty()) return fmt::format("there are no {}", label);
  return fmt::format("{}: {}", label, joined(names));
}

}  // namespace cytotwin
