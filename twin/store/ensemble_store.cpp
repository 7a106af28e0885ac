#include "twin/store/ensemble_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <system_error>

#include "core/digest.h"
#include "core/errors.h"
#include "twin/store/internal_hdf5.h"

namespace cytotwin {

namespace {

using hdf5::Handle;

constexpr std::uint64_t ensemble_schema = 1;
constexpr std::size_t reason_size = 240;  // bytes; longer reasons are cut
const char* const kind_name = "cytotwin ensemble";

using Extent = std::vector<hsize_t>;

Handle space_of(const Extent& extent) {
  return {H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose,
          "shape"};
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "text");
  hdf5::check(H5Tset_size(type, reason_size), "text size");
  return type;
}

// Contiguous, with all its room from the start and a value in every place of it.
Handle create_array(hid_t file, const char* name, hid_t type, const Extent& extent,
                    const void* fill) {
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, name);
  hdf5::check(H5Pset_obj_track_times(properties, false), name);
  hdf5::check(H5Pset_layout(properties, H5D_CONTIGUOUS), name);
  hdf5::check(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY), name);
  hdf5::check(H5Pset_fill_time(properties, H5D_FILL_TIME_ALLOC), name);
  hdf5::check(H5Pset_fill_value(properties, type, fill), name);
  return {H5Dcreate2(file, name, type, space_of(extent), H5P_DEFAULT, properties, H5P_DEFAULT),
          H5Dclose, name};
}

Handle open_array(hid_t file, const char* name) {
  return {H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, name};
}

void write_header(hid_t file, const EnsembleHeader& header) {
  hdf5::write_attribute(file, "kind", std::string(kind_name));
  hdf5::write_attribute(file, "schema", ensemble_schema);
  hdf5::write_attribute(file, "code_version", header.code_version);
  hdf5::write_attribute(file, "seed", header.seed);
  hdf5::write_attribute(file, "design", header.design);
  hdf5::write_attribute(file, "members", static_cast<std::uint64_t>(header.members()));
  hdf5::write_attribute(file, "parameter_names", header.parameter_names);
  hdf5::write_attribute(file, "parameter_units", header.parameter_units);
  hdf5::write_attribute(file, "conditions", header.conditions);
  hdf5::write_attribute(file, "series_names", header.shape.names);
  hdf5::write_attribute(file, "series_units", header.shape.units);
  hdf5::write_text(file, "scenario", header.scenario);
  hdf5::write_text(file, "notes", header.notes);
  hdf5::write_array<double>(file, "minutes", header.shape.minutes);
  if (!header.parameter_names.empty())
    hdf5::write_array<double>(file, "parameters", header.parameters,
                              {header.members(), header.parameter_names.size()});
}

EnsembleHeader read_header(hid_t file) {
  EnsembleHeader header;
  header.code_version = hdf5::read_attribute_text(file, "code_version");
  header.seed = hdf5::read_unsigned(file, "seed");
  header.design = hdf5::read_attribute_text(file, "design");
  header.seeds = hdf5::read_unsigned(file, "members");
  header.parameter_names = hdf5::read_texts(file, "parameter_names");
  header.parameter_units = hdf5::read_texts(file, "parameter_units");
  header.conditions = hdf5::read_texts(file, "conditions");
  header.shape.names = hdf5::read_texts(file, "series_names");
  header.shape.units = hdf5::read_texts(file, "series_units");
  header.scenario = hdf5::read_text(file, "scenario");
  header.notes = hdf5::read_text(file, "notes");
  header.shape.minutes = hdf5::read_array<double>(file, "minutes");
  if (!header.parameter_names.empty())
    header.parameters = hdf5::read_array<double>(file, "parameters");
  return header;
}

Handle open_for(const std::filesystem::path& file, bool writable) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "access");
  hdf5::check(H5Pset_file_locking(access, writable, true), "locks");
  return {H5Fopen(file.c_str(), writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access), H5Fclose,
          file.string()};
}

Handle create_file(const std::filesystem::path& file) {
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "creation");
  hdf5::check(H5Pset_obj_track_times(creation, false), "switch times off");
  return {H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), H5Fclose, file.string()};
}

void fill_file(const std::filesystem::path& file, const EnsembleHeader& header) {
  const Handle handle = create_file(file);
  write_header(handle, header);
  const hsize_t members = header.members(), conditions = header.conditions.size();
  const std::uint8_t pending = 0;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const std::array<char, reason_size> empty{};
  create_array(handle, "status", H5T_STD_U8LE, {members, conditions}, &pending);
  create_array(handle, "reason", text_type(), {members, conditions}, empty.data());
  create_array(handle, "series", H5T_IEEE_F64LE,
               {members, conditions, header.shape.minutes.size(), header.shape.names.size()},
               &missing);
}

InputError no_ensemble(const std::filesystem::path& file, const std::string& why) {
  return InputError({file.string(), 0, 0, {}}, why, "twin ensemble and twin personalise make them");
}

}  // namespace

struct EnsembleStore::Impl {
  Impl(const std::filesystem::path& path, bool writable)
      : file(open_for(path, writable)),
        header(read_header(file)),
        status(open_array(file, "status")),
        reason(open_array(file, "reason")),
        series(open_array(file, "series")) {
    states.resize(header.members() * header.conditions.size());
    hdf5::check(H5Dread(status, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, states.data()),
                "status");
  }

  std::size_t place(std::size_t member, std::size_t condition) const {
    return member * header.conditions.size() + condition;
  }

