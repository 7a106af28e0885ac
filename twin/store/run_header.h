#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

/// Version of the store's layout that this program writes and reads (docs: run store).
inline constexpr std::uint64_t store_schema = 1;

/// What a run is; written once, never changed by a resume.
struct RunHeader {
  std::string scenario;      ///< the fully resolved scenario, TOML
  std::string code_version;  ///< see twin/version.h
  std::uint64_t seed = 0;
  std::string machine;  ///< host, processor, threads; no part of the content digest
  std::vector<std::string> series_names;  ///< columns of the series; the first is "minutes"
  std::vector<std::string> series_units;  ///< one a name
};

}  // namespace cytotwin
