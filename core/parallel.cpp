#include "core/parallel.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace cytotwin {

struct Workers::Arena {
  explicit Arena(unsigned threads) : arena(static_cast<int>(threads)) {
    // The limit is the whole process's and the least of all counts, so that it is only raised.
    if (static_cast<int>(threads) > tbb::info::default_concurrency()) {
      limit.emplace(tbb::global_control::max_allowed_parallelism, threads);
    }
  }
  std::optional<tbb::global_control> limit;
  tbb::task_arena arena;
};

Workers::Workers(unsigned threads) {
  if (threads == 0) throw std::invalid_argument("Workers: threads is 0, at least 1 is needed");
  arena_ = std::make_unique<Arena>(threads);
}

Workers::~Workers() = default;
Workers::Workers(Workers&&) noexcept = default;
Workers& Workers::operator=(Workers&&) noexcept = default;

unsigned Workers::threads() const { return static_cast<unsigned>(arena_->arena.max_concurrency()); }

void Workers::for_blocks(std::size_t size, std::size_t block,
                         const std::function<void(std::size_t, std::size_t)>& body) const {
  const std::size_t blocks = (size + block - 1) / block;
  const auto run = [&](std::size_t b) { body(b * block, std::min(size, (b + 1) * block)); };
  if (blocks <= 1 || threads() == 1) {
    for (std::size_t b = 0; b < blocks; ++b) run(b);
    return;
  }
  arena_->arena.execute([&] { tbb::parallel_for(std::size_t{0}, blocks, run); });
}

double Workers::sum_blocks(std::size_t size, std::size_t block,
                           const std::function<double(std::size_t, std::size_t)>& body) const {
  std::vector<double> partial((size + block - 1) / block);
  for_blocks(size, block, [&](std::size_t begin, std::size_t end) {
    partial[begin / block] = body(begin, end);
  });
  double sum = 0;
  for (const double value : partial) sum += value;
  return sum;
}

double Workers::max_blocks(std::size_t size, std::size_t block,
                           const std::function<double(std::size_t, std::size_t)>& body) const {
  std::vector<double> partial((size + block - 1) / block);
  for_blocks(size, block, [&](std::size_t begin, std::size_t end) {
    partial[begin / block] = body(begin, end);
  });
  return partial.empty() ? 0.0 : *std::max_element(partial.begin(), partial.end());
}

}  // namespace cytotwin
