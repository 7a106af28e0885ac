#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cytotwin::bench {

/// What is allowed in place of a word that was not taken; nothing if it was.
using Taken = std::optional<std::string>;

inline Taken take_number(const std::string& word, double low, double high, const char* allowed,
                         double& target) {
  double value = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failure != std::errc{} || end != word.data() + word.size() || !(value >= low) ||
      !(value <= high))
    return allowed;
  target = value;
  return {};
}

template <class Integer>
Taken take_integer(const std::string& word, Integer low, Integer high, Integer& target) {
  Integer value = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failure != std::errc{} || end != word.data() + word.size() || value < low || value > high)
    return fmt::format("a whole number from {} to {}", low, high);
  target = value;
  return {};
}

template <class Value>
Taken take_choice(const std::string& word,
                  const std::vector<std::pair<std::string, Value>>& choices, Value& target,
                  std::string* name = nullptr) {
  std::vector<std::string> names;
  for (const auto& [choice, value] : choices) {
    names.push_back(choice);
    if (choice != word) continue;
    target = value;
    if (name) *name = word;
    return {};
  }
  return fmt::format("one of {}", fmt::join(names, ", "));
}

}  // namespace cytotwin::bench
