#pragma once

#include <memory>

#include "twin/ensemble/ranks.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// The ranks that this command was started with, if there are others; the first dismisses them
/// however it ends.
class JoinedRanks {
 public:
  JoinedRanks();
  ~JoinedRanks();
  JoinedRanks(const JoinedRanks&) = delete;
  JoinedRanks& operator=(const JoinedRanks&) = delete;

  bool is_first() const { return ranks_ == nullptr || ranks_->rank() == 0; }
  Ranks* get() const { return ranks_.get(); }  ///< null if alone

 private:
  std::unique_ptr<Ranks> ranks_;
};

/// What the other ranks do: run what the first hands out. @returns exit status
int serve_study(const Study& study, const JoinedRanks& ranks);

}  // namespace cytotwin
