#pragma once

#include <memory>
#include <string>

namespace cytotwin {

/// While it lives, VTK's messages are kept here instead of being printed. Not nested.
class VtkMessages {
 public:
  VtkMessages();
  ~VtkMessages();
  VtkMessages(const VtkMessages&) = delete;
  VtkMessages& operator=(const VtkMessages&) = delete;

  /// @param doing  what was attempted, for example "write cells.vtp"
  /// @throws std::runtime_error with VTK's words if an error was reported
  void throw_if_error(const std::string& doing) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cytotwin
