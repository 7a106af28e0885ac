#include "twin/commands/joined_ranks.h"

#include "twin/commands/study_run.h"
#include "twin/ensemble/run_ensemble.h"

namespace cytotwin {

JoinedRanks::JoinedRanks() : ranks_(join_ranks()) {}

JoinedRanks::~JoinedRanks() {
  if (ranks_ != nullptr && ranks_->rank() == 0) dismiss(*ranks_);
}

int serve_study(const Study& study, const JoinedRanks& ranks) {
  serve_tasks(*make_forward(study), engine_options(study, 1), *ranks.get());
  return 0;
}

}  // namespace cytotwin
