#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "twin/store/internal_run_store.h"
#include "twin/store/run_reader.h"

namespace cytotwin {

namespace {

/// A checkpoint and the output that belongs before it.
struct Found {
  Checkpoint checkpoint;
  layout::Progress progress;
};

std::string text_of(const InputError& error) {
  const InputProblem& problem = error.problems().front();
  return problem.place.file + " " + problem.message;
}

// Frames cannot be computed again from a checkpoint after them, so a damaged one limits how late
// the run may go on.
std::size_t intact_frames(const RunFile& file, std::vector<std::string>& messages) {
  const std::size_t frames = file.main().frame_minutes.size();
  for (std::size_t i = 0; i < frames; ++i) {
    try {
      file.with_group(layout::frame_path(i), [](hid_t) {});
    } catch (const InputError& error) {
      messages.push_back(text_of(error));
      return i;
    }
  }
  return frames;
}

std::optional<Found> last_intact(const RunFile& file, std::vector<std::string>& messages) {
  const std::size_t frames = intact_frames(file, messages);
  const auto& numbers = file.main().checkpoints;
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    const std::string name = layout::checkpoint_path(*number);
    try {
      Found found;
      file.with_group(name, [&](hid_t group) {
        found = {layout::read_checkpoint(group, file.path() + ":/" + name),
                 layout::read_progress(group)};
      });
      if (found.progress.frames <= frames &&
          found.progress.series_rows <= file.main().series.rows()) {
        return found;
      }
    } catch (const InputError& error) {
      messages.push_back(text_of(error));
    }
  }
  return std::nullopt;
}

// The main file as it was when the checkpoint was written.
layout::Main cut(layout::Main main, const layout::Progress& progress) {
  main.frame_minutes.resize(progress.frames);
  for (auto& column : main.series.columns) column.resize(progress.series_rows);
  std::erase_if(main.checkpoints, [&](std::uint64_t number) { return number > progress.number; });
  return main;
}

layout::Main emptied(layout::Main main) {
  main = cut(std::move(main), {});
  main.checkpoints.clear();
  return main;
}

void say_where(const std::optional<Found>& found, std::vector<std::string>& messages) {
  if (messages.empty()) return;
  messages.push_back(found ? fmt::format("going on from the intact checkpoint at {} min",
                                         found->checkpoint.minutes)
                           : "no intact checkpoint is left: starting from the beginning");
}

}  // namespace

ResumedRun RunStore::open_for_resume(const std::string& path) {
  auto impl = std::make_unique<Impl>(Impl{path, {}, 0, {}});
  std::vector<std::string> messages;
  std::optional<Found> found;
  if (RunReader run(path); run.complete()) {
    impl->main = RunFile(path).main();
    std::error_code ignored;
    std::filesystem::remove_all(parts_folder(path), ignored);  // of a kill while finishing
    return {RunStore(std::move(impl)), run.last_checkpoint(), {}};
  }
  guarded(0, [&] {
    impl->take_lock();
    const RunFile file(path);
    found = last_intact(file, messages);
    impl->commit(found ? cut(file.main(), found->progress) : emptied(file.main()));
    impl->remove_strangers();
    std::filesystem::remove(store_file::aside_of(path));
  });
  say_where(found, messages);
  std::optional<Checkpoint> checkpoint;
  if (found) {
    impl->minutes = found->checkpoint.minutes;
    checkpoint = std::move(found->checkpoint);
  }
  return {RunStore(std::move(impl)), std::move(checkpoint), std::move(messages)};
}

}  // namespace cytotwin
