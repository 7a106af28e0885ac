// Virtual cohorts of 300 eyes under the rules of published trials: what they give beside what was
// measured.
//
//   build/release/bench/eye_trials [DIR]      DIR holds moorfields_dme.csv, of which row 29 replays
//   the injections
#include <fmt/format.h>

#include <filesystem>
#include <numeric>

#include "bench/eye_cohort.h"
#include "twin/scenario/csv.h"

namespace cytotwin {
namespace {

using eyes::AsNeeded;
using eyes::FixedInterval;
using eyes::TreatAndExtend;
using Values = std::vector<double>;

constexpr std::size_t cohort = 300;
const Drug ranibizumab{"ranibizumab 0.3 mg", 0.3};
const Drug bevacizumab{
    "bevacizumab 1.25 mg", 1.25, {{"molar_mass", 149}, {"affinity", 24000}}, 9.8};
const Drug aflibercept{"aflibercept 2 mg", 2, {{"molar_mass", 115}, {"affinity", 4750}}, 9.1};
const Drug faricimab{"faricimab 6 mg", 6, {{"molar_mass", 150}, {"ang2_affinity", 26}}, 7.5};

double mean(const Values& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance(const Values& a, const Values& b) {
  const double x = mean(a), y = mean(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - x) * (b[i] - y);
  return sum / static_cast<double>(a.size());
}

double correlation(const Values& a, const Values& b) {
  return covariance(a, b) / std::sqrt(covariance(a, a) * covariance(b, b));
}

double quantile(Values values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

Values change(const Values& from, const Values& to) {
  Values out;
  for (std::size_t i = 0; i < from.size(); ++i) out.push_back(to[i] - from[i]);
  return out;
}

double share_of(const std::vector<bool>& hits) {
  return static_cast<double>(std::count(hits.begin(), hits.end(), true)) /
         static_cast<double>(hits.size());
}

void row(const std::string& number, const std::string& what, double got, double low, double high) {
  fmt::print("{:<5}{:<64}{:>9.2f}{:>10.2f} to {:<8.2f}{}\n", number, what, got, low, high,
             low <= got && got <= high ? "within" : "OUTSIDE");
}

void said(const std::string& number, const std::string& what, double got) {
  fmt::print("{:<5}{:<64}{:>9.2f}\n", number, what, got);
}

/// tau of the two exponentials of a + b exp(-t / tau_1) + c exp(-t / tau_2) with the least squares
/// [weeks].
std::pair<double, double> two_times(const Values& weeks, const Values& values) {
  std::pair<double, double> best{0, 0};
  double least = 1e300;
  for (double slow = 8; slow < 80; slow *= 1.03) {
    for (double fast = 0.5; fast < 0.6 * slow; fast *= 1.05) {
      double a[3][4] = {};  // normal equations
      for (std::size_t i = 0; i < weeks.size(); ++i) {
        const double x[3] = {1, std::exp(-weeks[i] / fast), std::exp(-weeks[i] / slow)};
        for (int r = 0; r < 3; ++r) {
          for (int c = 0; c < 3; ++c) a[r][c] += x[r] * x[c];
          a[r][3] += x[r] * values[i];
        }
      }
      for (int p = 0; p < 3; ++p) {
        for (int r = 0; r < 3; ++r) {
          if (r == p) continue;
          const double factor = a[r][p] / a[p][p];
          for (int c = p; c < 4; ++c) a[r][c] -= factor * a[p][c];
        }
      }
      double squares = 0;
      for (std::size_t i = 0; i < weeks.size(); ++i) {
        const double at = a[0][3] / a[0][0] + a[1][3] / a[1][1] * std::exp(-weeks[i] / fast) +
                          a[2][3] / a[2][2] * std::exp(-weeks[i] / slow);
        squares += (at - values[i]) * (at - values[i]);
      }
      if (squares < least) {
        least = squares;
        best = {fast, slow};
      }
    }
  }
  return best;
}

void monthly() {
  const CohortCourse course = Cohort(cohort, {136}, ranibizumab).run(FixedInterval{}, 76);
  const double measured[5][2] = {{0, 433}, {4, 379}, {12, 360}, {24, 340}, {52, 308}};
  for (const auto& [week, um] : measured)
    row("22c", fmt::format("TREX monthly: thickness in week {:g} [um]", week),
        mean(course.thickness[static_cast<std::size_t>(week)]), um - 15, um + 15);
  Values weeks, means;
  for (std::size_t week = 0; week <= 76; week += 4) {
    weeks.push_back(static_cast<double>(week));
    means.push_back(mean(course.thickness[week]));
  }
  const auto [fast, slow] = two_times(weeks, means);
  row("22c", "fast time of the mean curve [weeks]", fast, 0, 4);
  row("22c", "slow time of the mean curve [weeks]", slow, 20, 36);
}

void three_doses() {
  const CohortCourse course = Cohort(cohort, {162}, ranibizumab).run(FixedInterval{}, 12);
  const Values& base = course.read_thickness[0];
  const Values drop = change(course.read_thickness[12], base);
  row("23c", "drop after three doses [um]", mean(drop), 104, 134);
  said("23c", "its slope over baseline, measured 0.64",
       covariance(base, drop) / covariance(base, base));
  Values fraction;
  for (std::size_t e = 0; e < base.size(); ++e) {
    if (base[e] > 280) fraction.push_back(drop[e] / (base[e] - 260));
  }
  double distance = 0;
  for (const auto& [share, value] :
       {std::pair{0.1, 0.10}, {0.25, 0.29}, {0.5, 0.55}, {0.75, 0.82}, {0.9, 0.98}}) {
    const auto below =
        std::count_if(fraction.begin(), fraction.end(), [&, v = value](double f) { return f < v; });
    distance = std::max(
        distance,
        std::abs(static_cast<double>(below) / static_cast<double>(fraction.size()) - share));
  }
  row("23c", "KS distance of the fraction removed at the measured quantiles", distance, 0, 0.15);
  const Values letters = change(course.read_letters[0], course.read_letters[12]);
  const Values thinner = change(base, course.read_thickness[12]);
  row("31", "correlation of letters and thickness, baseline",
      correlation(base, course.read_letters[0]), -0.5, -0.25);
  row("31", "correlation of their changes to week 12", correlation(thinner, letters), -0.5, -0.25);
}

void rebound() {
  std::map<std::string, double> back;
  for (const Drug& drug : {ranibizumab, bevacizumab, aflibercept, faricimab}) {
    // 3 doses in weeks 0, 4, 8, then none: an interval that is longer than the run.
    const CohortCourse course = Cohort(cohort, {150}, drug).run(FixedInterval{3, 500}, 60);
    Values nadir, quarter, half;
    for (std::size_t e = 0; e < cohort; ++e) {
      std::size_t low = 8;
      for (std::size_t w = 8; w < course.thickness.size(); ++w)
        if (course.thickness[w][e] < course.thickness[low][e]) low = w;
      nadir.push_back(static_cast<double>(low) - 8);
      const double bottom = course.thickness[low][e], span = course.thickness[0][e] - bottom;
      const auto returned = [&](double share) {
        for (std::size_t w = low; w < course.thickness.size(); ++w)
          if (course.thickness[w][e] > bottom + share * span) return static_cast<double>(w) - 8;
        return 60.0;
      };
      quarter.push_back(returned(0.25));
      half.push_back(returned(0.5));
    }
    back[drug.name] = quantile(half, 0.5);
    said("24", drug.name + ": weeks from the last dose to the nadir", quantile(nadir, 0.5));
    said("24", drug.name + ": to 25 % back", quantile(quarter, 0.5));
    said("24", drug.name + ": to 50 % back", back[drug.name]);
  }
  const double shortest = std::max(back[ranibizumab.name], back[bevacizumab.name]);
  const double longest = std::min(back[aflibercept.name], back[faricimab.name]);
  row("24", "ranibizumab, bevacizumab before aflibercept, faricimab [weeks]", longest - shortest,
      0.001, 100);
}

void protocol_t() {
  const double measured[3][2] = {{-169, 13.3}, {-101, 9.7}, {-147, 11.2}};
  std::vector<double> thinner;
  int place = 0;
  for (const Drug& drug : {aflibercept, bevacizumab, ranibizumab}) {
    const CohortCourse course =
        Cohort(cohort, {120, 74}, drug).run(AsNeeded{6, 4, 250, 0.1, 5}, 52);
    const double um = mean(change(course.thickness[0], course.thickness[52]));
    const double gain = mean(change(course.letters[0], course.letters[52]));
    thinner.push_back(um);
    row("25", "Protocol T, " + drug.name + ": change of thickness [um]", um,
        measured[place][0] - 25, measured[place][0] + 25);
    row("25", "Protocol T, " + drug.name + ": letters", gain, measured[place][1] - 2.5,
        measured[place][1] + 2.5);
    ++place;
  }
  row("25", "order aflibercept < ranibizumab < bevacizumab (1: yes)",
      thinner[0] < thinner[2] && thinner[2] < thinner[1] ? 1 : 0, 1, 1);
}

void aflibercept_intervals() {
  const Cohort eyes_of(cohort, {180, 70}, aflibercept);
  const CohortCourse often = eyes_of.run(FixedInterval{}, 52),
                     seldom = eyes_of.run(FixedInterval{5, 8}, 52);
  row("26", "aflibercept every 8 less every 4 weeks: thickness, week 52 [um]",
      mean(seldom.thickness[52]) - mean(often.thickness[52]), -15, 15);
  row("26", "the same: letters", mean(seldom.letters[52]) - mean(often.letters[52]), -2, 2);
}

void extended() {
  const CohortCourse personal =
      Cohort(cohort, {180}, faricimab).run(TreatAndExtend{4, 4, 4, 16, 325}, 60);
  std::vector<bool> on_16;
  for (const auto& visits : personal.visits) {
    bool reached = false;
    for (std::size_t v = 1; v < visits.size(); ++v)
      reached = visits[v].week - visits[v - 1].week >= 16;
    on_16.push_back(reached);
  }
  row("27", "faricimab, interval by need: share on 16 weeks after a year [%]",
      100 * share_of(on_16), 35, 68);
  const CohortCourse extend = Cohort(cohort, {162}, ranibizumab).run(TreatAndExtend{}, 104);
  Values visits, longest;
  for (const auto& of : extend.visits) {
    double most = 0, in_year = 0;
    for (std::size_t v = 0; v < of.size(); ++v) {
      if (v > 0) most = std::max(most, of[v].week - of[v - 1].week);
      in_year += of[v].week <= 54 ? 1 : 0;
    }
    visits.push_back(in_year);
    longest.push_back(most);
  }
  row("28c", "ranibizumab, treat-and-extend: visits to week 54", mean(visits), 9, 12);
  row("28c", "longest interval, median [weeks]", quantile(longest, 0.5), 9.7, 13.7);
  said("28c", "its lower quartile, measured 8.8", quantile(longest, 0.25));
  said("28c", "its upper quartile, measured 14.6", quantile(longest, 0.75));
}

void severity() {
  const Cohort proliferative(cohort, {20, 80, 0.23}, aflibercept);
  const CohortCourse monthly_one = proliferative.run(FixedInterval{}, 24);
  row("30", "leakage 4 weeks after aflibercept, change [%]",
      100 * (mean(monthly_one.leakage[4]) / mean(monthly_one.leakage[0]) - 1), -88, -68);
  row("30c", "severity level at the start", mean(monthly_one.severity[0]), 57.5, 61.5);
  row("30c", "severity level in week 24", mean(monthly_one.severity[24]), 43, 53);
  const Cohort severe(cohort, {20, 80, 0.15}, aflibercept);
  const auto two_steps = [](const CohortCourse& course) {
    std::vector<bool> better;
    for (std::size_t e = 0; e < cohort; ++e)
      better.push_back(course.severity[52][e] <= course.severity[0][e] - 10);
    return 100 * share_of(better);
  };
  row("30", "PANORAMA, every 16 weeks: 10 levels better in week 52 [%]",
      two_steps(severe.run(FixedInterval{3, 16}, 52)), 55, 75);
  row("30", "PANORAMA, every 8 weeks: the same [%]", two_steps(severe.run(FixedInterval{5, 8}, 52)),
      70, 90);
  row("30", "PANORAMA, sham: the same [%]", two_steps(severe.run(std::nullopt, 52)), 5, 25);
  const CohortCourse untreated = Cohort(cohort, {180, 70}, ranibizumab).run(std::nullopt, 104);
  row("32", "sham: change of thickness in 24 months [um]",
      mean(change(untreated.thickness[0], untreated.thickness[104])), -173, -86);
}

/// Real eyes: letters by day, and when they were injected.
struct RealEyes {
  std::vector<std::vector<std::pair<double, double>>> letters;  // day, letters
  std::vector<std::vector<int>> injections;                     // weeks
};

RealEyes read_moorfields(const std::filesystem::path& file) {
  const CsvTable table = read_csv(file);
  const std::size_t eye = *table.column("eye"), day = *table.column("day"),
                    letters = *table.column("va_letters"), injection = *table.column("injection");
  RealEyes eyes;
  std::map<std::string, std::size_t> places;
  for (const CsvRow& row : table.rows) {
    const auto [at, added] = places.emplace(row.cells[eye], places.size());
    if (added) {
      eyes.letters.emplace_back();
      eyes.injections.emplace_back();
    }
    if (row.cells[day].empty()) continue;
    const double days = std::stod(row.cells[day]);
    // the published file writes some that are missing as the smallest integer
    const double read = row.cells[letters].empty() ? -1 : std::stod(row.cells[letters]);
    if (read >= 0 && read <= 100) eyes.letters[at->second].emplace_back(days, read);
    if (row.cells[injection] == "1")
      eyes.injections[at->second].push_back(static_cast<int>(days / 7 + 0.5));
  }
  for (auto& weeks : eyes.injections) std::sort(weeks.begin(), weeks.end());
  return eyes;
}

/// Letters nearest to a day, within 45 days; none if there are none.
std::optional<double> letters_near(const std::vector<std::pair<double, double>>& letters,
                                   double day) {
  std::optional<double> found;
  double nearest = 45;
  for (const auto& [at, value] : letters) {
    if (std::abs(at - day) > nearest) continue;
    nearest = std::abs(at - day);
    found = value;
  }
  return found;
}

void real_world(const std::filesystem::path& folder) {
  const RealEyes all = read_moorfields(folder / "moorfields_dme.csv");
  RealEyes with_start;
  Entry entry{120};
  for (std::size_t e = 0; e < all.letters.size(); ++e) {
    const auto start = letters_near(all.letters[e], 0);
    if (!start) continue;
    entry.letters.push_back(*start);
    with_start.letters.push_back(all.letters[e]);
    with_start.injections.push_back(all.injections[e]);
  }
  const Drug drug{"ranibizumab 0.5 mg", 0.5};
  const CohortCourse course =
      Cohort(entry.letters.size(), entry, drug).replay(with_start.injections, 104);
  for (const int week : {52, 104}) {
    Values measured, model;
    for (std::size_t e = 0; e < entry.letters.size(); ++e) {
      const auto later = letters_near(with_start.letters[e], 7.0 * week);
      if (!later) continue;
      measured.push_back(*later - entry.letters[e]);
      model.push_back(course.letters[static_cast<std::size_t>(week)][e] - course.letters[0][e]);
    }
    row("29", fmt::format("Moorfields, week {}: letters gained by {} eyes", week, model.size()),
        mean(model), mean(measured) - 2, mean(measured) + 2);
  }
}

}  // namespace
}  // namespace cytotwin

int main(int argc, char** argv) {
  fmt::print("{} eyes a cohort; rows with c are checks of a calibration\n", cytotwin::cohort);
  cytotwin::monthly();
  cytotwin::three_doses();
  cytotwin::rebound();
  cytotwin::protocol_t();
  cytotwin::aflibercept_intervals();
  cytotwin::extended();
  cytotwin::severity();
  if (argc > 1) cytotwin::real_world(argv[1]);
  fmt::print("research use, not for clinical decisions\n");
}
