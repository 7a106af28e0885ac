#include "assimilation/localisation/letkf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "assimilation/localisation/inverse_root_poles.h"
#include "assimilation/localisation/lanes_internal.h"

namespace cytotwin {
namespace {

using Group = std::span<const LocalDomain>;

// Row of the present observations for each observation of the whole vector, or -1.
std::vector<Eigen::Index> present_rows(const EnsembleSpace& space, Eigen::Index observations) {
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(observations), -1);
  for (std::size_t i = 0; i < space.components.size(); ++i)
    rows[static_cast<std::size_t>(space.components[i])] = static_cast<Eigen::Index>(i);
  return rows;
}

void check_domain(const LocalDomain& domain, Eigen::Index observations, std::vector<bool>& taken) {
  if (domain.taper.size() != domain.observations.size())
    throw std::invalid_argument(
        fmt::format("LocalDomains: a domain has {} observations and {} tapers",
                    domain.observations.size(), domain.taper.size()));
  for (const auto i : domain.observations)
    if (i < 0 || i >= observations)
      throw std::invalid_argument(
          fmt::format("LocalDomains: a domain has observation {} of {}", i, observations));
  for (const double t : domain.taper)
    if (!(t >= 0 && t <= 1))
      throw std::invalid_argument(fmt::format("LocalDomains: a taper is {}; it must be 0 to 1", t));
  for (const auto row : domain.rows) {
    if (row < 0 || row >= static_cast<Eigen::Index>(taken.size()))
      throw std::invalid_argument(
          fmt::format("LocalDomains: a domain has row {} of {} rows", row, taken.size()));
    if (taken[static_cast<std::size_t>(row)])
      throw std::invalid_argument(fmt::format("LocalDomains: row {} is in two domains", row));
    taken[static_cast<std::size_t>(row)] = true;
  }
}

void check_sizes(const Members& members, const EnsembleSpace& space, const LocalDomains& local) {
  const auto last = space.components.empty() ? 0 : space.components.back() + 1;
  if (members.cols() != space.members() || members.rows() != local.rows() ||
      last > local.observations())
    throw std::invalid_argument(fmt::format(
        "letkf: {} rows of {} members, {} observations of {}; domains are of {} rows "
        "and {} observations",
        members.rows(), members.cols(), last, space.members(), local.rows(), local.observations()));
}

// The largest trace of I + G over the domains bounds every eigenvalue.
double largest_trace(const EnsembleSpace& space, Group domains,
                     const std::vector<Eigen::Index>& rows, const Workers& workers) {
  const Vector variance = space.anomalies.rowwise().squaredNorm();
  return 1 + workers.max_blocks(domains.size(), 64, [&](std::size_t begin, std::size_t end) {
    double largest = 0;
    for (const auto& domain : domains.subspan(begin, end - begin)) {
      double trace = 0;
      for (std::size_t i = 0; i < domain.observations.size(); ++i) {
        const auto row = rows[static_cast<std::size_t>(domain.observations[i])];
        if (row >= 0) trace += domain.taper[i] * variance[row];
      }
      largest = std::max(largest, trace);
    }
    return largest;
  });
}

// Tapers of one group: for each observation that any of its domains sees, a pack.
struct GroupTapers {
  std::vector<Eigen::Index> seen;  // present rows
  std::vector<Pack> tapers;
};

GroupTapers group_tapers(Group group, const std::vector<Eigen::Index>& rows,
                         std::vector<std::int32_t>& place) {
  GroupTapers result;
  for (std::size_t l = 0; l < group.size(); ++l)
    for (std::size_t i = 0; i < group[l].observations.size(); ++i) {
      const auto row = rows[static_cast<std::size_t>(group[l].observations[i])];
      if (row < 0) continue;
      auto& at = place[static_cast<std::size_t>(row)];
      if (at < 0) {
        at = static_cast<std::int32_t>(result.seen.size());
        result.seen.push_back(row);
        result.tapers.push_back(Pack{});
      }
      result.tapers[static_cast<std::size_t>(at)].lane[l] = group[l].taper[i];
    }
  for (const auto row : result.seen) place[static_cast<std::size_t>(row)] = -1;
  return result;
}

void load(LaneProblem& problem, const Members& members, const Vector& mean, Group group) {
  const auto n = static_cast<std::size_t>(problem.size);
  std::fill(problem.matrix.begin(), problem.matrix.end(), Pack{});
  std::fill(problem.pull.begin(), problem.pull.end(), Pack{});
  std::fill(problem.vectors.begin(), problem.vectors.end(), Pack{});
  std::fill(problem.result.begin(), problem.result.end(), Pack{});
  for (std::size_t i = 0; i < n; ++i)
    for (double& value : problem.matrix[i * n + i].lane) value = 1;
  for (std::size_t l = 0; l < group.size(); ++l)
    for (std::size_t r = 0; r < group[l].rows.size(); ++r)
      for (std::size_t i = 0; i < n; ++i)
        problem.vectors[r * n + i].lane[l] =
            members(group[l].rows[r], static_cast<Eigen::Index>(i)) - mean[group[l].rows[r]];
}

// vectors -> vectors (I + G)^(-1/2), and shift[r] = their product with (I + G)^-1 pull.
std::vector<Pack> solve(LaneProblem& problem, const InverseRootPoles& poles) {
  const auto n = static_cast<std::size_t>(problem.size);
  const auto rows = static_cast<std::size_t>(problem.rows);
  tridiagonalise(problem);
  to_tridiagonal(problem, problem.pull.data());
  for (std::size_t r = 0; r < rows; ++r) to_tridiagonal(problem, &problem.vectors[r * n]);
  Pack* weights = &problem.result[rows * n];
  add_solution(problem, 0, 1, problem.pull.data(), 1, weights);
  std::vector<Pack> shifts(rows, Pack{});
  for (std::size_t r = 0; r < rows; ++r)
    add_product(&problem.vectors[r * n], weights, problem.size, shifts[r]);
  for (std::size_t k = 0; k < poles.shifts.size(); ++k)
    add_solution(problem, poles.shifts[k], poles.weights[k], problem.vectors.data(), problem.rows,
                 problem.result.data());
  for (std::size_t r = 0; r < rows; ++r) from_tridiagonal(problem, &problem.result[r * n]);
  return shifts;
}

void store(const LaneProblem& problem, const std::vector<Pack>& shifts, const Vector& mean,
           Group group, Members& members) {
  const auto n = static_cast<std::size_t>(problem.size);
  const double root = std::sqrt(static_cast<double>(n - 1));
  for (std::size_t l = 0; l < group.size(); ++l)
    for (std::size_t r = 0; r < group[l].rows.size(); ++r) {
      const auto row = group[l].rows[r];
      const double centre = mean[row] + shifts[r].lane[l] / root;
      for (std::size_t i = 0; i < n; ++i)
        members(row, static_cast<Eigen::Index>(i)) = centre + problem.result[r * n + i].lane[l];
    }
}

}  // namespace

