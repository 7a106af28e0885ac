// Tables of docs/inversion.md: what each method of inversion makes of cases whose answer is known.
//   build/release/bench/inversion_table [all | linear | tumour | sinusoid | lorenz | dummies |
//   designs]
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "assimilation/designs/designs.h"
#include "assimilation/inversion/schedule.h"
#include "tests/assimilation/forward_models.h"
#include "tests/assimilation/known_posteriors.h"

namespace cytotwin {
namespace {

const std::map<InversionMethod, std::string> names{{InversionMethod::es_mda, "ES-MDA"},
                                                   {InversionMethod::eki, "EKI"},
                                                   {InversionMethod::etki, "ETKI"},
                                                   {InversionMethod::teki, "TEKI"},
                                                   {InversionMethod::uki, "UKI"}};

struct Spread {
  double sum = 0, squares = 0, count = 0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++count;
  }
  double mean() const { return sum / count; }
  double deviation() const { return std::sqrt(std::max(0., squares / count - mean() * mean())); }
  double root_mean_square() const { return std::sqrt(squares / count); }
};

void linear_table() {
  fmt::print(
      "\nLinear case, error of the posterior mean (rms over both parameters and seeds) and "
      "ratio of traces of covariances\n\n| method | members | seeds | error | ratio |\n"
      "|---|---|---|---|---|\n");
  const LinearCase linear;
  for (const auto method : {InversionMethod::es_mda, InversionMethod::eki, InversionMethod::etki})
    for (const auto& [members, seeds] :
         std::map<int, int>{{20, 200}, {100, 200}, {1000, 100}, {10000, 20}}) {
      Spread error, ratio;
      for (int seed = 1; seed <= seeds; ++seed) {
        InversionOptions options{
            .method = method, .members = members, .seed = static_cast<std::uint64_t>(seed)};
        if (method != InversionMethod::eki) options.alphas = geometric_alphas(4, 1);
        const auto result = invert(linear.forward(), linear.prior, linear.data(), options);
        for (const double e : Vector(member_mean(result.posterior) - linear.posterior_mean()))
          error.add(e);
        ratio.add(member_covariance(result.posterior, result.posterior).trace() /
                  linear.posterior_covariance().trace());
      }
      fmt::print("| {} | {} | {} | {:.4f} | {:.3f} |\n", names.at(method), members, seeds,
                 error.root_mean_square(), ratio.mean());
    }
}

struct TumourRow {
  std::string name;
  InversionOptions options;
};

void tumour_row(const TumourCase& tumour, const TumourRow& row, int seeds) {
  Spread r, k, sd_r, sd_k, forecast, sd_forecast, iterations;
  for (int seed = 1; seed <= seeds; ++seed) {
    InversionOptions options = row.options;
    options.seed = static_cast<std::uint64_t>(seed);
    const auto result = invert(tumour.forward(), tumour.prior, tumour.data(), options);
    const Members x = tumour.prior.constrained(result.posterior);
    Spread volume;
    for (Eigen::Index j = 0; j < x.cols(); ++j)
      volume.add(TumourCase::volume(x(0, j), x(1, j), 30));
    r.add(member_mean(result.posterior)[0]);
    k.add(member_mean(result.posterior)[1]);
    sd_r.add(result.reports[0].posterior_deviation);
    sd_k.add(result.reports[1].posterior_deviation);
    forecast.add(volume.mean());
    sd_forecast.add(volume.deviation());
    iterations.add(result.state.iteration);
  }
  fmt::print("| {} | {:.3f} {:.3f} | {:.3f} {:.3f} | {:.3f} +- {:.3f} | {:.1f} |\n", row.name,
             r.mean(), k.mean(), sd_r.mean(), sd_k.mean(), forecast.mean(), sd_forecast.mean(),
             iterations.mean());
}

void tumour_table() {
  using Method = InversionMethod;
  const std::vector<TumourRow> rows{
      {"ES-MDA(1), 500 members", {.method = Method::es_mda, .members = 500, .alphas = {1}}},
      {"ES-MDA(4)", {.method = Method::es_mda, .members = 500, .alphas = geometric_alphas(4, 1)}},
      {"ES-MDA(10)", {.method = Method::es_mda, .members = 500, .alphas = geometric_alphas(10, 1)}},
      {"ES-MDA(4, ratio .6)",
       {.method = Method::es_mda, .members = 500, .alphas = geometric_alphas(4, .6)}},
      {"EKI", {.method = Method::eki, .members = 500}},
      {"ETKI(10)", {.method = Method::etki, .members = 500, .alphas = geometric_alphas(10, 1)}},
      {"ETKI, misfit controller", {.method = Method::etki, .members = 500}},
      {"EKI, 50 members", {.method = Method::eki, .members = 50}},
      {"ES-MDA(10), 50 members",
       {.method = Method::es_mda, .members = 50, .alphas = geometric_alphas(10, 1)}},
      {"UKI", {.method = Method::uki, .members = 500, .most_iterations = 60}}};
  for (const bool late : {true, false}) {
    const auto tumour = late ? TumourCase::late() : TumourCase::early();
    const auto exact = exact_posterior(tumour);
    fmt::print(
        "\nTumour seen {}, means over 20 seeds\n\n| method | mean ln r, ln K | sd | V(30) | "
        "iterations |\n|---|---|---|---|---|\n",
        late ? "at 5, 10, 15, 20 d" : "at 1, 2, 3, 4 d");
    fmt::print("| exact (quadrature) | {:.3f} {:.3f} | {:.3f} {:.3f} | {:.3f} +- {:.3f} | |\n",
               exact.mean[0], exact.mean[1], exact.deviation[0], exact.deviation[1], exact.mean[2],
               exact.deviation[2]);
    for (const auto& row : rows) tumour_row(tumour, row, 20);
  }
}

void sinusoid_table() {
  fmt::print(
      "\nSinusoid, 20 members, 100 seeds: exact A 1.0388, v 6.9721\n\n"
      "| method | A | v | iterations |\n|---|---|---|---|\n");
  const SinusoidCase sinusoid;
  for (const auto method : {InversionMethod::eki, InversionMethod::etki, InversionMethod::uki}) {
    Spread a, v, iterations;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto result = invert(sinusoid.forward(), sinusoid.prior, sinusoid.data(),
                                 {.method = method, .members = 20, .seed = seed});
      const Vector mean = sinusoid.prior.constrained(result.posterior).rowwise().mean();
      a.add(mean[0]);
      v.add(mean[1]);
      iterations.add(result.state.iteration);
    }
    fmt::print("| {} | {:.3f} +- {:.3f} | {:.3f} +- {:.3f} | {:.1f} |\n", names.at(method),
               a.mean(), a.deviation(), v.mean(), v.deviation(), iterations.mean());
  }
}

