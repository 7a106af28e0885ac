#pragma once

// Private to this folder: owners of HDF5 handles and the few calls that the store needs.

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace cytotwin::hdf5 {

/// A failed call; what() says which object and the library's own reason.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps the library from printing its error stack while alive.
class Quiet {
 public:
  Quiet();
  ~Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// Owner of one identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  /// @throws Error naming `what` if id is negative
  Handle(hid_t id, Close closing, const std::string& what);
  ~Handle();
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  operator hid_t() const { return id_; }
  /// Closes now. @throws Error if the library reports a failure
  void close();

 private:
  hid_t id_;
  Close close_;
};

/// @throws Error naming `what` and the library's reason if status is negative
void check(std::int64_t status, const std::string& what);

/// An empty file in memory, to become bytes by image_of(); `envelope_size` bytes are left free in
/// front, a power of two from 512 on.
Handle create_in_memory(std::size_t envelope_size);
/// Bytes of a file made by create_in_memory(); the first `envelope_size` are zero.
std::vector<char> image_of(const Handle& file, std::size_t envelope_size);
/// An empty file on disk with `envelope_size` bytes left free in front.
Handle create_on_disk(const std::string& path, std::size_t envelope_size);
Handle open_file(const std::string& path);

Handle create_group(hid_t parent, const std::string& name);
Handle open_group(hid_t parent, const std::string& name);
bool exists(hid_t parent, const std::string& name);
/// Names of the links of a group, sorted.
std::vector<std::string> names_of(hid_t group);
/// Names of an object's attributes, sorted.
std::vector<std::string> attributes_of(hid_t object);
bool is_group(hid_t parent, const std::string& name);
/// Adds a link to the root of another file, relative to the folder of this one.
void link_external(hid_t parent, const std::string& name, const std::string& file);
/// Copies all of a file into a new group; compressed chunks move as they are.
void copy_root(hid_t from, hid_t to, const std::string& name);
/// Target file of an external link; empty if the link is no external one.
std::string external_target(hid_t group, const std::string& name);

/// Numbers of an n-dimensional array, last index fastest; chunked, shuffled and deflated from a few
/// kilobytes on. T is double, uint64_t, uint16_t or uint8_t; stored little-endian.
template <class T>
void write_array(hid_t group, const std::string& name, std::span<const T> values,
                 const std::vector<std::size_t>& shape);
template <class T>
void write_array(hid_t group, const std::string& name, std::span<const T> values) {
  write_array(group, name, values, {values.size()});
}
/// @throws Error if the element type is not T
template <class T>
std::vector<T> read_array(hid_t group, const std::string& name);
/// Calls use with a null pointer to the element type that a data set holds.
/// @throws Error if it holds none of the four
template <class Use>
void with_element_type(hid_t group, const std::string& name, Use&& use);
/// Kinds of values; the numbers are the element size in bytes, negative for floating point.
enum class Kind { float64 = -8, text = 0, unsigned8 = 1, unsigned16 = 2, unsigned64 = 8 };
Kind dataset_kind(hid_t group, const std::string& name);
Kind attribute_kind(hid_t object, const std::string& name);
std::vector<std::uint64_t> shape_of(hid_t group, const std::string& name);

void write_text(hid_t group, const std::string& name, const std::string& text);
std::string read_text(hid_t group, const std::string& name);

void write_attribute(hid_t object, const std::string& name, const std::string& text);
void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& texts);
void write_attribute(hid_t object, const std::string& name, std::uint64_t value);
void write_attribute(hid_t object, const std::string& name, double value);
void write_attribute(hid_t object, const std::string& name, std::span<const double> values);
void write_attribute(hid_t object, const std::string& name, std::span<const std::uint64_t> values);
bool has_attribute(hid_t object, const std::string& name);
std::vector<std::string> read_texts(hid_t object, const std::string& name);
std::string read_attribute_text(hid_t object, const std::string& name);
std::uint64_t read_unsigned(hid_t object, const std::string& name);
double read_double(hid_t object, const std::string& name);
std::vector<double> read_doubles(hid_t object, const std::string& name);
std::vector<std::uint64_t> read_unsigneds(hid_t object, const std::string& name);

template <class Use>
void with_element_type(hid_t group, const std::string& name, Use&& use) {
  switch (dataset_kind(group, name)) {
    case Kind::float64:
      return use(static_cast<double*>(nullptr));
    case Kind::unsigned64:
      return use(static_cast<std::uint64_t*>(nullptr));
    case Kind::unsigned16:
      return use(static_cast<std::uint16_t*>(nullptr));
    case Kind::unsigned8:
      return use(static_cast<std::uint8_t*>(nullptr));
    default:
      throw Error(name + ": holds no numbers of a type that a store has");
  }
}

}  // namespace cytotwin::hdf5
