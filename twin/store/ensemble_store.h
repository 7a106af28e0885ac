#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/forward.h"

namespace cytotwin {

/// What an ensemble is; written once.
struct EnsembleHeader {
  std::string scenario;      ///< the fully resolved scenario, TOML
  std::string code_version;  ///< see twin/version.h
  std::uint64_t seed = 0;    ///< member i has seed + i
  std::string design;        ///< how parameters were drawn, in words
  std::vector<std::string> parameter_names, parameter_units;
  std::vector<std::string> conditions;
  SeriesShape shape;
  std::string notes;               ///< on where the members come from, JSON; may be empty
  std::vector<double> parameters;  ///< shape (members, parameters), parameters fastest

  std::size_t members() const {
    return parameter_names.empty() ? seeds : parameters.size() / parameter_names.size();
  }
  std::size_t seeds = 0;  ///< members of an ensemble without parameters: seeds only
};

enum class MemberStatus : std::uint8_t { pending = 0, done = 1, failed = 2 };

/// Many simulations in one HDF5 file (docs/outputs.md has its layout).
///
/// Every value has its place in the file from the start, so that the bytes of a complete store do
/// not depend on the order in which simulations end, and one that is killed at any moment opens:
/// what was not written is pending.
class EnsembleStore {
 public:
  /// Makes the file aside and gives it its name when it is whole.
  /// @throws std::runtime_error if it cannot be written
  static EnsembleStore create(const std::filesystem::path& file, const EnsembleHeader& header);
  /// To go on, or only to read.
  /// @throws InputError if there is no such file or it is no ensemble
  static EnsembleStore open(const std::filesystem::path& file, bool writable);
  EnsembleStore(EnsembleStore&&) noexcept;
  EnsembleStore& operator=(EnsembleStore&&) noexcept;
  ~EnsembleStore();

  const EnsembleHeader& header() const;

  MemberStatus status(std::size_t member, std::size_t condition) const;
  /// Whether all conditions of a member are done.
  bool is_done(std::size_t member) const;
  std::string reason(std::size_t member, std::size_t condition) const;  ///< of a failure
  /// @returns shape (times, names), NaN unless done
  std::vector<double> series(std::size_t member, std::size_t condition) const;

  /// On disk, as far as the program goes, with the return.
  void write_done(std::size_t member, std::size_t condition, std::span<const double> series);
  void write_failed(std::size_t member, std::size_t condition, const std::string& reason);

  /// Digest of all values, whatever the file's layout; see core/digest.h.
  std::string digest() const;

 private:
  struct Impl;
  explicit EnsembleStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cytotwin
