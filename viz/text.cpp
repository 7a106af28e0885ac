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
#include <filesystem>

namespace cytotwin {
namespace {

constexpr const char* plain_font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* bold_font = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";

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

bool has_full_font() {
  static const bool found =
      std::filesystem::exists(plain_font) && std::filesystem::exists(bold_font);
  return found;
}

std::string power_of_ten(int exponent) {
  if (!has_full_font()) return fmt::format("1e{}", exponent);
  return pretty_unit(fmt::format("10^{}", exponent));
}

std::string number_text(double value, int decimals) {
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text[0] != '-') return text;
  // Rounding may leave "-0" or "-0.0".
  const std::string size = text.substr(1);
  return size.find_first_of("123456789") == std::string::npos ? size : fmt::format("−{}", size);
}

std::string place_text(double micrometres) {
  const double tenths = std::round(10 * micrometres);
  return number_text(micrometres, std::fmod(tenths, 10) == 0 ? 0 : 1);
}

std::string pretty_unit(const std::string& unit) {
  std::string pretty;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (is_micro(unit, i)) {
      pretty += "µ";
    } else if (unit[i] == '^' && i + 1 < unit.size() && has_full_font()) {
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
  const char* file = style.bold ? bold_font : plain_font;
  if (has_full_font()) {
    property.SetFontFamily(VTK_FONT_FILE);
    property.SetFontFile(file);
  } else {
    property.SetFontFamilyToArial();
  }
  property.SetFontSize(static_cast<int>(std::lround(2 * style.size)));
  property.SetBold(style.bold && !has_full_font() ? 1 : 0);
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
  for (std::size_t kept = text.size(); kept > 0 && text_width(shown, style) > width;) {
    // Back to the first byte of the last character kept.
    do --kept;
    while (kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xC0) == 0x80);
    shown = text.substr(0, kept);
    shown += "…";
  }
  return shown;
}

}  // namespace cytotwin
