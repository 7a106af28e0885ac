#include "core/toml/source_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>

#include "core/toml/suggest.h"
#include "core/toml/utf8.h"

namespace cytotwin {

namespace {

constexpr std::size_t shown_bytes = 160;
constexpr std::size_t listed_files = 20;

[[noreturn]] void refuse(const SourceHandle& source, std::size_t offset, std::string message,
                         std::string hint) {
  SourcePlace place = Mark{source, offset, 1}.place();
  // The line may hold the very bytes that must not reach a terminal.
  place.text.clear();
  throw InputError(std::move(place), std::move(message), std::move(hint));
}

void screen_characters(const SourceHandle& source) {
  const std::string& text = source->text;
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\n') line_start = at + 1;
    if (at > line_start + max_line_bytes)
      refuse(source, line_start, "this line is too long",
             fmt::format("at most {} bytes a line", max_line_bytes));
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F)
      refuse(source, at, fmt::format("control character 0x{:02x}", byte),
             "only tabs and line ends are accepted");
    const std::size_t length = utf8_character(text, at);
    if (length == 0)
      refuse(source, at, fmt::format("byte 0x{:02x} is not valid UTF-8", byte),
             "save the file as UTF-8");
    at += length;
  }
}

/// Walks over the text as TOML does, minding strings and comments.
class StructureScreen {
 public:
  explicit StructureScreen(const SourceHandle& source) : source_(source), text_(source->text) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'')
        skip_string(c);
      else if (c == '#')
        skip_comment();
      else
        structure(c);
    }
  }

 private:
  void structure(char c) {
    if (c == '[' || c == '{') {
      if (++depth_ > max_nesting)
        refuse(source_, at_, "brackets are nested too deeply",
               fmt::format("at most {} levels", max_nesting));
      if (c == '[') refuse_empty_list();
    } else if (c == ']' || c == '}') {
      if (depth_ > 0) --depth_;
    } else if (c == '.') {
      if (++dots_ > max_nesting)
        refuse(source_, at_, "too many dots in one key", fmt::format("at most {}", max_nesting));
    }
    if (c != '.' && (c == '=' || c == '\n' || c == ',' || c == '{')) dots_ = 0;
    ++at_;
  }

  void refuse_empty_list() {
    const std::size_t start = at_;
    ++at_;
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '#')) {
      if (text_[at_] == '#')
        skip_comment();
      else
        ++at_;
    }
    if (at_ < text_.size() && text_[at_] == ']')
      refuse(source_, start, "an empty list", "leave the key out, or give it at least one value");
    at_ = start;
  }

  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void skip_string(char quote) {
    const bool multi_line = text_.compare(at_, 3, std::string(3, quote)) == 0;
    at_ += multi_line ? 3 : 1;
    while (at_ < text_.size()) {
      if (quote == '"' && text_[at_] == '\\') {
        at_ += 2;
      } else if (multi_line && text_.compare(at_, 3, std::string(3, quote)) == 0) {
        at_ += 3;
        return;
      } else if (!multi_line && (text_[at_] == quote || text_[at_] == '\n')) {
        ++at_;
        return;
      } else {
        ++at_;
      }
    }
  }

  const SourceHandle& source_;
  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t dots_ = 0;
};

std::string with_plain_line_ends(std::string bytes) {
  if (bytes.compare(0, 3, "\xEF\xBB\xBF") == 0) bytes.erase(0, 3);
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    out += bytes[i];
  }
  return out;
}

/// What to read in place of a file that is not there: the file nearest in name, or all of its
/// folder if they are few.
std::string other_files(const std::filesystem::path& missing) {
  const std::filesystem::path written = missing.parent_path();
  const std::filesystem::path folder = written.empty() ? "." : written;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return fmt::format("there is no folder \"{}\"", folder.string());
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".toml") names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  // The extension is what people leave out or get wrong most.
  const std::string wanted = missing.filename().replace_extension(".toml").string();
  if (names.size() > listed_files && !nearest(wanted, names))
    return fmt::format("there are {} others in this folder", names.size());
  return suggestion(wanted, names, "TOML files in this folder");
}

}  // namespace

SourcePlace Mark::place() const {
  SourcePlace place;
  if (!source) return place;
  place.file = source->name;
  if (!source->has_lines || offset == whole) return place;
  const std::string& text = source->text;
  const std::size_t at = std::min(offset, text.size());
  const std::size_t newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t start = newline == std::string::npos ? 0 : newline + 1;
  const auto begin = text.begin();
  place.line = 1 + static_cast<std::size_t>(
                       std::count(begin, begin + static_cast<std::ptrdiff_t>(start), '\n'));
  place.column = 1;
  for (std::size_t i = start; i < at; ++i) place.column += continues_utf8(text[i]) ? 0 : 1;
  const std::size_t end = std::min(text.find('\n', start), text.size());
  place.text = utf8_prefix(std::string_view(text).substr(start, end - start), shown_bytes);
  return place;
}

std::string Mark::written() const {
  return source && offset != whole ? source->text.substr(offset, length) : "";
}

SourceHandle screened_source(std::string name, std::string bytes, std::filesystem::path directory) {
  if (bytes.size() > max_source_bytes)
    throw InputError(
        {name, 0, 0, {}}, fmt::format("the file has {} bytes", bytes.size()),
        fmt::format("such a file has at most {}; put data into CSV files", max_source_bytes));
  auto source = std::make_shared<SourceText>();
  source->name = std::move(name);
  source->text = with_plain_line_ends(std::move(bytes));
  source->directory = std::move(directory);
  const SourceHandle handle = source;
  screen_characters(handle);
  StructureScreen(handle).run();
  return handle;
}

SourceHandle read_source(const std::filesystem::path& file) {
  const SourcePlace whole{file.string(), 0, 0, {}};
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    throw InputError(whole, "this is a folder, not a file");
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    if (!std::filesystem::exists(file, error))
      throw InputError(whole, "no such file", other_files(file));
    throw InputError(whole, "cannot open this file", "is it readable?");
  }
  // Not the whole of a device or of a file that was given by mistake.
  std::string bytes(max_source_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return screened_source(file.string(), std::move(bytes), file.parent_path());
}

}  // namespace cytotwin
