#pragma once

#include <memory>

class vtkRenderWindow;

namespace cytotwin {

/// A render window without a display: Mesa's surfaceless EGL platform, software or device.
/// One call at a time, from any thread.
class OffscreenWindow {
 public:
  /// @throws std::runtime_error naming the EGL call that failed and what to install
  OffscreenWindow();
  ~OffscreenWindow();
  OffscreenWindow(const OffscreenWindow&) = delete;
  OffscreenWindow& operator=(const OffscreenWindow&) = delete;

  vtkRenderWindow& window();

  /// Unbinds the context from the calling thread, so that another one may draw next.
  void release();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cytotwin
