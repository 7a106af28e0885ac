#include "twin/simulation/retina/retina_state.h"

#include <string>
#include <vector>

namespace cytotwin {

namespace {

// One list of all parts, for both ways.
class Writer {
 public:
  explicit Writer(StateArrays& arrays) : arrays_(arrays) {}
  template <class T>
  void array(const char* name, const std::vector<T>& values) {
    arrays_.set(std::string("retina/") + name, values);
  }
  void statuses(const char* name, const std::vector<VesselStatus>& values) {
    std::vector<std::uint8_t> numbers;
    for (const VesselStatus status : values) numbers.push_back(static_cast<std::uint8_t>(status));
    array(name, numbers);
  }
  void counts(const char* name, const std::vector<std::uint32_t>& values) {
    array(name, std::vector<std::uint64_t>(values.begin(), values.end()));
  }
  void number(const char* name, double value) {
    arrays_.set_value(std::string("retina/") + name, value);
  }
  void count(const char* name, std::uint32_t value) { number(name, value); }

 private:
  StateArrays& arrays_;
};

class Reader {
 public:
  explicit Reader(const StateArrays& arrays) : arrays_(arrays) {}
  template <class T>
  void array(const char* name, std::vector<T>& values) {
    values = arrays_.get<T>(std::string("retina/") + name);
  }
  void statuses(const char* name, std::vector<VesselStatus>& values) {
    std::vector<std::uint8_t> numbers;
    array(name, numbers);
    values.clear();
    for (const std::uint8_t number : numbers) values.push_back(static_cast<VesselStatus>(number));
  }
  void counts(const char* name, std::vector<std::uint32_t>& values) {
    std::vector<std::uint64_t> numbers;
    array(name, numbers);
    values.clear();
    for (const std::uint64_t number : numbers) values.push_back(static_cast<std::uint32_t>(number));
  }
  void number(const char* name, double& value) {
    value = arrays_.get_value<double>(std::string("retina/") + name);
  }
  void count(const char* name, std::uint32_t& value) {
    double number_of = 0;
    number(name, number_of);
    value = static_cast<std::uint32_t>(number_of);
  }

 private:
  const StateArrays& arrays_;
};

template <class Parts, class State>
void all_parts(Parts& parts, State& state) {
  parts.number("day", state.day);
  parts.number("memory", state.memory);
  auto& agents = state.capillaries;
  parts.statuses("status", agents.status);
  parts.array("changed", agents.changed);
  parts.array("reopens", agents.reopens);
  parts.counts("closures", agents.closures);
  parts.array("occlusion_left", agents.occlusion_left);
  parts.array("pericytes", agents.pericytes);
  parts.array("pericyte_left", agents.pericyte_left);
  parts.array("microaneurysm", agents.microaneurysm);
  parts.counts("turnovers", agents.turnovers);
  parts.array("microaneurysm_left", agents.microaneurysm_left);
  auto& grown = state.new_vessels;
  parts.number("new_vessel_mass", grown.mass);
  parts.number("days_above", grown.days_above);
  parts.number("sprouted", grown.sprouted);
  parts.number("sprout_left", grown.sprout_left);
  parts.number("bleeding_left", grown.bleeding_left);
  parts.count("haemorrhages", grown.haemorrhages);
  parts.array("burned", state.burned);
  parts.array("photoreceptors", state.photoreceptors);
  parts.statuses("carried", state.carried);
  parts.array("diameter", state.diameter);
  parts.array("pressure", state.flow.pressure);
  parts.array("flow", state.flow.flow);
  parts.array("haematocrit", state.flow.haematocrit);
  parts.array("tissue_oxygen", state.oxygen.tissue);
  parts.array("leaving_oxygen", state.oxygen.leaving);
  parts.array("given_oxygen", state.oxygen.given);
}

}  // namespace

void put_retina(StateArrays& arrays, const RetinaState& state) {
  Writer writer(arrays);
  all_parts(writer, state);
}

RetinaState take_retina(const StateArrays& arrays) {
  RetinaState state;
  Reader reader(arrays);
  all_parts(reader, state);
  return state;
}

}  // namespace cytotwin
