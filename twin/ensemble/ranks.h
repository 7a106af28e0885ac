#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace cytotwin {

/// Bytes from one process to another.
struct RankMessage {
  int from = 0;
  std::vector<std::byte> bytes;
};

/// The processes of one command that were started together, under mpirun or srun. Used from one
/// thread only.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  virtual void send(int to, const std::vector<std::byte>& bytes) = 0;
  /// The next message that has arrived from anyone; none if there is none.
  virtual std::optional<RankMessage> poll() = 0;
};

/// Interface between the program and the library that holds MPI; raise with each change.
inline constexpr int ranks_interface_version = 1;
extern "C" Ranks* cytotwin_mpi_create(int interface_version);

/// The ranks of this command; null where it was started alone, which is seen from the environment,
/// so that MPI is loaded only where there is something to share.
/// @throws std::runtime_error if it was started with others but the MPI library is not there
std::unique_ptr<Ranks> join_ranks();

}  // namespace cytotwin
