#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "../machine.h"
#include "experiment.h"

namespace {

using namespace cytotwin::bench;

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string("null");
}

std::string json(const Settings& settings, const Result& r, const MachineLimits& machine) {
  std::string forcing;
  if (settings.model.own_forcing)
    forcing = fmt::format(
        R"(, "forcing_rmse": {}, "forcing_spread": {}, "forcing_error_50": {}, "forcing_error_200": {})",
        number(r.forcing_rmse), number(r.forcing_spread), number(r.forcing_error_50),
        number(r.forcing_error_200));
  const double model_seconds =
      r.member_steps * settings.model.operations() / (1e9 * machine.multiply_add);
  return fmt::format(
      R"({{"rmse_f": {}, "rmse_a": {}, "rmse_s": {}, "spread_f": {}, "spread_a": {}, )"
      R"("spread_s": {}, "crps_a": {}, "diverged": {}, "recovered": {}, "diverged_at": {}, "stopped_at": {}, )"
      R"("cycles_per_second": {}, "seconds": {}, "mean_iterations": {}{}, {}, )"
      R"("machine_gflops": {}, "times_model_at_peak": {}}})",
      number(r.forecast.rmse), number(r.analysis.rmse), number(r.smoothed.rmse),
      number(r.forecast.spread), number(r.analysis.spread), number(r.smoothed.spread),
      number(r.analysis.crps), r.diverged, r.recovered, r.diverged_at, r.stopped_at,
      number(r.cycles_per_second), number(r.seconds), number(r.iterations), forcing,
      settings_json(settings), number(machine.multiply_add), number(r.seconds / model_seconds));
}

std::string plain(double value) {
  return std::isfinite(value) ? fmt::format("{:.4f}", value) : std::string("-");
}

void print_table(const Settings& s, const Result& r) {
  fmt::print("{} {} N {}: {} cycles, seed {}\n", s.model_name, s.method_name, s.members, s.cycles,
             s.seed);
  fmt::print("  rmse   f {}  a {}  s {}\n", plain(r.forecast.rmse), plain(r.analysis.rmse),
             plain(r.smoothed.rmse));
  fmt::print("  spread f {}  a {}  s {}\n", plain(r.forecast.spread), plain(r.analysis.spread),
             plain(r.smoothed.spread));
  fmt::print("  crps a {:.4f}  diverged {}{}  {:.0f} cycles/s\n", r.analysis.crps, r.diverged,
             r.recovered ? " and recovered" : "", r.cycles_per_second);
  if (s.model.own_forcing)
    fmt::print("  forcing rmse {:.4f}  spread {:.4f}  error at 50 {:+.3f}  at 200 {:+.3f}\n",
               r.forcing_rmse, r.forcing_spread, r.forcing_error_50, r.forcing_error_200);
}

}  // namespace

int main(int count, char** words) {
  const auto parsed = parse({words + 1, words + count});
  if (parsed.help) {
    fmt::print("{}", help_text());
    return 0;
  }
  for (const auto& problem : parsed.problems) fmt::print(stderr, "assimilation: {}\n", problem);
  if (!parsed.problems.empty()) return 2;
  const auto result = run(parsed.settings);
  if (parsed.settings.json)
    fmt::print("{}\n", json(parsed.settings, result, machine_limits(1)));
  else
    print_table(parsed.settings, result);
  return 0;
}
