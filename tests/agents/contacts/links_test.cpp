// Links that cells make and let go.
#include "agents/contacts/links.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agents/cells/division.h"
#include "agents/mechanics/ordering.h"
#include "tests/agents/contacts/pairs.h"

namespace cytotwin {
namespace {

struct Net : Neighbourhood {
  AttachmentModel& model(std::size_t type) { return types[type].contact.attachment; }
  void begin() {
    add_link_columns(cells, types.size(), 12);
    renew();
  }
  void mend() {
    renew();
    drop_broken_links(cells, rows);
  }
  LinkEvents step() { return step_links(cells, next(), workers); }
  double links() const { return static_cast<double>(count_links(cells)); }
  void expect_mutual() const {
    const LinkView view(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      for (std::size_t k = 0; k < view.count(i); ++k) {
        const std::uint32_t j = rows.row_of(view.of(i, k));
        ASSERT_NE(j, RowIndex::none);
        EXPECT_TRUE(view.has(j, cells.id[i]));
      }
    }
  }
};

// Either cell attaches at its rate x affinity: a pair is unlinked with exp(-(a1 f1 + a2 f2) t).
TEST(Links, AreMadeAtTheirRatesForAnyStep) {
  for (const double dt : {0.1, 2.0}) {
    Net net;
    net.dt = dt;
    net.model(0).attach_rate = 0.04;
    net.model(1).attach_rate = 0.03;
    net.types[0].mechanics.affinity = {1, 0.5};
    net.add_pairs(10000, 0, 1);
    net.begin();
    for (int k = 0; k < std::lround(10 / dt); ++k) net.step();
    const double p = 1 - std::exp(-(0.04 * 0.5 + 0.03) * 10);
    EXPECT_NEAR(net.links(), 10000 * p, bound * binomial_error(1e4, p)) << dt;
    net.expect_mutual();
  }
}

TEST(Links, AreLetGoAtTheSumOfBothRatesForAnyStep) {
  for (const double dt : {0.1, 2.0}) {
    Net net;
    net.dt = dt;
    net.model(0).attach_rate = 1e9;
    net.add_pairs(10000, 0, 1);
    net.begin();
    net.step();
    ASSERT_EQ(net.links(), 10000);
    net.model(0).attach_rate = 0;
    net.model(0).detach_rate = 0.02;
    net.model(1).detach_rate = 0.03;
    std::size_t gone = 0;
    for (int k = 0; k < std::lround(10 / dt); ++k) gone += net.step().detachments;
    const double p = std::exp(-0.05 * 10);
    EXPECT_NEAR(net.links(), 10000 * p, bound * binomial_error(1e4, p)) << dt;
    EXPECT_EQ(static_cast<double>(gone), 10000 - net.links());
  }
}

// A pair as a chain of two states: a = 1 - exp(-A h) on, d = 1 - exp(-D h) off, one event a step.
TEST(Links, ComeToTheirStationaryShare) {
  Net net;
  net.dt = 0.5;
  net.model(0).attach_rate = 0.2;
  net.model(0).detach_rate = 0.05;
  net.model(1).detach_rate = 0.05;
  net.add_pairs(10000, 0, 1);
  net.begin();
  for (int k = 0; k < 200; ++k) net.step();
  const double a = 1 - std::exp(-0.2 * 0.5), d = 1 - std::exp(-0.1 * 0.5);
  EXPECT_NEAR(a / (a + d), 0.2 / 0.3, 0.01) << "close to that of continuous time";
  EXPECT_NEAR(net.links(), 10000 * a / (a + d), bound * binomial_error(1e4, a / (a + d)));
}

TEST(Links, NoCellHasMoreThanItsMost) {
  Net net;
  net.model(0).attach_rate = 1e9;
  net.model(0).most = 3;
  net.model(1).most = 1;
  for (int k = 0; k < 1000; ++k) {
    net.add(k % 4 == 0 ? 1 : 0, {14.0 * (k % 10), 14.0 * (k / 10 % 10), 14.0 * (k / 100)});
  }
  net.begin();
  for (int k = 0; k < 3; ++k) net.step();
  net.expect_mutual();
  const LinkView view(net.cells);
  std::size_t full = 0;
  for (std::size_t i = 0; i < net.cells.size(); ++i) {
    const std::size_t most = net.cells.type[i] == 1 ? 1 : 3;
    EXPECT_LE(view.count(i), most);
    full += view.count(i) == most ? 1 : 0;
  }
  EXPECT_GT(full, 900U) << "in a crowd hardly anybody stays alone";
}

TEST(Links, BreakWithDeathRemovalAndDivision) {
  Net net;
  net.model(0).attach_rate = 1e9;
  net.add_pairs(4, 0, 1);
  net.begin();
  net.step();
  ASSERT_EQ(net.links(), 4);
  net.cells.state[0] = CellState::apoptotic;
  net.mend();
  EXPECT_EQ(net.links(), 3);
  divide(net.cells, 2, net.types[0], {1, 0, 0});
  net.mend();
  EXPECT_EQ(net.links(), 2);
  EXPECT_EQ(LinkView(net.cells).count(3), 0U) << "the partner forgets the mother, who kept her id";
  std::vector<std::uint8_t> remove(net.cells.size(), 0);
  remove[5] = 1;
  net.cells.remove(remove);
  net.mend();
  EXPECT_EQ(net.links(), 1);
  net.cells.reorder(space_filling_order(net.cells));
  net.mend();
  EXPECT_EQ(net.links(), 1) << "links are of ids, not of rows";
}

TEST(Links, PullBothEndsAlike) {
  Net net;
  net.model(0).attach_rate = 1e9;
  net.model(0).spring = 0.04;
  net.model(1).spring = 0.01;
  net.add_pairs(2, 0, 1);
  net.begin();
  net.step();
  Drift drift;
  drift.assign(net.cells.size());
  add_link_springs(net.cells, net.types, net.rows, net.workers, drift);
  EXPECT_NEAR(drift.x[0], 0.02 * 15, 1e-15);
  EXPECT_EQ(drift.x[1], -drift.x[0]);
  EXPECT_EQ(drift.y[0], 0);
}

TEST(Links, SameBytesForAnyThreadsAndOrderOfRows) {
  const auto links = [](unsigned threads, bool sorted) {
    Net net;
    net.workers = Workers(threads);
    for (std::size_t t = 0; t < 2; ++t) net.model(t) = {0.2, 0.1, 0.01, 4};
    for (int k = 0; k < 3000; ++k) {
      net.add(static_cast<std::uint16_t>(k % 2),
              {14.0 * (k % 15), 14.0 * (k * 7 / 15 % 15), 14.0 * (k / 225)});
    }
    net.begin();
    if (sorted) net.cells.reorder(space_filling_order(net.cells));
    net.renew();
    for (int k = 0; k < 20; ++k) net.step();
    const LinkView view(net.cells);
    std::vector<std::vector<std::uint64_t>> by_id(3000);
    for (std::size_t i = 0; i < net.cells.size(); ++i) {
      for (std::size_t k = 0; k < view.count(i); ++k) {
        by_id[net.cells.id[i]].push_back(view.of(i, k));
      }
    }
    return by_id;
  };
  EXPECT_EQ(links(1, false), links(2, false));
  EXPECT_EQ(links(1, false), links(4, true));
}

}  // namespace
}  // namespace cytotwin
