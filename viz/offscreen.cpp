#include "viz/offscreen.h"

#include <GL/glew.h>
// After glew, which must come before any other OpenGL header.
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <fmt/format.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>

#include <array>
#include <stdexcept>

namespace cytotwin {
namespace {

[[noreturn]] void fail_egl(const char* call) {
  throw std::runtime_error(
      fmt::format("cannot draw pictures: {} failed (EGL error 0x{:x}); a surfaceless EGL is "
                  "needed, on Debian from the packages libegl-mesa0 and libgl1-mesa-dri",
                  call, eglGetError()));
}

/// Owns an EGL display, a desktop OpenGL 3.2 core context and a small pixel buffer to bind it to.
class EglContext {
 public:
  EglContext() {
    const auto platform_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (platform_display == nullptr) fail_egl("eglGetPlatformDisplayEXT");
    display_ = platform_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display_ == EGL_NO_DISPLAY) fail_egl("eglGetPlatformDisplayEXT");
    if (!eglInitialize(display_, nullptr, nullptr)) fail_egl("eglInitialize");
    if (!eglBindAPI(EGL_OPENGL_API)) fail_egl("eglBindAPI");
    create();
  }
  ~EglContext() {
    unbind();
    eglDestroyContext(display_, context_);
    eglDestroySurface(display_, surface_);
    // The display is shared by the whole process and stays initialised.
  }
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

  void bind() {
    if (!eglMakeCurrent(display_, surface_, surface_, context_)) fail_egl("eglMakeCurrent");
  }
  void unbind() { eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT); }
  bool is_bound() const { return eglGetCurrentContext() == context_; }

 private:
  void create() {
    constexpr std::array<EGLint, 13> wanted = {EGL_SURFACE_TYPE,
                                               EGL_PBUFFER_BIT,
                                               EGL_RED_SIZE,
                                               8,
                                               EGL_GREEN_SIZE,
                                               8,
                                               EGL_BLUE_SIZE,
                                               8,
                                               EGL_DEPTH_SIZE,
                                               24,
                                               EGL_RENDERABLE_TYPE,
                                               EGL_OPENGL_BIT,
                                               EGL_NONE};
    EGLConfig config = nullptr;
    EGLint found = 0;
    if (!eglChooseConfig(display_, wanted.data(), &config, 1, &found) || found == 0) {
      fail_egl("eglChooseConfig");
    }
    constexpr std::array<EGLint, 5> small = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    surface_ = eglCreatePbufferSurface(display_, config, small.data());
    if (surface_ == EGL_NO_SURFACE) fail_egl("eglCreatePbufferSurface");
    constexpr std::array<EGLint, 7> core = {EGL_CONTEXT_MAJOR_VERSION,
                                            3,
                                            EGL_CONTEXT_MINOR_VERSION,
                                            2,
                                            EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                            EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                            EGL_NONE};
    context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, core.data());
    if (context_ == EGL_NO_CONTEXT) fail_egl("eglCreateContext");
  }

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLSurface surface_ = EGL_NO_SURFACE;
  EGLContext context_ = EGL_NO_CONTEXT;
};

/// VTK's window for contexts of others. Without IsCurrent() every frame would be black, silently.
class EglRenderWindow : public vtkGenericOpenGLRenderWindow {
 public:
  static EglRenderWindow* New();
  vtkTypeMacro(EglRenderWindow, vtkGenericOpenGLRenderWindow)

      void use(EglContext* context) {
    context_ = context;
  }
  void MakeCurrent() override {
    if (context_ != nullptr) context_->bind();
  }
  bool IsCurrent() override { return context_ != nullptr && context_->is_bound(); }

  // Debian's GLEW is built for GLX: it loads every function through EGL, then reports that there
  // is no X display, which the base class takes for a failure and leaves itself half set up.
  void OpenGLInitContext() override {
    if (Initialized) return;
    const GLenum result = glewInit();
    GlewInitValid = result == GLEW_OK || result == GLEW_ERROR_NO_GLX_DISPLAY;
    if (!GlewInitValid) throw std::runtime_error("cannot draw pictures: no OpenGL functions");
    Initialized = true;
    std::array<float, 2> range = {1, 1};
    glGetFloatv(GL_ALIASED_LINE_WIDTH_RANGE, range.data());
    MaximumHardwareLineWidth = range[1];
  }

 private:
  EglContext* context_ = nullptr;
};
vtkStandardNewMacro(EglRenderWindow)

}  // namespace

struct OffscreenWindow::Impl {
  EglContext context;  // outlives the window, which frees its resources in it
  vtkNew<EglRenderWindow> window;
};

OffscreenWindow::OffscreenWindow() : impl_(std::make_unique<Impl>()) {
  EglRenderWindow& window = *impl_->window;
  window.use(&impl_->context);
  window.SetOwnContext(0);
  window.SetReadyForRendering(true);
  window.SetOffScreenRendering(1);
  window.SetUseOffScreenBuffers(true);
  window.SetMultiSamples(0);  // 8 by default: four times slower; pictures are drawn at 2x instead
  window.SetNumberOfLayers(2);
  window.MakeCurrent();
  window.OpenGLInit();
  release();
}

OffscreenWindow::~OffscreenWindow() {
  if (impl_) impl_->window->Finalize();
}

vtkRenderWindow& OffscreenWindow::window() { return *impl_->window; }

void OffscreenWindow::release() { impl_->context.unbind(); }

}  // namespace cytotwin