  // One (member, condition) of an array.
  Handle slab(hid_t array, std::size_t member, std::size_t condition, bool rows) const {
    Handle space(H5Dget_space(array), H5Sclose, "space");
    Extent start = {member, condition}, count = {1, 1};
    if (rows) {
      start.insert(start.end(), {0, 0});
      count.insert(count.end(), {header.shape.minutes.size(), header.shape.names.size()});
    }
    hdf5::check(
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
        "selection");
    return space;
  }

  void write(hid_t array, hid_t type, std::size_t member, std::size_t condition, bool rows,
             const void* values) const {
    const Handle space = slab(array, member, condition, rows);
    const Handle memory = space_of({rows ? header.shape.size() : 1});
    hdf5::check(H5Dwrite(array, type, memory, space, H5P_DEFAULT, values), "write");
  }

  // The status comes last: what it speaks of is in the file by then.
  void finish(std::size_t member, std::size_t condition, MemberStatus outcome) {
    hdf5::check(H5Fflush(file, H5F_SCOPE_LOCAL), "flush");
    const auto value = static_cast<std::uint8_t>(outcome);
    write(status, H5T_NATIVE_UINT8, member, condition, false, &value);
    hdf5::check(H5Fflush(file, H5F_SCOPE_LOCAL), "flush");
    states[place(member, condition)] = value;
  }

  hdf5::Quiet quiet;
  Handle file;
  EnsembleHeader header;
  Handle status, reason, series;
  std::vector<std::uint8_t> states;
};

EnsembleStore::EnsembleStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EnsembleStore::EnsembleStore(EnsembleStore&&) noexcept = default;
EnsembleStore& EnsembleStore::operator=(EnsembleStore&&) noexcept = default;
EnsembleStore::~EnsembleStore() = default;

EnsembleStore EnsembleStore::create(const std::filesystem::path& file,
                                    const EnsembleHeader& header) {
  const hdf5::Quiet quiet;
  const std::filesystem::path aside = file.string() + ".new";
  fill_file(aside, header);
  std::filesystem::rename(aside, file);
  return EnsembleStore(std::make_unique<Impl>(file, true));
}

EnsembleStore EnsembleStore::open(const std::filesystem::path& file, bool writable) {
  const hdf5::Quiet quiet;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw no_ensemble(file, "no such file");
  try {
    const Handle handle = open_for(file, false);
    if (!hdf5::has_attribute(handle, "kind") ||
        hdf5::read_attribute_text(handle, "kind") != kind_name)
      throw no_ensemble(file, "is no ensemble store");
    const std::uint64_t schema = hdf5::read_unsigned(handle, "schema");
    if (schema != ensemble_schema)
      throw no_ensemble(file, fmt::format("is an ensemble store of schema {}, this program has {}",
                                          schema, ensemble_schema));
  } catch (const hdf5::Error& damaged) {
    throw no_ensemble(file, fmt::format("cannot be read: {}", damaged.what()));
  }
  return EnsembleStore(std::make_unique<Impl>(file, writable));
}

const EnsembleHeader& EnsembleStore::header() const { return impl_->header; }

MemberStatus EnsembleStore::status(std::size_t member, std::size_t condition) const {
  return static_cast<MemberStatus>(impl_->states[impl_->place(member, condition)]);
}

bool EnsembleStore::is_done(std::size_t member) const {
  for (std::size_t c = 0; c < header().conditions.size(); ++c) {
    if (status(member, c) != MemberStatus::done) return false;
  }
  return true;
}

std::string EnsembleStore::reason(std::size_t member, std::size_t condition) const {
  std::array<char, reason_size + 1> text{};
  const Handle space = impl_->slab(impl_->reason, member, condition, false);
  hdf5::check(H5Dread(impl_->reason, text_type(), space_of({1}), space, H5P_DEFAULT, text.data()),
              "reason");
  return text.data();
}

std::vector<double> EnsembleStore::series(std::size_t member, std::size_t condition) const {
  std::vector<double> values(header().shape.size());
  const Handle space = impl_->slab(impl_->series, member, condition, true);
  hdf5::check(H5Dread(impl_->series, H5T_NATIVE_DOUBLE, space_of({values.size()}), space,
                      H5P_DEFAULT, values.data()),
              "series");
  return values;
}

void EnsembleStore::write_done(std::size_t member, std::size_t condition,
                               std::span<const double> series) {
  impl_->write(impl_->series, H5T_NATIVE_DOUBLE, member, condition, true, series.data());
  impl_->finish(member, condition, MemberStatus::done);
}

void EnsembleStore::write_failed(std::size_t member, std::size_t condition,
                                 const std::string& reason) {
  std::array<char, reason_size> text{};
  std::memcpy(text.data(), reason.data(), std::min(reason.size(), reason_size - 1));
  impl_->write(impl_->reason, text_type(), member, condition, false, text.data());
  impl_->finish(member, condition, MemberStatus::failed);
}

std::string EnsembleStore::digest() const {
  Digest digest;
  const auto add = [&](const std::vector<double>& values) {
    digest.add(std::as_bytes(std::span(values)));
  };
  digest.add(header().scenario);
  add(header().shape.minutes);
  add(header().parameters);
  for (std::size_t m = 0; m < header().members(); ++m) {
    for (std::size_t c = 0; c < header().conditions.size(); ++c) {
      digest.add(fmt::format("{} {} {} {}\n", m, c, static_cast<int>(status(m, c)), reason(m, c)));
      add(series(m, c));
    }
  }
  return digest.hex();
}

}  // namespace cytotwin
