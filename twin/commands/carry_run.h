#pragma once

#include <filesystem>

#include "twin/commands/commands.h"
#include "twin/commands/run_log.h"
#include "twin/ensemble/observations.h"
#include "twin/ensemble/study.h"
#include "twin/personalise/carry.h"

namespace cytotwin {

/// What twin personalise does where the method is a filter: carries the members from datum to
/// datum and on to the end, in the study's folder. @returns exit status
int run_filter(const Study& study, const StudyObservations& observations,
               const std::filesystem::path& folder, const PersonaliseOptions& options, RunLog& log);

/// What that came to, once more from its folder.
/// @throws InputError if it has not ended
Carried carried_again(const Study& study, const std::filesystem::path& folder);

}  // namespace cytotwin
