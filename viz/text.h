#pragma once

#include <string>

class vtkTextProperty;

namespace cytotwin {

/// A coordinate to a tenth: "-4.5", "12".
std::string place_text(double micrometres);

/// Whether the font with all signs is there (Debian: fonts-dejavu-core). VTK's own has no
/// superscripts beyond 3, which would silently vanish: without the font they are not used.
bool has_full_font();

/// "10⁵", or "1e5" without the font.
std::string power_of_ten(int exponent);

/// With a real minus sign, and never "-0".
std::string number_text(double value, int decimals);

/// "um^2/min" as "µm²/min": micro and superscripts for the eye.
std::string pretty_unit(const std::string& unit);

/// "nuclear_solid", "um^3" as "nuclear solid [µm³]"; no bracket without a unit.
std::string pretty_variable(const std::string& name, const std::string& unit);

/// "t = 45 min", "t = 5.5 h", "t = 3 d 12 h".
std::string time_label(double minutes);

/// "20 000": groups of three, as SI writes numbers.
std::string grouped(std::size_t number);

enum class Align { low, centre, high };

struct TextStyle {
  double size = 18;  ///< height of a line [pixels of the finished picture]
  bool bold = false;
  Align across = Align::low;      ///< along the line: left, centre, right
  Align upright = Align::centre;  ///< bottom, centre, top
  bool turned = false;            ///< read from bottom to top
};

/// Width of a line of text [pixels of the finished picture].
double text_width(const std::string& text, const TextStyle& style);

/// The text, shortened with an ellipsis if wider than `width`.
std::string fitted(const std::string& text, const TextStyle& style, double width);

/// Sets up VTK's description of a text, at the doubled size that pictures are drawn at.
void apply(const TextStyle& style, vtkTextProperty& property);

}  // namespace cytotwin
