#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cytotwin {

// Each command returns the exit status: 0 done, 1 failed while running, 2 the input is wrong and
// nothing was started. Results go to standard output, progress and messages to standard error.

struct RunOptions {
  std::filesystem::path scenario;            ///< may be empty with `resume`
  std::optional<std::filesystem::path> out;  ///< default runs/NAME
  bool resume = false;
  bool force = false;    ///< replace an existing run
  unsigned threads = 0;  ///< 0: all of the machine's
  std::vector<std::string> overrides;
  bool pictures = true;
  bool json = false;
};
int run_command(const RunOptions& options);

struct EnsembleCommandOptions {
  std::filesystem::path scenario;
  std::optional<std::filesystem::path> out;  ///< default runs/NAME
  std::optional<std::size_t> members;
  std::optional<std::string> design;  ///< a name, or a CSV file of parameters
  bool resume = false;
  bool force = false;
  unsigned threads = 0;  ///< 0: all of the machine's
  std::vector<std::string> overrides;
  bool pictures = true;
  bool json = false;
};
int ensemble_command(const EnsembleCommandOptions& options);

/// Fits the priors of a scenario to a patient's data.
struct PersonaliseOptions {
  std::filesystem::path scenario;
  std::optional<std::filesystem::path> patient;  ///< CSV, in place of patient.file
  std::optional<std::filesystem::path> out;      ///< default runs/NAME
  bool resume = false;
  bool force = false;
  unsigned threads = 0;  ///< 0: all of the machine's
  std::vector<std::string> overrides;
  bool pictures = true;
  bool json = false;
};
int personalise_command(const PersonaliseOptions& options);

/// Runs a posterior's members on, perhaps under another schedule.
struct ForecastOptions {
  std::filesystem::path posterior;                ///< posterior.h5 or the folder that holds it
  std::optional<std::string> until;               ///< "400 d"; default: the end of the fit
  std::optional<std::filesystem::path> schedule;  ///< TOML whose tables are laid over the scenario
  std::optional<std::filesystem::path> out;       ///< default: forecast beside the posterior
  bool resume = false;
  bool force = false;
  unsigned threads = 0;
  std::vector<std::string> overrides;
  bool pictures = true;
  bool json = false;
};
int forecast_command(const ForecastOptions& options);

/// Fits synthetic patients drawn from a scenario's priors.
struct RehearseOptions {
  std::filesystem::path scenario;
  std::size_t patients = 200;
  unsigned threads = 0;
  std::vector<std::string> overrides;
  bool json = false;
};
int rehearse_command(const RehearseOptions& options);

/// Learns priors from fitted patients.
struct PopulationOptions {
  std::vector<std::filesystem::path> patients;      ///< folders of twin personalise
  std::optional<std::filesystem::path> covariates;  ///< CSV, a row a patient
  std::optional<std::filesystem::path> out;         ///< TOML; default: standard output
};
int population_command(const PopulationOptions& options);

struct CheckOptions {
  std::filesystem::path scenario;
  std::vector<std::string> overrides;
  bool json = false;
  bool resolved = false;  ///< print the resolved scenario
};
int check_command(const CheckOptions& options);

struct SchemaOptions {
  bool json = false;
};
int schema_command(const SchemaOptions& options);

struct RenderOptions {
  std::filesystem::path run;
  std::optional<std::string> variable;  ///< colour the cells by this column
  std::optional<std::string> field;     ///< a slice through this substance
  std::string axis = "z";
  std::optional<std::filesystem::path> out;
  std::optional<double> day;  ///< the frame nearest to this time; all frames if not given
  std::string cut = "half";
};
int render_command(const RenderOptions& options);

/// Shows a reaction network as the program understood it.
struct NetworkOptions {
  std::filesystem::path file;
  std::vector<std::string> settings;          ///< "CONSTANT=VALUE" for the steady state
  std::optional<std::filesystem::path> sbml;  ///< where to write it as SBML
};
int network_command(const NetworkOptions& options);

/// Simulates one reaction network by itself.
struct SimulateOptions {
  std::filesystem::path file;
  double until = 0;  ///< [the network's time unit]
  int steps = 100;
  std::vector<std::string> species;      ///< what to write; empty: all species and states
  std::vector<std::string> settings;     ///< "CONSTANT=VALUE"
  std::vector<std::string> sensitivity;  ///< constants whose slopes are written too
  double relative_tolerance = 1e-8;
  bool steady_state = false;        ///< start from there
  std::vector<std::string> before;  ///< "CONSTANT=VALUE" while the steady state is looked for
  std::optional<std::filesystem::path> out, chart;
};
int simulate_command(const SimulateOptions& options);

/// Whether a file is called NAME.replay.toml: a cell's window that failed (kinetics/replay.h).
bool is_replay(const std::filesystem::path& file);
/// Runs it again. @returns 1 if it fails again
int replay_command(const std::filesystem::path& file);

/// One case of the SBML Test Suite, as its settings say.
struct SbmlCaseOptions {
  std::filesystem::path model, settings, out;
};
int sbml_case_command(const SbmlCaseOptions& options);

/// Scores forecasts on patients' data (docs/lesion_forecasts.md).
struct EvaluateOptions {
  std::string what;  ///< "lesions", "eyes"
  std::filesystem::path data;
  std::optional<std::filesystem::path> out;  ///< nothing is written without
  unsigned threads = 0;                      ///< 0: all of the machine's
  bool json = false;
};
int evaluate_command(const EvaluateOptions& options);
int evaluate_eyes_command(const EvaluateOptions& options);

}  // namespace cytotwin
