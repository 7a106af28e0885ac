#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/toml/node.h"

namespace cytotwin {

/// A scenario's files as one tree.
struct LoadedScenario {
  Node root;
  std::vector<std::string> files;  ///< read, the given one first
};

/// Reads a file and those that it extends, then applies `--set` texts in their order.
/// @throws InputError for files that cannot be read, syntax errors, circles of `extends`, another
///   schema version, and overrides that name nothing
LoadedScenario load_scenario(const SourceHandle& source, const std::vector<std::string>& overrides);

/// The values of `over` laid on those of `base`: tables key by key; lists of tables by their
/// `name` or else `substance`, if all elements have one; anything else replaces.
void merge(Node& base, Node over);

/// One `--set` text, "time.end=10 d" or "cell_type.tumour.oxygen.cycle_threshold=8 mmHg" or
/// "substance[0].decay=...": elements of lists by name or by number from 0.
/// @throws InputError
void apply_override(Node& root, const std::string& text);

}  // namespace cytotwin
