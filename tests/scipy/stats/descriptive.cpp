// Values from scipy.stats.
#include "support/same.hpp"

namespace {

namespace stats = wg::scipy::stats;
using stats::Ties;

TEST(Descriptive, Mode) {
  const auto [mode, count] = stats::mode({{3, 1, 3}, {1, 1, 2}, {3, 2, 2}});
  expect_near(mode, {3, 1, 2});
  expect_near(count, {2, 2, 2});
  EXPECT_EQ(stats::mode(wg::ones({2, 3}), 1, wg::keepdims).mode.shape(), (wg::Shape{2, 1}));
  expect_near(stats::mode(Array{2.0, 1.0, 3.0}).mode, 1.0);
  expect_same(stats::mode(Array{wg::nan, 1.0, wg::nan}).mode, wg::nan);
  EXPECT_THROW((void)stats::mode(wg::zeros(0)), wg::ValueError);
}

TEST(Descriptive, RanksOfTies) {
  const Array x = {0, 2, 3, 2};
  expect_near(stats::rankdata(x), {1.0, 2.5, 4.0, 2.5});
  expect_near(stats::rankdata(x, Ties::min), {1, 2, 4, 2});
  expect_near(stats::rankdata(x, Ties::max), {1, 3, 4, 3});
  expect_near(stats::rankdata(x, Ties::dense), {1, 2, 3, 2});
  expect_near(stats::rankdata(x, Ties::ordinal), {1, 2, 4, 3});
  expect_near(stats::rankdata({{0, 2, 1}, {5, 5, 1}}, Ties::average, 1),
              {{1.0, 3.0, 2.0}, {2.5, 2.5, 1.0}});
  expect_same(stats::rankdata(Array{1.0, wg::nan}), {wg::nan, wg::nan});
  EXPECT_EQ(stats::rankdata(wg::zeros(0)).size(), 0);
  expect_near(wg::jit([](Array v) { return stats::rankdata(v); })(x), {1.0, 2.5, 4.0, 2.5});
}

TEST(Descriptive, ErrorOfTheMean) {
  expect_near(stats::sem({{1.0, 2.0}, {3.0, 5.0}, {4.0, 5.0}}), {0.88191710, 1.0});
  expect_near(stats::sem(Array{1.0, 3.0}, 0, 0, wg::keepdims), {0.70710678});
}

}  // namespace
