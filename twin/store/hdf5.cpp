#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "twin/store/internal_hdf5.h"

namespace cytotwin::hdf5 {

namespace {

// The innermost entry of the error stack is the cause.
herr_t keep_cause(unsigned, const H5E_error2_t* entry, void* text) {
  if (entry->desc != nullptr) *static_cast<std::string*>(text) = entry->desc;
  return 0;
}

std::string cause() {
  std::string text = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_cause, &text);
  return text;
}

Handle property_list(hid_t kind) { return {H5Pcreate(kind), H5Pclose, "property list"}; }

Handle file_properties(std::size_t envelope_size) {
  Handle properties = property_list(H5P_FILE_CREATE);
  check(H5Pset_userblock(properties, envelope_size), "set the room in front");
  check(H5Pset_obj_track_times(properties, false), "switch times off");
  return properties;
}

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

herr_t add_attribute(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Quiet::Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}
Quiet::~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

Handle::Handle(hid_t id, Close closing, const std::string& what) : id_(id), close_(closing) {
  check(id, what);
}
Handle::~Handle() {
  if (id_ >= 0) close_(id_);
}
Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  return *this;
}
void Handle::close() { check(close_(std::exchange(id_, H5I_INVALID_HID)), "close"); }

void check(std::int64_t status, const std::string& what) {
  if (status < 0) throw Error(fmt::format("{}: {}", what, cause()));
}

Handle create_in_memory(std::size_t envelope_size) {
  const Handle access = property_list(H5P_FILE_ACCESS);
  check(H5Pset_fapl_core(access, 4U << 20U, false), "keep a file in memory");
  const Handle creation = file_properties(envelope_size);
  return {H5Fcreate("in memory", H5F_ACC_TRUNC, creation, access), H5Fclose, "file in memory"};
}

std::vector<char> image_of(const Handle& file, std::size_t envelope_size) {
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush the file in memory");
  const ssize_t size = H5Fget_file_image(file, nullptr, 0);
  check(size, "size of the file in memory");
  // The image starts behind the room in front, which is left to the caller.
  std::vector<char> image(envelope_size + static_cast<std::size_t>(size));
  check(H5Fget_file_image(file, image.data() + envelope_size, static_cast<std::size_t>(size)),
        "bytes of the file in memory");
  return image;
}

Handle create_on_disk(const std::string& path, std::size_t envelope_size) {
  const Handle creation = file_properties(envelope_size);
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), H5Fclose, path};
}

Handle open_file(const std::string& path) {
  const Handle access = property_list(H5P_FILE_ACCESS);
  // Files of ours never change once they have their name, so readers need no locks.
  check(H5Pset_file_locking(access, false, true), "switch locks off");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, path};
}

Handle create_group(hid_t parent, const std::string& name) {
  const Handle links = property_list(H5P_LINK_CREATE);
  check(H5Pset_create_intermediate_group(links, 1), "groups on the way");
  const Handle creation = property_list(H5P_GROUP_CREATE);
  check(H5Pset_obj_track_times(creation, false), "switch times off");
  return {H5Gcreate2(parent, name.c_str(), links, creation, H5P_DEFAULT), H5Gclose, name};
}

Handle open_group(hid_t parent, const std::string& name) {
  return {H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose, name};
}

bool exists(hid_t parent, const std::string& name) {
  return H5Lexists(parent, name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> names_of(hid_t group) {
  std::vector<std::string> names;
  hsize_t at = 0;
  check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &at, add_name, &names), "list a group");
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> attributes_of(hid_t object) {
  std::vector<std::string> names;
  hsize_t at = 0;
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &at, add_attribute, &names), "attributes");
  std::sort(names.begin(), names.end());
  return names;
}

bool is_group(hid_t parent, const std::string& name) {
  H5O_info_t info;
  check(H5Oget_info_by_name2(parent, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), name);
  return info.type == H5O_TYPE_GROUP;
}

void link_external(hid_t parent, const std::string& name, const std::string& file) {
  check(H5Lcreate_external(file.c_str(), "/", parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
        name);
}

void copy_root(hid_t from, hid_t to, const std::string& name) {
  check(H5Ocopy(from, "/", to, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), name);
}

std::string external_target(hid_t group, const std::string& name) {
  H5L_info_t info;
  check(H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT), name);
  if (info.type != H5L_TYPE_EXTERNAL) return {};
  std::vector<char> value(info.u.val_size);
  check(H5Lget_val(group, name.c_str(), value.data(), value.size(), H5P_DEFAULT), name);
  const char* file = nullptr;
  const char* path = nullptr;
  check(H5Lunpack_elink_val(value.data(), value.size(), nullptr, &file, &path), name);
  return file;
}

}  // namespace cytotwin::hdf5
