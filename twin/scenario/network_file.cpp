#include "twin/scenario/network_file.h"

#include <fmt/format.h>

#include <filesystem>

#include "kinetics/read_network.h"

namespace cytotwin {

std::shared_ptr<Model> read_model(const Located& table, std::string& file, const std::string& label,
                                  Checks& checks) {
  const std::filesystem::path path =
      std::filesystem::absolute(checks.directory_of(table, "network") / file).lexically_normal();
  file = path.string();
  try {
    return std::make_shared<Model>(read_network(path));
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) {
      if (problem.place.line > 0)
        checks.problem(problem);
      else
        checks.problem(table, "network", fmt::format("{}{}: {}", label, file, problem.message),
                       problem.hint);
    }
  } catch (const std::invalid_argument& error) {
    report_network(table, file, error, label, checks);
  }
  return nullptr;
}

void report_network(const Located& table, const std::string& file,
                    const std::invalid_argument& error, const std::string& label, Checks& checks) {
  checks.problem(table, "network", fmt::format("{}{}: {}", label, file, error.what()),
                 "`twin network` shows what the program understood");
}

double network_time_unit(const Located& table, const std::string& file, const Model& model,
                         std::optional<double> written, const std::string& label, Checks& checks) {
  if (written) return *written;
  try {
    return checks.units().parse("1 " + model.time_unit, dimension_of(Measure::time, ""));
  } catch (const UnitError&) {
    checks.problem(table, "network",
                   fmt::format("{}{} is in time units of \"{}\"", label, file, model.time_unit),
                   "write time_unit = \"1 min\", or what its authors mean");
    return 1;
  }
}

}  // namespace cytotwin
