#include <cstring>
#include <set>
#include <span>

#include "core/digest.h"
#include "twin/store/internal_run_file.h"
#include "twin/store/run_reader.h"

namespace cytotwin {

namespace {

using namespace hdf5;

// What may differ between two runs with the same results: also how often a run was stopped and
// saved, which is all that the number of a checkpoint says.
const std::set<std::string> left_out = {"/header/machine", "/header/code_version",
                                        "/checkpoints/N/number"};

// Every value goes in with its length in front, so that no two contents give the same stream.
void add_text(Digest& digest, const std::string& text) {
  const std::uint64_t size = text.size();
  digest.add(std::as_bytes(std::span(&size, 1)));
  digest.add(text);
}

template <class T>
void add_values(Digest& digest, const std::vector<T>& values) {
  const std::uint64_t size = values.size();
  digest.add(std::as_bytes(std::span(&size, 1)));
  digest.add(std::as_bytes(std::span(values)));
}

void add_attributes(Digest& digest, hid_t object, const std::string& path) {
  for (const std::string& name : attributes_of(object)) {
    if (left_out.contains(path + name)) continue;
    add_text(digest, "attribute " + path + name);
    switch (attribute_kind(object, name)) {
      case Kind::text:
        for (const std::string& text : read_texts(object, name)) add_text(digest, text);
        break;
      case Kind::float64:
        add_values(digest, read_doubles(object, name));
        break;
      default:
        add_values(digest, read_unsigneds(object, name));
    }
  }
}

void add_dataset(Digest& digest, hid_t group, const std::string& name, const std::string& path) {
  add_text(digest, "data set " + path);
  const Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  add_attributes(digest, dataset, path + "/");
  if (dataset_kind(group, name) == Kind::text) return add_text(digest, read_text(group, name));
  add_values(digest, shape_of(group, name));
  with_element_type(group, name,
                    [&]<class T>(T*) { add_values(digest, read_array<T>(group, name)); });
}

/// Adds a group; its path starts and ends with '/' and is called what the digest calls it.
void add_group(Digest& digest, const RunFile& file, hid_t group, const std::string& path) {
  add_text(digest, "group " + path);
  add_attributes(digest, group, path);
  for (const std::string& name : names_of(group)) {
    const std::string below = path + (path == "/checkpoints/" ? "N" : name);
    if (!external_target(group, name).empty()) {
      file.with_group((path + name).substr(1),
                      [&](hid_t part) { add_group(digest, file, part, below + "/"); });
    } else if (is_group(group, name)) {
      add_group(digest, file, open_group(group, name), below + "/");
    } else {
      add_dataset(digest, group, name, below);
    }
  }
}

}  // namespace

std::string digest_of_run(const std::string& path) {
  const RunFile file(path);
  const Quiet quiet;
  Digest digest;
  file.with_group("/", [&](hid_t root) { add_group(digest, file, root, "/"); });
  return digest.hex();
}

}  // namespace cytotwin