LocalDomains::LocalDomains(std::vector<LocalDomain> domains, Eigen::Index rows,
                           Eigen::Index observations)
    : domains_(std::move(domains)), rows_(rows), observations_(observations) {
  std::vector<bool> taken(static_cast<std::size_t>(rows), false);
  for (const auto& domain : domains_) {
    check_domain(domain, observations, taken);
    most_rows_ = std::max(most_rows_, domain.rows.size());
  }
}

Members letkf(const Members& members, const EnsembleSpace& space, const LocalDomains& local,
              const Workers& workers) {
  if (!space.limits.empty()) return letkf(members, space.without_obeyed_limits(), local, workers);
  check_sizes(members, space, local);
  const auto domains = local.domains();
  const auto rows = present_rows(space, local.observations());
  const auto poles = inverse_root_poles(largest_trace(space, domains, rows, workers));
  const Vector mean = member_mean(members);
  const Matrix by_member = space.anomalies.transpose();  // an observation's members side by side
  Members result = members;
  const auto run = [&](std::size_t begin, std::size_t end) {
    LaneProblem problem(static_cast<int>(members.cols()), static_cast<int>(local.most_rows()));
    std::vector<std::int32_t> place(static_cast<std::size_t>(space.innovation.size()), -1);
    for (std::size_t start = begin; start < end; start += lane_count) {
      const auto group = domains.subspan(start, std::min<std::size_t>(lane_count, end - start));
      load(problem, members, mean, group);
      const auto [seen, tapers] = group_tapers(group, rows, place);
      for (std::size_t i = 0; i < seen.size(); ++i)
        accumulate(problem, by_member.col(seen[i]).data(), space.innovation[seen[i]], tapers[i]);
      store(problem, solve(problem, poles), mean, group, result);
    }
  };
  // A block has buffers of its own: several groups where there are many.
  const std::size_t groups = (domains.size() + lane_count - 1) / lane_count;
  workers.for_blocks(domains.size(), lane_count * std::max<std::size_t>(1, groups / 32), run);
  return result;
}

}  // namespace cytotwin
