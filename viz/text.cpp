#include "viz/text.h"

#include <fmt/format.h>
#include <vtkNew.h>
#include <vtkStdString.h>
#include <vtkTextProperty.h>
#include <vtkTextRenderer.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace cytotwin {
namespace {

bool starts_word(const std::string& text, std::size_t place) {
  return place == 0 || !std::isalnum(static_cast<unsigned char>(text[place - 1]));
}

bool is_micro(const std::string& unit, std::size_t place) {
  if (unit[place] != 'u' || !starts_word(unit, place) || place + 1 >= unit.size()) return false;
  const std::string rest = unit.substr(place + 1, 3);
  return rest[0] == 'm' || rest[0] == 'M' || rest[0] == 'g' || rest[0] == 'l' || rest[0] == 'L' ||
         rest[0] == 's' || rest.substr(0, 3) == "mol";
}

constexpr std::array<const char*, 10> superscripts = {"⁰", "¹", "²", "³", "⁴",
                                                      "⁵", "⁶", "⁷", "⁸", "⁹"};

}  // namespace

std::string pretty_unit(const std::string& unit) {
  std::string pretty;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (is_micro(unit, i)) {
      pretty += "µ";
    } else if (unit[i] == '^' && i + 1 < unit.size()) {
      if (unit[i + 1] == '-') {
        pretty += "⁻";
        ++i;
      }
      while (i + 1 < unit.size() && std::isdigit(static_cast<unsigned char>(unit[i + 1]))) {
        pretty += superscripts[unit[++i] - '0'];
      }
    } else {
      pretty += unit[i];
    }
  }
  return pretty;
}

std::string pretty_variable(const std::string& name, const std::string& unit) {
  std::string pretty = name;
  std::replace(pretty.begin(), pretty.end(), '_', ' ');
  if (!unit.empty() && unit != "1") pretty += fmt::format(" [{}]", pretty_unit(unit));
  return pretty;
}

std::string time_label(double minutes) {
  if (std::abs(minutes) < 120) return fmt::format("t = {:.3g} min", minutes);
  if (std::abs(minutes) < 1440) return fmt::format("t = {:.3g} h", minutes / 60);
  const auto hours = static_cast<long long>(std::llround(minutes / 60));
  return fmt::format("t = {} d {} h", hours / 24, hours % 24);
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, 1, ' ');
  return digits;
}

void apply(const TextStyle& style, vtkTextProperty& property) {
  property.SetFontFamilyToArial();
  property.SetFontSize(static_cast<int>(std::lround(2 * style.size)));
  property.SetBold(style.bold ? 1 : 0);
  property.SetOrientation(style.turned ? 90 : 0);
  property.SetJustification(static_cast<int>(style.across));
  property.SetVerticalJustification(static_cast<int>(style.upright));
}

double text_width(const std::string& text, const TextStyle& style) {
  vtkNew<vtkTextProperty> property;
  TextStyle flat = style;
  flat.turned = false;
  apply(flat, *property);
  std::array<int, 4> box = {0, 0, 0, 0};
  vtkTextRenderer::GetInstance()->GetBoundingBox(property, vtkStdString(text), box.data(), 72);
  return 0.5 * (box[1] - box[0] + 1);
}

std::string fitted(const std::string& text, const TextStyle& style, double width) {
  std::string shown = text;
  while (!shown.empty() && text_width(shown, style) > width) {
    const std::size_t tail = shown.size() < text.size() ? 3 : 0;  // the ellipsis itself
    std::size_t end = shown.size() - tail;
    if (end == 0) return {};
    // Back to the first byte of the last character.
    do --end;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0) == 0x80);
    shown = shown.substr(0, end) + "…";
  }
  return shown;
}

}  // namespace cytotwin
