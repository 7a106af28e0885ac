#include "viz/render.h"

#include <fmt/format.h>
#include <vtkContext2D.h>
#include <vtkContextActor.h>
#include <vtkContextItem.h>
#include <vtkContextScene.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "viz/messages.h"
#include "viz/offscreen.h"

namespace cytotwin {
namespace {

class PaintItem : public vtkContextItem {
 public:
  static PaintItem* New();
  vtkTypeMacro(PaintItem, vtkContextItem) bool Paint(vtkContext2D* context) override {
    Canvas canvas(*context);
    (*paint)(canvas);
    return true;
  }
  const std::function<void(Canvas&)>* paint = nullptr;
};
vtkStandardNewMacro(PaintItem)

    /// The window shows these renderers while this lives, and no other.
    class Shown {
 public:
  Shown(OffscreenWindow& offscreen, std::vector<vtkRenderer*> renderers)
      : offscreen_(offscreen), renderers_(std::move(renderers)) {
    for (vtkRenderer* renderer : renderers_) offscreen_.window().AddRenderer(renderer);
  }
  ~Shown() {
    for (vtkRenderer* renderer : renderers_) offscreen_.window().RemoveRenderer(renderer);
    offscreen_.release();
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

 private:
  OffscreenWindow& offscreen_;
  std::vector<vtkRenderer*> renderers_;
};

void check_size(PictureSize size) {
  if (size.width >= 320 && size.width <= 8192 && size.height >= 240 && size.height <= 8192) return;
  throw std::invalid_argument(fmt::format(
      "picture of {} x {} pixels (allowed: 320 x 240 to 8192 x 8192)", size.width, size.height));
}

}  // namespace

Image render_picture(OffscreenWindow& offscreen, PictureSize size, vtkRenderer* scene,
                     const std::function<void(Canvas&)>& paint) {
  check_size(size);
  const VtkMessages messages;
  vtkNew<PaintItem> item;
  item->paint = &paint;
  vtkNew<vtkContextActor> actor;
  actor->GetScene()->AddItem(item);
  vtkNew<vtkRenderer> paper, overlay;
  paper->SetBackground(1, 1, 1);  // what the scene's viewport leaves would keep the last picture
  overlay->SetLayer(1);
  overlay->AddActor(actor);
  actor->GetScene()->SetRenderer(overlay);

  vtkRenderWindow& window = offscreen.window();
  const int width = 2 * size.width, height = 2 * size.height;
  window.SetSize(width, height);
  std::vector<vtkRenderer*> renderers = {paper};
  if (scene != nullptr) renderers.push_back(scene);
  renderers.push_back(overlay);
  const Shown shown(offscreen, std::move(renderers));
  window.Render();
  vtkNew<vtkUnsignedCharArray> pixels;
  window.GetPixelData(0, 0, width - 1, height - 1, 1, pixels);
  messages.throw_if_error("draw a picture");
  return halved({pixels->GetPointer(0), static_cast<std::size_t>(pixels->GetNumberOfValues())},
                width, height);
}

}  // namespace cytotwin