void lorenz_table() {
  fmt::print(
      "\nLorenz race, 10 seeds, 20 iterations at most (EKI and ETKI end at time 1)\n\n"
      "| method | members | reached | runs, median of those | rho | beta |\n"
      "|---|---|---|---|---|---|\n");
  const LorenzCase lorenz;
  for (const auto method :
       {InversionMethod::teki, InversionMethod::eki, InversionMethod::etki, InversionMethod::uki}) {
    std::vector<double> runs;
    Spread rho, beta;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const RaceEnd end = race(lorenz, {.method = method, .members = 20, .seed = seed}, 20);
      if (end.reached) runs.push_back(static_cast<double>(end.runs));
      rho.add(end.parameters[0]);
      beta.add(end.parameters[1]);
    }
    std::sort(runs.begin(), runs.end());
    fmt::print("| {} | {} | {} of 10 | {} | {:.2f} +- {:.2f} | {:.2f} +- {:.2f} |\n",
               names.at(method), method == InversionMethod::uki ? 5 : 20, runs.size(),
               runs.empty() ? 0 : runs[runs.size() / 2], rho.mean(), rho.deviation(), beta.mean(),
               beta.deviation());
  }
}

void dummies_table() {
  fmt::print(
      "\nLate tumour with 50 parameters that do nothing, ES-MDA(4), 20 seeds\n\n"
      "| members | local | variance of the 50 kept | sd of ln r, ln K (exact .066, .077) |\n"
      "|---|---|---|---|\n");
  const auto tumour = TumourCase::late();
  std::vector<ParameterPrior> parameters{{"r", LognormalForm{.3, .5}}, {"K", LognormalForm{3, .5}}};
  for (int i = 0; i < 50; ++i) parameters.push_back({fmt::format("dummy{}", i), NormalForm{0, 1}});
  const Prior prior(parameters);
  const EnsembleMap forward = [&](const Members& x, int k) {
    return tumour.forward()(x.topRows(2), k);
  };
  for (const int members : {50, 100, 200})
    for (const bool local : {false, true}) {
      Spread kept, r, k;
      for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto result = invert(forward, prior, tumour.data(),
                                   {.method = InversionMethod::es_mda,
                                    .members = members,
                                    .seed = seed,
                                    .alphas = geometric_alphas(4, 1),
                                    .adaptive_localisation = local});
        kept.add(member_anomalies(result.posterior).bottomRows(50).squaredNorm() /
                 member_anomalies(prior.sample(members, seed)).bottomRows(50).squaredNorm());
        r.add(result.reports[0].posterior_deviation);
        k.add(result.reports[1].posterior_deviation);
      }
      fmt::print("| {} | {} | {:.3f} | {:.3f} {:.3f} |\n", members, local ? "yes" : "no",
                 kept.mean(), r.mean(), k.mean());
    }
}

void designs_table() {
  fmt::print(
      "\nRms error over 64 seeds of the integral of prod(x_i + 1/2) over the unit cube of 4 "
      "dimensions\n\n| points | random | Latin hypercube | scrambled Sobol |\n"
      "|---|---|---|---|\n");
  using Design = Matrix (*)(Eigen::Index, Eigen::Index, std::uint64_t);
  for (const Eigen::Index points : {16, 64, 256, 1024}) {
    fmt::print("| {} |", points);
    for (const Design design : {random_points, latin_hypercube, sobol_points}) {
      Spread error;
      for (std::uint64_t seed = 1; seed <= 64; ++seed) {
        const Matrix u = design(4, points, seed);
        error.add((u.array() + .5).colwise().prod().mean() - 1);
      }
      fmt::print(" {:.2e} |", error.root_mean_square());
    }
    fmt::print("\n");
  }
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  using namespace cytotwin;
  const std::map<std::string, std::function<void()>> tables{
      {"linear", linear_table}, {"tumour", tumour_table},   {"sinusoid", sinusoid_table},
      {"lorenz", lorenz_table}, {"dummies", dummies_table}, {"designs", designs_table}};
  const std::string wanted = argc > 1 ? argv[1] : "all";
  if (wanted != "all" && !tables.contains(wanted)) {
    fmt::print(
        "no table \"{}\"; there are all, linear, tumour, sinusoid, lorenz, dummies, designs\n",
        wanted);
    return 2;
  }
  for (const auto& [name, print] : tables)
    if (wanted == "all" || wanted == name) print();
}
