#include "twin/simulation/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace cytotwin {

Clock::Tick Clock::to_ticks(double minutes) {
  const double exact = minutes * static_cast<double>(ticks_in_a_minute);
  const double rounded = std::round(exact);
  const double tolerance = 1e-9 * std::max(1.0, std::abs(exact));
  // Written so that NaN fails.
  if (!(std::abs(exact) <= 9e15 && std::abs(exact - rounded) <= tolerance)) {
    throw std::invalid_argument(
        fmt::format("Clock::to_ticks: {} min is no whole number of 0.001 min", minutes));
  }
  return static_cast<Tick>(rounded);
}

double Clock::to_minutes(Tick tick) {
  return static_cast<double>(tick) / static_cast<double>(ticks_in_a_minute);
}

std::size_t Clock::add(std::string name, Tick period) {
  return add(std::move(name), period, period);
}

std::size_t Clock::add(std::string name, Tick period, Tick first) {
  if (period <= 0 || first < 0) {
    throw std::invalid_argument(
        fmt::format("Clock::add: {} has period {} (> 0) and first step at {} (>= 0) ticks", name,
                    period, first));
  }
  if (started_) throw std::invalid_argument(fmt::format("Clock::add: {} comes too late", name));
  processes_.push_back({std::move(name), period, first, first});
  return processes_.size() - 1;
}

// Last tick up to which the earliest process steps with no other one in between. Where it meets
// another, that moment belongs to the batch if it goes first there.
Clock::Tick Clock::batch_end(std::size_t process, Tick end) const {
  Tick limit = end;
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    if (i == process) continue;
    limit = std::min(limit, i < process ? processes_[i].next - 1 : processes_[i].next);
  }
  const Process& mine = processes_[process];
  return std::max(mine.next, mine.next + (limit - mine.next) / mine.period * mine.period);
}

const Clock::Moment* Clock::next(Tick end) {
  started_ = true;
  const auto earliest =
      std::min_element(processes_.begin(), processes_.end(),
                       [](const Process& a, const Process& b) { return a.next < b.next; });
  if (earliest == processes_.end() || earliest->next > end) {
    done_ = std::max(done_, end);
    return nullptr;
  }
  const auto leader = static_cast<std::size_t>(earliest - processes_.begin());
  moment_.tick = batch_end(leader, end);
  moment_.due.clear();
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    Process& process = processes_[i];
    if (process.next > moment_.tick) continue;
    const std::int64_t steps = (moment_.tick - process.next) / process.period + 1;
    moment_.due.push_back({i, steps});
    process.next += steps * process.period;
  }
  done_ = moment_.tick;
  return &moment_;
}

void Clock::restore(Tick done) {
  if (done < -1) throw std::invalid_argument(fmt::format("Clock::restore: tick {}", done));
  done_ = done;
  for (Process& process : processes_) {
    process.next = process.first;
    if (done >= process.first) {
      process.next += ((done - process.first) / process.period + 1) * process.period;
    }
  }
}

}  // namespace cytotwin
