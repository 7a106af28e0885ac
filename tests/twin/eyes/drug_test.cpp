#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "tests/twin/eyes/dosed_eye.h"

namespace cytotwin {
namespace {

// The published model makes 18.5 fmol of VEGF a day; an eye with oedema makes more. Free VEGF
// without a drug is linear in it, so shares do not depend on it.
EyeConstants published(EyeConstants constants) {
  constants["secretion"] = 18.5;
  return constants;
}

EyeCourse after(const EyeConstants& drug, double mg) {
  return EyeCourse(published(drug), {{0, mg}}, 150, 0.1);
}

TEST(EyeDrug, RestsWithoutADrugWhereThePublishedModelDoes) {
  const EyeCourse eye(published({}), {}, 30, 10);
  EXPECT_NEAR(eye.end("v_r"), 55.9, 0.559);  // to 1 %
  EXPECT_NEAR(eye.end("v_v"), 17.9, 0.179);
  EXPECT_NEAR(eye.end("v_a"), 1.67, 0.0167);
}

// The network starts at the closed form of its rest: what moves is the integrator's error.
TEST(EyeDrug, StartsAtRest) {
  const EyeCourse eye({{"occlusion", 0}, {"receptor_loss", 0}}, {}, 3650, 365);
  for (const char* state : {"v_r", "v_v", "v_a", "cst", "letters", "leak", "barrier"})
    EXPECT_NEAR(eye.end(state) / eye.series(state).front(), 1, 1e-6) << state;
}

TEST(EyeDrug, SuppressesVegfInAqueousAsLongAsThePublishedModel) {
  const EyeCourse full = after(ranibizumab, 0.5), low = after(ranibizumab, 0.3);
  EXPECT_NEAR(full.below_until("v_a", 0.1), 38.5, 0.385);  // to 1 %
  EXPECT_NEAR(full.below_until("v_a", 0.5), 55.1, 0.551);
  EXPECT_NEAR(low.below_until("v_a", 0.1), 33.1, 0.331);
  EXPECT_NEAR(low.below_until("v_a", 0.5), 49.7, 0.497);
}

// Days below 10 % and 50 % in the aqueous, as computed once from the published equations, in whole
// days.
TEST(EyeDrug, SuppressesVegfByDrugAsComputed) {
  struct Row {
    EyeConstants drug;
    double mg, tenth, half;
  };
  for (const Row& row :
       {Row{{{"half_life", 5.8}}, 0.5, 30, 43}, Row{{{"half_life", 9}}, 0.5, 46, 66},
        Row{{{"affinity", 1000}}, 0.5, 70, 87}, Row{{{"affinity", 46}}, 0.5, 102, 117},
        Row{bevacizumab, 1.25, 44, 66}, Row{aflibercept, 2, 71, 92}, Row{faricimab, 6, 53, 70}}) {
    const EyeCourse eye = after(row.drug, row.mg);
    EXPECT_NEAR(eye.below_until("v_a", 0.1), row.tenth, 0.6) << row.mg;  // rounding and the grid
    EXPECT_NEAR(eye.below_until("v_a", 0.5), row.half, 0.6) << row.mg;
  }
}

// Measured in eyes with diabetic oedema: 33.7 +- 5.1 d (Muether et al. 2014). 17 eyes, so the mean
// is known to 1.2 d; half-lives differ between eyes by about 1 d.
TEST(EyeDrug, SuppressesVegfInAPopulationAsMeasured) {
  constexpr int eyes = 60;
  double sum = 0, squares = 0;
  for (int eye = 0; eye < eyes; ++eye) {
    RandomStream random(1, static_cast<std::uint64_t>(eye), 0, Purpose::eye_cohort);
    const double half_life = 7.2 + random.normal();
    const double days = after({{"half_life", half_life}}, 0.5).below_until("v_a", 0.1);
    sum += days;
    squares += days * days;
  }
  const double mean = sum / eyes, sd = std::sqrt(squares / eyes - mean * mean);
  EXPECT_GT(mean, 28);
  EXPECT_LT(mean, 40);
  EXPECT_GT(sd, 3);
  EXPECT_LT(sd, 8);
}

// Molecules of the drug, free and bound, that leave: added up over time they are what was given.
// The aqueous takes what the vitreous passes on, so its outflow and that through the pigment
// epithelium are all.
TEST(EyeDrug, LeavesTheEyeWhole) {
  const EyeCourse eye({}, {{0, 0.5}}, 400, 0.02);
  const std::vector<double> r_r = eye.series("r_r"), c_r = eye.series("c_r"),
                            d_r = eye.series("d_r");
  const std::vector<double> r_a = eye.series("r_a"), c_a = eye.series("c_a"),
                            d_a = eye.series("d_a");
  double left = 0;  // fmol: mL/d times pM
  for (std::size_t k = 1; k < r_r.size(); ++k) {
    const auto outflow = [&](std::size_t i) {
      return 9.71 * 0.00864 * (2.63 * r_r[i] + 2.28 * c_r[i] + 2 * 2.06 * d_r[i]) +
             3.6 * (r_a[i] + c_a[i] + 2 * d_a[i]);
    };
    left += 0.5 * 0.02 * (outflow(k - 1) + outflow(k));
  }
  const double given = 0.5 / 48 * 1e9;  // mg / kDa in fmol
  EXPECT_NEAR(left / given, 1, 1e-3);   // trapezia of 0.02 d over the first rise
}

TEST(EyeDrug, LastsInSerumAsInTheVitreous) {
  const Network network = retinopathy_network("serum");
  SimulationPlan plan;
  plan.constants = network.default_constants();
  plan.output_times = {10, 40};
  plan.jumps = {{0, 0, 0.5}};
  plan.tolerances = {1e-8, {1e-12, 1e-12}};
  const auto rows = simulate(network, plan).values;
  const double lost = std::log(rows[0].back() / rows[1].back());
  EXPECT_NEAR(30 * std::log(2) / lost, 8.6, 0.43);  // to 5 %
}

}  // namespace
}  // namespace cytotwin
