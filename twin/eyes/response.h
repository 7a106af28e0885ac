#pragma once

#include <span>
#include <vector>

#include "core/parallel.h"
#include "kinetics/network.h"
#include "twin/eyes/population.h"

namespace cytotwin::eyes {

/// Share of the untreated oedema that the network leaves at each of some days, for each member,
/// with `mg` of ranibizumab injected on every one of them. The network's oedema is proportional to
/// its size without treatment, so one run serves every size. Shape (days, members).
/// @param days  ascending from 0, at least one
/// @throws KineticsError if the network cannot be solved for a member
std::vector<std::vector<double>> oedema_left(const Network& network,
                                             std::span<const EyeMember> members,
                                             std::span<const double> days, double mg,
                                             const Workers& workers);

}  // namespace cytotwin::eyes
