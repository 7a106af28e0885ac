#include "twin/commands/carry_run.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "twin/commands/carry_report.h"
#include "twin/commands/fit_report.h"
#include "twin/commands/interruption.h"
#include "twin/commands/run_folder.h"
#include "twin/commands/stored_scenario.h"
#include "twin/commands/study_pictures.h"
#include "twin/commands/study_run.h"
#include "twin/commands/summary.h"
#include "twin/ensemble/tissue_forward.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

fs::path cycle_file(const fs::path& folder, std::size_t number) {
  return folder / fmt::format("cycle_{:03}.h5", number);
}

/// Stretches of the study in the folder, a store each.
class Stretches {
 public:
  Stretches(const Study& study, const fs::path& folder, unsigned threads)
      : study_(study), folder_(folder), threads_(threads) {}

  std::optional<EnsembleStore> run(std::size_t number, const Stretch& stretch,
                                   const std::vector<double>& parameters) const {
    const CarriedForward forward(study_, stretch);
    EnsembleStore store = open(number, forward, parameters);
    const EnsembleState state =
        run_with_progress(forward, store, engine_options(study_, threads_), nullptr,
                          fmt::format("to {:<9.6g} ", stretch.until / 1440));
    if (state.ended < state.tasks) return std::nullopt;
    require_enough(store, study_.base.scenario.ensemble);
    return store;
  }

 private:
  EnsembleStore open(std::size_t number, const Forward& forward,
                     const std::vector<double>& parameters) const {
    const fs::path file = cycle_file(folder_, number);
    std::error_code error;
    if (fs::exists(file, error)) return EnsembleStore::open(file, true);
    EnsembleHeader header = study_header(study_, forward);
    header.design = fmt::format("stretch {}", number);
    header.parameters = parameters;
    return EnsembleStore::create(file, header);
  }

  const Study& study_;
  fs::path folder_;
  unsigned threads_;
};

/// The whole series of all members as one ensemble, with the parameters of the last analysis.
EnsembleStore join(const Carried& carried, const Study& study, const Forward& whole,
                   const fs::path& file) {
  EnsembleHeader header = study_header(study, whole);
  header.design = "posterior";
  header.parameters = store_parameters(carried.prior, carried.parameters);
  EnsembleStore store = EnsembleStore::create(file, header);
  for (std::size_t m = 0; m < header.members(); ++m) {
    for (std::size_t c = 0; c < header.conditions.size(); ++c) {
      if (!carried.lost[m].empty())
        store.write_failed(m, c, carried.lost[m]);
      else
        store.write_done(
            m, c, whole_series(carried, m, c, header.shape.minutes, header.shape.names.size()));
    }
  }
  return store;
}

}  // namespace

Carried carried_again(const Study& study, const fs::path& folder) {
  const TissueForward whole(study);
  auto carried = carry_study(
      study, read_observations(study, whole.shape()), read_images(study), folder / "states",
      [&](std::size_t number, const Stretch&,
          const std::vector<double>&) -> std::optional<EnsembleStore> {
        EnsembleStore store = EnsembleStore::open(cycle_file(folder / "cycles", number), false);
        for (std::size_t m = 0; m < store.header().members(); ++m) {
          for (std::size_t c = 0; c < store.header().conditions.size(); ++c) {
            if (store.status(m, c) == MemberStatus::pending) return std::nullopt;
          }
        }
        return store;
      });
  if (!carried)
    throw InputError({folder.string(), 0, 0, {}}, "was stopped before its end",
                     "go on with twin personalise --resume first");
  return std::move(*carried);
}

int run_filter(const Study& study, const StudyObservations& observations, const fs::path& folder,
               const PersonaliseOptions& options, RunLog& log) {
  make_folder(folder / "cycles");
  make_folder(folder / "states");
  const Stretches stretches(study, folder / "cycles", threads_or_all(options.threads));
  const auto carried = carry_study(
      study, observations, read_images(study), folder / "states",
      [&](std::size_t number, const Stretch& stretch, const std::vector<double>& parameters) {
        return stretches.run(number, stretch, parameters);
      });
  if (!carried) {
    say(log, "stopped; go on with the same command and --resume");
    return 1;
  }
  const TissueForward whole(study);
  const EnsembleStore posterior = join(*carried, study, whole, folder / "posterior.h5");
  const CarryReport report{
      study,
      observations,
      *carried,
      posterior,
      forecast_scores(*carried),
      score(observations.kept_out, outputs_by_point(posterior, study, observations.kept_out))};
  write_text(folder / "summary.json", carry_json(report));
  write_text(folder / "cycles.csv", cycles_csv(report));
  if (options.pictures) {
    draw_bands(posterior, study, &observations, {"posterior", "carried", research_use},
               folder / "pictures");
    draw_carry(report, folder / "pictures");
  }
  log.write(carry_text(report));
  if (options.json) {
    fmt::print("{}", bytes_of_file(folder / "summary.json"));
    return 0;
  }
  fmt::print("{}posterior   {}\ncycles      {}\n", carry_text(report),
             (folder / "posterior.h5").string(), (folder / "cycles.csv").string());
  if (options.pictures) fmt::print("pictures    {}\n", (folder / "pictures").string());
  fmt::print("digest      {}\n", posterior.digest());
  return 0;
}

}  // namespace cytotwin
