#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <type_traits>

#include "twin/store/internal_hdf5.h"

namespace cytotwin::hdf5 {

namespace {

constexpr std::size_t smallest_compressed = 4096;  // bytes; below, chunks cost more than they save
constexpr std::size_t largest_chunk = 1U << 20U;   // bytes; the library caches 1 MiB a data set
constexpr unsigned deflate_level = 1;

template <class T>
struct Types;
template <>
struct Types<double> {
  static hid_t file() { return H5T_IEEE_F64LE; }
  static hid_t memory() { return H5T_NATIVE_DOUBLE; }
};
template <>
struct Types<std::uint64_t> {
  static hid_t file() { return H5T_STD_U64LE; }
  static hid_t memory() { return H5T_NATIVE_UINT64; }
};
template <>
struct Types<std::uint16_t> {
  static hid_t file() { return H5T_STD_U16LE; }
  static hid_t memory() { return H5T_NATIVE_UINT16; }
};
template <>
struct Types<std::uint8_t> {
  static hid_t file() { return H5T_STD_U8LE; }
  static hid_t memory() { return H5T_NATIVE_UINT8; }
};

Handle space_of(const std::vector<std::size_t>& shape) {
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose,
          "shape"};
}

std::size_t size_of(hid_t space) {
  const hssize_t size = H5Sget_simple_extent_npoints(space);
  check(size, "number of values");
  return static_cast<std::size_t>(size);
}

// Whole rows of the slow indices, as many as fit.
std::vector<hsize_t> chunk_of(const std::vector<std::size_t>& shape, std::size_t element) {
  std::vector<hsize_t> chunk(shape.size(), 1);
  std::size_t room = largest_chunk / element;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    chunk[axis] = std::min(shape[axis], std::max<std::size_t>(room, 1));
    room /= chunk[axis];
  }
  return chunk;
}

Handle dataset_properties(const std::vector<std::size_t>& shape, std::size_t element) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "property list");
  check(H5Pset_obj_track_times(properties, false), "switch times off");
  const std::size_t bytes =
      std::accumulate(shape.begin(), shape.end(), element, std::multiplies<>());
  if (bytes < smallest_compressed) return properties;
  const auto chunk = chunk_of(shape, element);
  check(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "chunks");
  if (element > 1) check(H5Pset_shuffle(properties), "shuffle");
  check(H5Pset_deflate(properties, deflate_level), "deflate");
  return properties;
}

Handle open_dataset(hid_t group, const std::string& name) {
  return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name};
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "text type");
  check(H5Tset_size(type, H5T_VARIABLE), "text type");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "text type");
  return type;
}

void put_attribute(hid_t object, const std::string& name, hid_t file, hid_t memory, hid_t space,
                   const void* values) {
  const Handle attribute(H5Acreate2(object, name.c_str(), file, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, name);
  if (values != nullptr) check(H5Awrite(attribute, memory, values), name);
}

Handle open_attribute(hid_t object, const std::string& name) {
  return {H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, name};
}

Kind kind_of(const Handle& type) {
  const int size = static_cast<int>(H5Tget_size(type));
  switch (H5Tget_class(type)) {
    case H5T_STRING:
      return Kind::text;
    case H5T_FLOAT:
      return Kind{-size};
    default:
      return Kind{size};
  }
}

// The library allocates variable-length texts; they go back to it whatever happens.
std::vector<std::string> taken(std::vector<char*>& texts) {
  std::vector<std::string> result;
  for (char* text : texts) {
    result.emplace_back(text == nullptr ? "" : text);
    H5free_memory(text);
  }
  return result;
}

template <class T>
std::vector<T> read_numbers(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  std::vector<T> values(size_of(space));
  if (!values.empty()) check(H5Aread(attribute, Types<T>::memory(), values.data()), name);
  return values;
}

template <class T>
T single(const std::vector<T>& values, const std::string& name) {
  if (values.size() != 1) throw Error(fmt::format("{}: is no single value", name));
  return values.front();
}

Handle scalar() { return {H5Screate(H5S_SCALAR), H5Sclose, "scalar"}; }

}  // namespace

template <class T>
void write_array(hid_t group, const std::string& name, std::span<const T> values,
                 const std::vector<std::size_t>& shape) {
  const Handle space = space_of(shape);
  if (size_of(space) != values.size()) {
    throw Error(
        fmt::format("{}: {} values, the shape holds {}", name, values.size(), size_of(space)));
  }
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "property list");
  check(H5Pset_create_intermediate_group(links, 1), "groups on the way");
  const Handle properties = dataset_properties(shape, sizeof(T));
  const Handle dataset(
      H5Dcreate2(group, name.c_str(), Types<T>::file(), space, links, properties, H5P_DEFAULT),
      H5Dclose, name);
  if (values.empty()) return;
  check(H5Dwrite(dataset, Types<T>::memory(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), name);
}

