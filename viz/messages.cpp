#include "viz/messages.h"

#include <fmt/format.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>
#include <vtkSmartPointer.h>

#include <stdexcept>

namespace cytotwin {
namespace {

class CollectingWindow : public vtkOutputWindow {
 public:
  static CollectingWindow* New();
  vtkTypeMacro(CollectingWindow, vtkOutputWindow) void DisplayText(const char*) override {}
  void DisplayErrorText(const char* text) override { errors += text; }
  void DisplayWarningText(const char*) override {}
  void DisplayGenericWarningText(const char*) override {}
  void DisplayDebugText(const char*) override {}
  std::string errors;
};
vtkStandardNewMacro(CollectingWindow)

}  // namespace

struct VtkMessages::Impl {
  vtkSmartPointer<vtkOutputWindow> before = vtkOutputWindow::GetInstance();
  vtkNew<CollectingWindow> window;
};

VtkMessages::VtkMessages() : impl_(std::make_unique<Impl>()) {
  vtkOutputWindow::SetInstance(impl_->window);
}

VtkMessages::~VtkMessages() { vtkOutputWindow::SetInstance(impl_->before); }

void VtkMessages::throw_if_error(const std::string& doing) const {
  if (impl_->window->errors.empty()) return;
  throw std::runtime_error(fmt::format("cannot {}: {}", doing, impl_->window->errors));
}

}  // namespace cytotwin
