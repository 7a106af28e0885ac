#include "viz/collection.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

constexpr double minutes_per_day = 1440;

std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string collection_xml(const std::vector<CollectionEntry>& entries) {
  std::string xml =
      "<?xml version=\"1.0\"?>\n"
      "<!-- timestep: simulated time in days -->\n"
      "<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n"
      "  <Collection>\n";
  for (const CollectionEntry& entry : entries) {
    if (!std::isfinite(entry.minutes) || entry.file.empty()) {
      throw std::invalid_argument(
          fmt::format("collection entry \"{}\" at {} min: needs a file name and a finite time",
                      entry.file, entry.minutes));
    }
    xml += fmt::format("    <DataSet timestep=\"{}\" group=\"\" part=\"0\" file=\"{}\"/>\n",
                       entry.minutes / minutes_per_day, xml_escaped(entry.file));
  }
  return xml + "  </Collection>\n</VTKFile>\n";
}

}  // namespace cytotwin