template <class T>
std::vector<T> read_array(hid_t group, const std::string& name) {
  constexpr int size = static_cast<int>(sizeof(T));
  if (dataset_kind(group, name) != Kind{std::is_floating_point_v<T> ? -size : size}) {
    throw Error(fmt::format("{}: holds another type of number", name));
  }
  const Handle dataset = open_dataset(group, name);
  const Handle space(H5Dget_space(dataset), H5Sclose, name);
  std::vector<T> values(size_of(space));
  if (values.empty()) return values;
  check(H5Dread(dataset, Types<T>::memory(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), name);
  return values;
}

template void write_array(hid_t, const std::string&, std::span<const double>,
                          const std::vector<std::size_t>&);
template void write_array(hid_t, const std::string&, std::span<const std::uint64_t>,
                          const std::vector<std::size_t>&);
template void write_array(hid_t, const std::string&, std::span<const std::uint16_t>,
                          const std::vector<std::size_t>&);
template void write_array(hid_t, const std::string&, std::span<const std::uint8_t>,
                          const std::vector<std::size_t>&);
template std::vector<double> read_array(hid_t, const std::string&);
template std::vector<std::uint64_t> read_array(hid_t, const std::string&);
template std::vector<std::uint16_t> read_array(hid_t, const std::string&);
template std::vector<std::uint8_t> read_array(hid_t, const std::string&);

Kind dataset_kind(hid_t group, const std::string& name) {
  const Handle dataset = open_dataset(group, name);
  return kind_of(Handle(H5Dget_type(dataset), H5Tclose, name));
}

Kind attribute_kind(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  return kind_of(Handle(H5Aget_type(attribute), H5Tclose, name));
}

std::vector<std::uint64_t> shape_of(hid_t group, const std::string& name) {
  const Handle dataset = open_dataset(group, name);
  const Handle space(H5Dget_space(dataset), H5Sclose, name);
  std::array<hsize_t, H5S_MAX_RANK> sizes{};
  const int rank = H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  check(rank, name);
  return {sizes.begin(), sizes.begin() + rank};
}

void write_text(hid_t group, const std::string& name, const std::string& text) {
  const Handle type = text_type();
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "property list");
  check(H5Pset_obj_track_times(properties, false), "switch times off");
  const Handle dataset(
      H5Dcreate2(group, name.c_str(), type, scalar(), H5P_DEFAULT, properties, H5P_DEFAULT),
      H5Dclose, name);
  const char* start = text.c_str();
  check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &start), name);
}

std::string read_text(hid_t group, const std::string& name) {
  const Handle dataset = open_dataset(group, name);
  std::vector<char*> texts(1, nullptr);
  check(H5Dread(dataset, text_type(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), name);
  return taken(texts).front();
}

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = text_type();
  const char* start = text.c_str();
  put_attribute(object, name, type, type, scalar(), &start);
}

void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& texts) {
  std::vector<const char*> starts;
  for (const std::string& text : texts) starts.push_back(text.c_str());
  const Handle type = text_type();
  put_attribute(object, name, type, type, space_of({texts.size()}), starts.data());
}

void write_attribute(hid_t object, const std::string& name, std::uint64_t value) {
  put_attribute(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, scalar(), &value);
}

void write_attribute(hid_t object, const std::string& name, std::span<const double> values) {
  put_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, space_of({values.size()}),
                values.data());
}

void write_attribute(hid_t object, const std::string& name, double value) {
  put_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, scalar(), &value);
}

void write_attribute(hid_t object, const std::string& name, std::span<const std::uint64_t> values) {
  put_attribute(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, space_of({values.size()}),
                values.data());
}

bool has_attribute(hid_t object, const std::string& name) {
  return H5Aexists(object, name.c_str()) > 0;
}

std::vector<std::string> read_texts(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  std::vector<char*> texts(size_of(space), nullptr);
  if (!texts.empty()) check(H5Aread(attribute, text_type(), texts.data()), name);
  return taken(texts);
}

std::string read_attribute_text(hid_t object, const std::string& name) {
  return single(read_texts(object, name), name);
}

std::vector<double> read_doubles(hid_t object, const std::string& name) {
  return read_numbers<double>(object, name);
}

std::vector<std::uint64_t> read_unsigneds(hid_t object, const std::string& name) {
  return read_numbers<std::uint64_t>(object, name);
}

double read_double(hid_t object, const std::string& name) {
  return single(read_doubles(object, name), name);
}

std::uint64_t read_unsigned(hid_t object, const std::string& name) {
  return single(read_unsigneds(object, name), name);
}

}  // namespace cytotwin::hdf5
