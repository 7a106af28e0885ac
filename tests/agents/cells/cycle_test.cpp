#include "agents/cells/cycle.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace cytotwin {
namespace {

template <class Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Cycle, EveryPublishedModelIsValidAndKnownByItsName) {
  for (const std::string& name : cycle_names()) {
    const CycleModel cycle = cycle_by_name(name);
    EXPECT_EQ(cycle.name, name);
    EXPECT_NO_THROW(validate(cycle));
  }
}

TEST(Cycle, UnknownNameListsTheKnownOnes) {
  EXPECT_EQ(refusal([] { cycle_by_name("ki67"); }),
            "unknown cycle \"ki67\" (known: live, ki67_basic, ki67_advanced, flow, "
            "flow_separated, cycling_quiescent)");
}

TEST(Cycle, RefusalNamesModelPhaseAndValue) {
  CycleModel next = ki67_basic_cycle();
  next.phases[1].next = 2;
  CycleModel rate = live_cycle();
  rate.phases[0].exit_rate = -0.5;
  CycleModel duration = ki67_advanced_cycle();
  duration.phases[2].duration = 0;

  EXPECT_EQ(refusal([&] { validate(next); }),
            "cycle \"ki67_basic\", phase 1 \"ki67_positive\": next is 2 (0 to 1 allowed)");
  EXPECT_EQ(refusal([&] { validate(rate); }),
            "cycle \"live\", phase 0 \"live\": exit_rate is -0.5 /min (0 or more allowed)");
  EXPECT_EQ(refusal([&] { validate(duration); }),
            "cycle \"ki67_advanced\", phase 2 \"ki67_positive_postmitotic\": duration is 0 min "
            "(more than 0 allowed)");
  EXPECT_EQ(refusal([] {
              validate(CycleModel{"empty", {}});
            }),
            "cycle \"empty\" has 0 phases (1 to 255 allowed)");
}

TEST(Cycle, DivisionOutOfReachIsRefusedAndNoDivisionIsNot) {
  CycleModel cycle = ki67_basic_cycle();
  cycle.phases[0].next = 0;
  EXPECT_EQ(refusal([&] { validate(cycle); }),
            "cycle \"ki67_basic\", phase 1 \"ki67_positive\": divides but no phase that divides "
            "can be reached from phase 0; correct the next phases, or let no phase divide");

  cycle.phases[1].divides = false;
  EXPECT_NO_THROW(validate(cycle));
}

}  // namespace
}  // namespace cytotwin
