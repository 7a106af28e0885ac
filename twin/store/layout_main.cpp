#include <fmt/format.h>

#include "core/digest.h"
#include "twin/store/internal_layout.h"

namespace cytotwin::layout {

namespace {

using namespace hdf5;

void write_header(hid_t root, const RunHeader& header) {
  const Handle group = create_group(root, "header");
  write_attribute(group, "code_version", header.code_version);
  write_attribute(group, "seed", header.seed);
  write_attribute(group, "scenario_digest", digest_of(header.scenario));
  write_attribute(group, "machine", header.machine);
  write_text(root, "scenario", header.scenario);
}

void write_series(hid_t root, const SeriesTable& series) {
  const Handle group = create_group(root, "series");
  write_attribute(group, "columns", series.names);
  write_attribute(group, "units", series.units);
  for (std::size_t c = 0; c < series.names.size(); ++c) {
    write_array<double>(group, series.names[c], series.columns[c]);
  }
}

SeriesTable read_series(hid_t root) {
  const Handle group = open_group(root, "series");
  SeriesTable series{read_texts(group, "columns"), read_texts(group, "units"), {}};
  for (const std::string& name : series.names) {
    series.columns.push_back(read_array<double>(group, name));
    if (series.columns.back().size() != series.rows()) {
      throw Error(fmt::format("series/{}: {} values, the first column has {}", name,
                              series.columns.back().size(), series.rows()));
    }
  }
  return series;
}

}  // namespace

std::string frame_name(std::uint64_t index) { return fmt::format("{:06}", index); }
std::string checkpoint_name(std::uint64_t number) { return fmt::format("{:06}", number); }
std::string frame_path(std::uint64_t index) { return "frames/" + frame_name(index); }
std::string checkpoint_path(std::uint64_t number) {
  return "checkpoints/" + checkpoint_name(number);
}

void write_main(hid_t root, const Main& main) {
  write_attribute(root, "format", std::string("cytotwin run"));
  write_attribute(root, "schema", store_schema);
  write_attribute(root, "complete", std::uint64_t{main.complete ? 1U : 0U});
  write_header(root, main.header);
  write_series(root, main.series);
  write_array<double>(root, "frame_minutes", main.frame_minutes);
  create_group(root, "frames");
  create_group(root, "checkpoints");
}

Main read_main(hid_t root) {
  Main main;
  main.complete = read_unsigned(root, "complete") != 0;
  const Handle header = open_group(root, "header");
  main.header.code_version = read_attribute_text(header, "code_version");
  main.header.seed = read_unsigned(header, "seed");
  main.header.machine = read_attribute_text(header, "machine");
  main.header.scenario = read_text(root, "scenario");
  main.series = read_series(root);
  main.header.series_names = main.series.names;
  main.header.series_units = main.series.units;
  main.frame_minutes = read_array<double>(root, "frame_minutes");
  for (const std::string& name : names_of(open_group(root, "checkpoints"))) {
    main.checkpoints.push_back(std::stoull(name));
  }
  return main;
}

}  // namespace cytotwin::layout
