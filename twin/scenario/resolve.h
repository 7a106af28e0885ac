#pragma once

#include <string>

#include "twin/scenario/draft.h"

namespace cytotwin {

/// A checked draft as TOML: every key with its value in internal units, in the order of the
/// schema. Reading it gives the same scenario, and writing that the same bytes.
std::string resolved_toml(const Table& table, const ScenarioDraft& draft);

}  // namespace cytotwin
