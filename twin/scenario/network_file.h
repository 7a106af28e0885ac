#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "kinetics/model.h"
#include "twin/scenario/checks.h"

namespace cytotwin {

/// The network that a table's key "network" names; null if it cannot be read, which is reported.
/// `file` becomes an absolute path, `label` begins messages.
std::shared_ptr<Model> read_model(const Located& table, std::string& file, const std::string& label,
                                  Checks& checks);

/// Reports that the network of a file cannot be solved.
void report_network(const Located& table, const std::string& file,
                    const std::invalid_argument& error, const std::string& label, Checks& checks);

/// One unit of the network's time [min]: as the table writes it, else as the file says.
/// Reports files that say none.
double network_time_unit(const Located& table, const std::string& file, const Model& model,
                         std::optional<double> written, const std::string& label, Checks& checks);

}  // namespace cytotwin
