#include "twin/eyes/response.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kinetics/kinetics_error.h"
#include "kinetics/rosenbrock.h"
#include "kinetics/scaled_tolerances.h"

namespace cytotwin::eyes {
namespace {

// Rodas4 is at its best here: the oedema is right to 0.001 um at this tolerance (bench/eye_speed).
constexpr double relative_tolerance = 1e-2;
constexpr double untreated = 100;  // [um]; the answer is a share of it

std::uint32_t place(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::invalid_argument("oedema_left: the network has no " + name);
  return static_cast<std::uint32_t>(found - names.begin());
}

/// The members' states as columns that a solver takes.
class MemberStates {
 public:
  MemberStates(const Network& network, std::span<const EyeMember> members) {
    constants_ = network.default_constants();
    constants_[place(network.constant_names(), "oedema_0")] = untreated;
    const Network::Start start = network.start(0, constants_);
    constants_ = start.constants;
    for (const double value : start.states) states_.emplace_back(members.size(), value);
    last_step_.assign(members.size(), 0);
    vary(network, "half_vegf", members, &EyeMember::half_vegf);
    vary(network, "slow_share", members, &EyeMember::slow_share);
    vary(network, "slow_time", members, &EyeMember::slow_days);
    batch_.cells = members.size();
    batch_.states.assign(states_.begin(), states_.end());
    batch_.constants = constants_;
    for (const auto& [constant, values] : varied_) batch_.varied.emplace_back(constant, values);
    batch_.last_step = last_step_;
  }
  MemberStates(const MemberStates&) = delete;
  MemberStates& operator=(const MemberStates&) = delete;

  const CellBatch& batch() const { return batch_; }
  const std::vector<double>& of(std::uint32_t state) const { return states_[state]; }
  const std::vector<double>& constants() const { return constants_; }

  void inject(std::uint32_t state, double mg) {
    for (double& value : states_[state]) value += mg;
    std::fill(last_step_.begin(), last_step_.end(), 0.F);
  }

 private:
  void vary(const Network& network, const char* name, std::span<const EyeMember> members,
            double EyeMember::*value) {
    std::vector<double> column;
    for (const EyeMember& member : members) column.push_back(member.*value);
    varied_.emplace_back(place(network.constant_names(), name), std::move(column));
  }

  std::vector<double> constants_;
  std::vector<std::vector<double>> states_;
  std::vector<std::pair<std::uint32_t, std::vector<double>>> varied_;
  std::vector<float> last_step_;
  CellBatch batch_;
};

Tolerances tolerances_of(const Network& network, const std::vector<double>& constants, double mg,
                         std::uint32_t drug) {
  SimulationPlan plan;
  plan.constants = constants;
  for (int day = 0; day <= 60; ++day) plan.output_times.push_back(day);
  plan.jumps = {{0, drug, mg}};
  return scaled_tolerances(network, plan, relative_tolerance);
}

}  // namespace

std::vector<std::vector<double>> oedema_left(const Network& network,
                                             std::span<const EyeMember> members,
                                             std::span<const double> days, double mg,
                                             const Workers& workers) {
  const std::uint32_t drug = place(network.state_names(), "drug_v");
  const std::uint32_t oedema = place(network.state_names(), "oedema");
  MemberStates states(network, members);
  RosenbrockKinetics solver(network, tolerances_of(network, states.constants(), mg, drug));
  std::vector<std::vector<double>> left;
  double time = 0;
  for (const double day : days) {
    if (day > time) {
      const KineticsReport report = solver.advance(states.batch(), time, day - time, workers);
      if (!report.failures.empty()) throw KineticsError(report.failures.front().what, time);
    }
    time = day;
    left.push_back(states.of(oedema));
    for (double& um : left.back()) um /= untreated;
    states.inject(drug, mg);
  }
  return left;
}

}  // namespace cytotwin::eyes
