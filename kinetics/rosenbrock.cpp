#include "kinetics/rosenbrock.h"

#include <algorithm>
#include <utility>

#include "kinetics/rosenbrock_block.h"

namespace cytotwin {
namespace {

constexpr std::size_t cells_a_block = 256;

std::vector<std::uint32_t> ramped_in(const CellBatch& batch) {
  std::vector<std::uint32_t> ramped;
  for (std::size_t v = 0; v < batch.varied_end.size(); ++v) {
    if (!batch.varied_end[v].empty()) ramped.push_back(batch.varied[v].first);
  }
  return ramped;
}

}  // namespace

struct RosenbrockKinetics::Parts : rosenbrock::Shared {};

RosenbrockKinetics::RosenbrockKinetics(const Network& network, Tolerances tolerances,
                                       std::uint32_t most_steps) {
  check_tolerances(tolerances, network, "RosenbrockKinetics");
  check_cell_events(network, "RosenbrockKinetics");
  parts_.reset(new Parts{
      {network, std::move(tolerances), most_steps, LuProgram(network.pattern()), {}, {}}});
}

RosenbrockKinetics::~RosenbrockKinetics() = default;

KineticsReport RosenbrockKinetics::advance(const CellBatch& batch, double time, double window,
                                           const Workers& workers) {
  check_batch(batch, parts_->network, window, "CellKinetics::advance");
  if (std::vector<std::uint32_t> ramped = ramped_in(batch); ramped != parts_->ramped) {
    parts_->ramp = parts_->network.slopes_by(ramped);
    parts_->ramped = std::move(ramped);
  }
  std::vector<KineticsReport> reports((batch.cells + cells_a_block - 1) / cells_a_block);
  workers.for_blocks(batch.cells, cells_a_block, [&](std::size_t begin, std::size_t end) {
    reports[begin / cells_a_block] =
        rosenbrock::Block(*parts_, batch, time, window).run(begin, end);
  });
  KineticsReport total;
  for (KineticsReport& report : reports) {
    std::sort(report.failures.begin(), report.failures.end(),
              [](const auto& a, const auto& b) { return a.cell < b.cell; });
    total.add(std::move(report));
  }
  return total;
}

}  // namespace cytotwin
