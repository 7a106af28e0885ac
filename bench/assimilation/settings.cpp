#include "settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "words.h"

namespace cytotwin::bench {
namespace {

const std::vector<std::pair<std::string, Model::Kind>> models{{"lorenz63", Model::Kind::lorenz63},
                                                              {"lorenz96", Model::Kind::lorenz96},
                                                              {"linear", Model::Kind::linear}};
const std::vector<std::pair<std::string, Method>> methods{{"enkf", Method::enkf},
                                                          {"etkf", Method::etkf},
                                                          {"esrf", Method::esrf},
                                                          {"denkf", Method::denkf},
                                                          {"enkf-n", Method::enkf_n},
                                                          {"letkf", Method::letkf},
                                                          {"enks", Method::enks},
                                                          {"enrts", Method::enrts},
                                                          {"ienks", Method::ienks},
                                                          {"es-mda", Method::es_mda},
                                                          {"pf", Method::pf},
                                                          {"rhf", Method::rhf},
                                                          {"climatology", Method::climatology},
                                                          {"oi", Method::oi},
                                                          {"3dvar", Method::var3d},
                                                          {"extkf", Method::extkf}};
const std::vector<std::pair<std::string, Update>> updates{{"sqrt", Update::square_root},
                                                          {"pertobs", Update::perturbed},
                                                          {"denkf", Update::deterministic}};
const std::vector<std::pair<std::string, Taper>> tapers{{"gc", Taper::gaspari_cohn},
                                                        {"step", Taper::step}};

constexpr double largest = 1e12;
constexpr const char* positive = "a number > 0";
constexpr double least = 1e-12;

Taken take_forcing(const std::string& word, Settings& s) {
  const auto comma = word.find(',');
  ForcingPrior prior;
  const char* allowed = "MEAN,SD with SD > 0, such as 7,0.1";
  if (comma == std::string::npos) return allowed;
  if (take_number(word.substr(0, comma), -100, 100, allowed, prior.mean) ||
      take_number(word.substr(comma + 1), least, 100, allowed, prior.deviation))
    return allowed;
  s.forcing_prior = prior;
  return {};
}

Taken take_optional(const std::string& word, double low, const char* allowed,
                    std::optional<double>& target) {
  double value = 0;
  if (auto refused = take_number(word, low, largest, allowed, value)) return refused;
  target = value;
  return {};
}

struct Option {
  const char* name;
  const char* help;
  std::function<Taken(const std::string&, Settings&)> take;
};

using Words = const std::string&;
const std::vector<Option>& valued() {
  static const std::vector<Option> options{
      {"--model", "lorenz63, lorenz96 or linear (advection of 5 waves) [lorenz96]",
       [](Words w, Settings& s) { return take_choice(w, models, s.model.kind, &s.model_name); }},
      {"--method",
       "enkf (perturbed observations), etkf, esrf (serial), denkf, enkf-n, letkf, enks, enrts,\n"
       "ienks, es-mda, pf, rhf; without an ensemble: climatology, oi, 3dvar, extkf [etkf]",
       [](Words w, Settings& s) { return take_choice(w, methods, s.method, &s.method_name); }},
      {"--update",
       "what smoothers update with: sqrt or pertobs, for enks and enrts also denkf\n"
       "[sqrt; es-mda: pertobs]",
       [](Words w, Settings& s) { return take_choice(w, updates, s.update, &s.update_name); }},
      {"--members", "[lorenz63: 10, lorenz96: 40, linear: 20, pf: 100]",
       [](Words w, Settings& s) { return take_integer<Eigen::Index>(w, 2, 1000000, s.members); }},
      {"--inflation",
       "factor of analysed anomalies, of standard deviations; extkf: of the covariance, a unit\n"
       "of model time [1]",
       [](Words w, Settings& s) { return take_number(w, least, 1e6, positive, s.inflation); }},
      {"--relaxation", "to the spread of the forecast, 0 to 1 [0]",
       [](Words w, Settings& s) { return take_number(w, 0, 1, "a number 0 to 1", s.relaxation); }},
      {"--radius",
       "localise: nodes at which the taper is about exp(-1/2) (Gaspari-Cohn with half support\n"
       "1.82 radius); letkf, enkf, denkf, esrf and rhf only [none; letkf: 4]",
       [](Words w, Settings& s) { return take_optional(w, least, positive, s.radius); }},
      {"--taper", "gc or step [gc]",
       [](Words w, Settings& s) { return take_choice(w, tapers, s.taper); }},
      {"--batch", "nodes that letkf updates together [2]",
       [](Words w, Settings& s) { return take_integer<Eigen::Index>(w, 1, 1000000, s.batch); }},
      {"--lag", "cycles that smoothers reach back [1]",
       [](Words w, Settings& s) { return take_integer(w, 0, 1000, s.lag); }},
      {"--iterations", "of ienks and es-mda [10; es-mda: 4]",
       [](Words w, Settings& s) { return take_integer(w, 1, 1000, s.iterations); }},
      {"--wtol", "ienks stops when |dw|^2 < wtol members [1e-5]",
       [](Words w, Settings& s) {
         return take_number(w, 0, largest, "a number >= 0", s.tolerance);
       }},
      {"--xn", "certainty of the spread, of enkf-n [1]; gives ienks a finite-size prior [none]",
       [](Words w, Settings& s) { return take_optional(w, least, positive, s.certainty); }},
      {"--reg", "width of the particle filter's regularisation [2.4]",
       [](Words w, Settings& s) { return take_number(w, 0, 100, "a number >= 0", s.bandwidth); }},
      {"--ner",
       "the particle filter resamples at so many effective members or fewer, a share [0.3]",
       [](Words w, Settings& s) {
         return take_number(w, 0, 1, "a number 0 to 1", s.resample_below);
       }},
      {"--background", "share of climatology's covariance that 3dvar trusts [0.02]",
       [](Words w, Settings& s) { return take_number(w, least, largest, positive, s.background); }},
      {"--nodes", "variables of lorenz96 and linear [40, 100]",
       [](Words w, Settings& s) {
         return take_integer<Eigen::Index>(w, 4, 1000000, s.model.variables);
       }},
      {"--observed", "variables observed, evenly spread [all; linear: 4]",
       [](Words w, Settings& s) { return take_integer<Eigen::Index>(w, 1, 1000000, s.observed); }},
      {"--missing", "share of observations left out at random [0]",
       [](Words w, Settings& s) { return take_number(w, 0, 1, "a number 0 to 1", s.missing); }},
      {"--step-length", "of Runge-Kutta 4 [lorenz63: 0.01, lorenz96: 0.05]",
       [](Words w, Settings& s) {
         return take_number(w, least, 10, positive, s.model.step_length);
       }},
      {"--dko", "steps from one observation to the next [lorenz63: 25, lorenz96: 1, linear: 5]",
       [](Words w, Settings& s) { return take_integer(w, 1, 1000000, s.steps); }},
      {"--obs-error",
       "VARIANCE of the error of observations [lorenz63: 2, lorenz96: 1, linear: 0.01]",
       [](Words w, Settings& s) {
         return take_number(w, least, largest, positive, s.error_variance);
       }},
      {"--estimate-forcing", "MEAN,SD of members' guesses of lorenz96's forcing, whose truth is 8",
       take_forcing},
      {"--cycles", "of observation [1000]",
       [](Words w, Settings& s) { return take_integer(w, 1, 100000000, s.cycles); }},
      {"--burn-in", "model time left out of scores [lorenz63: 16, lorenz96: 20, linear: 20]",
       [](Words w, Settings& s) { return take_number(w, 0, largest, "a number >= 0", s.burn_in); }},
      {"--seed", "of truth, observations and filter [1]",
       [](Words w, Settings& s) {
         return take_integer<std::uint64_t>(w, 0, ~std::uint64_t{0}, s.seed);
       }},
      {"--threads", "of letkf [1]",
       [](Words w, Settings& s) { return take_integer<unsigned>(w, 1, 1024, s.threads); }},
  };
  return options;
}

struct Flag {
  const char* name;
  const char* help;
  bool Settings::*target;
  bool value;
};
constexpr Flag flags[] = {
    {"--rotate", "rotate analysed anomalies at random, the mean kept", &Settings::rotate, true},
    {"--no-rotate", "do not [default]", &Settings::rotate, false},
    {"--adaptive-inflation", "of the forecast, learned from innovations", &Settings::adaptive,
     true},
    {"--inflate-parameters", "inflate the forcing row as well", &Settings::inflate_parameters,
     true},
    {"--json", "print the result as one JSON object", &Settings::json, true},
};

// Before the words are read, so that they override.
void set_defaults(const std::map<std::string, std::string>& given, Settings& s) {
  const auto word = [&](const char* name) {
    const auto entry = given.find(name);
    return entry == given.end() ? std::string() : entry->second;
  };
  take_choice(word("--model"), models, s.model.kind);
  take_choice(word("--method"), methods, s.method);
  if (s.model.kind == Model::Kind::lorenz63) {
    s.model.variables = 3;
    s.model.step_length = 0.01;
    s.steps = 25;
    s.error_variance = 2;
    s.burn_in = 16;
    s.members = 10;
  } else if (s.model.kind == Model::Kind::linear) {
    s.model.variables = 100;
    s.model.step_length = 1;
    s.steps = 5;
    s.error_variance = 0.01;
    s.members = 20;
  }
  if (s.method == Method::pf) s.members = 100;
  if (s.method == Method::letkf) s.radius = 4;
  if (s.method == Method::es_mda) {
    s.iterations = 4;
    s.update = Update::perturbed;
  }
}

bool localises(Method method) {
  return method == Method::letkf || method == Method::enkf || method == Method::denkf ||
         method == Method::esrf || method == Method::rhf;
}
bool iterates(Method method) { return method == Method::ienks || method == Method::es_mda; }

void check_together(const std::map<std::string, std::string>& given, Parsed& parsed) {
  const auto& s = parsed.settings;
  auto& problems = parsed.problems;
  if (s.model.kind == Model::Kind::lorenz63 && given.count("--nodes"))
    problems.emplace_back("--nodes: lorenz63 has 3 variables; allowed with lorenz96 and linear");
  if (s.observed > s.model.variables)
    problems.push_back(fmt::format("--observed: {} of {} variables; allowed are 1 to {}",
                                   s.observed, s.model.variables, s.model.variables));
  if (s.radius && !localises(s.method))
    problems.push_back(
        fmt::format("--radius: {} has no localisation; allowed with letkf, enkf, denkf, esrf, rhf",
                    s.method_name));
  if (s.forcing_prior && s.model.kind != Model::Kind::lorenz96)
    problems.push_back(
        fmt::format("--estimate-forcing: {} has none; allowed with lorenz96", s.model_name));
  if (s.forcing_prior && without_ensemble(s.method))
    problems.push_back(fmt::format("--estimate-forcing: {} has no members", s.method_name));
  if (iterates(s.method) && s.update == Update::deterministic)
    problems.push_back(fmt::format("--update: {} takes sqrt or pertobs, not denkf", s.method_name));
  if (iterates(s.method) && s.lag > s.cycles)
    problems.push_back(
        fmt::format("--lag: {} of {} cycles; allowed are 0 to {}", s.lag, s.cycles, s.cycles));
  if (s.method == Method::es_mda && s.certainty)
    problems.emplace_back("--xn: es-mda has no finite-size prior; allowed with enkf-n and ienks");
  if (iterates(s.method) && s.adaptive)
    problems.push_back(
        fmt::format("--adaptive-inflation: not with {}; allowed with filters", s.method_name));
  if (iterates(s.method) && s.relaxation > 0)
    problems.push_back(
        fmt::format("--relaxation: not with {}; allowed with filters", s.method_name));
}

const Flag* flag_of(const std::string& word) {
  for (const auto& flag : flags)
    if (word == flag.name) return &flag;
  return nullptr;
}

const Option* option_of(const std::string& word) {
  for (const auto& option : valued())
    if (word == option.name) return &option;
  return nullptr;
}

std::string all_names() {
  std::vector<std::string> names;
  for (const auto& option : valued()) names.push_back(option.name);
  for (const auto& flag : flags) names.push_back(flag.name);
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

bool without_ensemble(Method method) {
  return method == Method::climatology || method == Method::oi || method == Method::var3d ||
         method == Method::extkf;
}

Parsed parse(const std::vector<std::string>& words) {
  Parsed parsed;
  std::map<std::string, std::string> given;
  std::vector<const Flag*> given_flags;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    std::optional<std::string> value;
    if (const auto equals = word.find('='); equals != std::string::npos) {
      value = word.substr(equals + 1);
      word.resize(equals);
    }
    if (word == "--help" || word == "-h") {
      parsed.help = true;
    } else if (const Flag* flag = flag_of(word); flag && !value) {
      given_flags.push_back(flag);
    } else if (!option_of(word)) {
      parsed.problems.push_back(
          fmt::format("{}: no such option; allowed are {}", words[i], all_names()));
      if (!value && i + 1 < words.size() && words[i + 1].rfind("--", 0) != 0) ++i;  // its value
    } else if (value || i + 1 < words.size()) {
      given[word] = value ? *value : words[++i];
    } else {
      parsed.problems.push_back(fmt::format("{}: needs a value", word));
    }
  }
  auto& s = parsed.settings;
  set_defaults(given, s);
  for (const auto& option : valued()) {
    const auto entry = given.find(option.name);
    if (entry == given.end()) continue;
    if (const auto allowed = option.take(entry->second, s))
      parsed.problems.push_back(
          fmt::format("{}: '{}' given; allowed is {}", option.name, entry->second, *allowed));
  }
  for (const Flag* flag : given_flags) s.*(flag->target) = flag->value;
  if (!given.count("--observed"))
    s.observed = s.model.kind == Model::Kind::linear ? 4 : s.model.variables;
  s.model.own_forcing = s.forcing_prior.has_value();
  check_together(given, parsed);
  return parsed;
}

std::string help_text() {
  std::string text =
      "assimilation: twin experiments of ensemble filters and smoothers on models with known "
      "truth\n"
      "\nusage: assimilation [--model M] [--method M] [options]\n\n";
  const auto line = [&](const char* name, std::string help) {
    for (auto at = help.find('\n'); at != std::string::npos; at = help.find('\n', at + 1))
      help.replace(at, 1, "\n" + std::string(24, ' '));
    text += fmt::format("  {:<22}{}\n", name, help);
  };
  for (const auto& option : valued()) line(option.name, option.help);
  for (const auto& flag : flags) line(flag.name, flag.help);
  text +=
      "\nrmse_f, rmse_a, rmse_s: time means, after burn-in, of the root mean square error of the "
      "mean\n"
      "before analysis, after it (with inflation and rotation) and smoothed; spread likewise of "
      "the\n"
      "standard deviation. diverged: after burn-in, rmse_f > 3 spread_f in 10 cycles one after "
      "the\n"
      "other; recovered: not so at the end of the run. times_model_at_peak: seconds of model and "
      "filter\n"
      "over what the model's additions and multiplications alone take at machine_gflops, the rate "
      "that\n"
      "this machine shows in the same run.\n";
  return text;
}

std::string settings_json(const Settings& s) {
  const auto optional = [](const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string("null");
  };
  return fmt::format(
      R"("model": "{}", "method": "{}", "members": {}, "inflation": {}, "relaxation": {}, )"
      R"("adaptive_inflation": {}, "rotate": {}, "radius": {}, "xn": {}, "lag": {}, )"
      R"("iterations": {}, "wtol": {}, "update": "{}", "dko": {}, "obs_error_variance": {}, )"
      R"("nodes": {}, "observed": {}, "missing": {}, "step_length": {}, "cycles": {}, )"
      R"("burn_in": {}, "reg": {}, "ner": {}, "seed": {}, "threads": {})",
      s.model_name, s.method_name, s.members, s.inflation, s.relaxation, s.adaptive, s.rotate,
      optional(s.radius), optional(s.certainty), s.lag, s.iterations, s.tolerance,
      s.update == Update::square_root ? "sqrt"
      : s.update == Update::perturbed ? "pertobs"
                                      : "denkf",
      s.steps, s.error_variance, s.model.variables, s.observed, s.missing, s.model.step_length,
      s.cycles, s.burn_in, s.bandwidth, s.resample_below, s.seed, s.threads);
}

}  // namespace cytotwin::bench
