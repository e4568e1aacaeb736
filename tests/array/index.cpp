// Reading with subscripts, against NumPy's results.
#include "acceptance/near.hpp"

namespace {

const auto slice = [](auto... bounds) { return wg::slice(bounds...); };
using wg::all, wg::ellipsis, wg::newaxis, wg::none;
Array cube() { return wg::arange(24.0).reshape({2, 3, 4}); }
Array line() { return wg::arange(10.0); }

TEST(Index, IntegersAndSlices) {
  const Array x = cube(), v = line();
  expect_near(x(1), {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}});
  expect_near(x(-1, all, -2), {14.0, 18.0, 22.0});
  expect_near(x(all, slice(1, none), slice(none, none, 2)),
              {{{4.0, 6.0}, {8.0, 10.0}}, {{16.0, 18.0}, {20.0, 22.0}}});
  expect_near(x(ellipsis, slice(none, none, -1)),
              {{{3.0, 2.0, 1.0, 0.0}, {7.0, 6.0, 5.0, 4.0}, {11.0, 10.0, 9.0, 8.0}},
               {{15.0, 14.0, 13.0, 12.0}, {19.0, 18.0, 17.0, 16.0}, {23.0, 22.0, 21.0, 20.0}}});
  expect_near(x(ellipsis, newaxis, 1), {{{1.0}, {5.0}, {9.0}}, {{13.0}, {17.0}, {21.0}}});
  expect_near(x(newaxis, 0, ellipsis, newaxis), {{{{0.0}, {1.0}, {2.0}, {3.0}},
                                                  {{4.0}, {5.0}, {6.0}, {7.0}},
                                                  {{8.0}, {9.0}, {10.0}, {11.0}}}});
  expect_near(x(0, 1, 2), 6.0);
  expect_near(v(slice(3)), {0.0, 1.0, 2.0});
  expect_near(v(slice(-3, none)), {7.0, 8.0, 9.0});
  expect_near(v(slice(8, 2, -2)), {8.0, 6.0, 4.0});
  expect_near(v(slice(none, none, -4)), {9.0, 5.0, 1.0});
  expect_near(v(slice(2, 100, 3)), {2.0, 5.0, 8.0});
  expect_near(v(slice(-100, 3)), {0.0, 1.0, 2.0});
  expect_near(v(slice(5, 2)), wg::zeros({0}));
  expect_near(v(slice(2, 5, -1)), wg::zeros({0}));
  expect_near(x(slice(0, 0), 1), wg::zeros({0, 4}));
}

TEST(Index, ArraysFollowNumPysRules) {
  const Array x = cube();
  expect_near(x(Array{1, 0, 1}),
              {{{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}},
               {{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 9.0, 10.0, 11.0}},
               {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x(all, Array{2, 0, 2}),
              {{{8.0, 9.0, 10.0, 11.0}, {0.0, 1.0, 2.0, 3.0}, {8.0, 9.0, 10.0, 11.0}},
               {{20.0, 21.0, 22.0, 23.0}, {12.0, 13.0, 14.0, 15.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x(Array{0, 1, 1}, Array{2, 0, 2}),
              {{8.0, 9.0, 10.0, 11.0}, {12.0, 13.0, 14.0, 15.0}, {20.0, 21.0, 22.0, 23.0}});
  expect_near(x(Array{0, 1}, all, Array{3, 0}), {{3.0, 7.0, 11.0}, {12.0, 16.0, 20.0}});
  expect_near(x(0, all, Array{3, 0, 1}), {{3.0, 7.0, 11.0}, {0.0, 4.0, 8.0}, {1.0, 5.0, 9.0}});
  expect_near(x(all, 1, Array{3, 0}), {{7.0, 4.0}, {19.0, 16.0}});
  expect_near(x(all, Array{{0}, {2}}, Array{1, 3}),
              {{{1.0, 3.0}, {9.0, 11.0}}, {{13.0, 15.0}, {21.0, 23.0}}});
  expect_near(
      x(ellipsis, Array{{0, 1}, {2, 3}}),
      {{{{0.0, 1.0}, {2.0, 3.0}}, {{4.0, 5.0}, {6.0, 7.0}}, {{8.0, 9.0}, {10.0, 11.0}}},
       {{{12.0, 13.0}, {14.0, 15.0}}, {{16.0, 17.0}, {18.0, 19.0}}, {{20.0, 21.0}, {22.0, 23.0}}}});
  expect_near(x(Array{0, 1}, newaxis, Array{1, 2}),
              {{{4.0, 5.0, 6.0, 7.0}}, {{20.0, 21.0, 22.0, 23.0}}});
  expect_near(x(slice(none, none, -1), Array{-1, -3}, slice(1, 3)),
              {{{21.0, 22.0}, {13.0, 14.0}}, {{9.0, 10.0}, {1.0, 2.0}}});
  expect_near(x(std::vector<int>{1, 1}),
              {{{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}},
               {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x(Array(1), Array(-1)), {20.0, 21.0, 22.0, 23.0});
}

TEST(Index, BooleanMasks) {
  const Array x = cube(), v = line();
  expect_near(v(v > 6), {7.0, 8.0, 9.0});
  expect_near(x(x > 20), {21.0, 22.0, 23.0});
  expect_near(x(Array{true, false}),
              {{{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 9.0, 10.0, 11.0}}});
  expect_near(x(all, Array{true, false, true}, 1), {{1.0, 9.0}, {13.0, 21.0}});
  expect_near(x(x > 100), wg::zeros({0}));
}

TEST(Index, OutOfBounds) {
  const Array x = cube();
  EXPECT_THROW((void)x(2), wg::IndexError);
  EXPECT_THROW((void)x(-3), wg::IndexError);
  EXPECT_THROW((void)x(0, 0, 0, 0), wg::IndexError);
  EXPECT_THROW((void)x(Array{0, 2}), wg::IndexError);
  EXPECT_THROW((void)x(ellipsis, ellipsis), wg::IndexError);
  EXPECT_THROW((void)x(slice(none, none, 0)), wg::IndexError);
  EXPECT_THROW((void)x(Array{0.5}), wg::DtypeError);
  EXPECT_THROW((void)x(Array{true, false, true}), wg::IndexError);
  try {
    (void)line()(10);
  } catch (const wg::IndexError& error) {
    EXPECT_STREQ(
        error.what(),
        "index: index 10 is out of bounds for axis 0 of extent 10; valid indices are -10 to 9");
  }
}

TEST(Index, ComputedIndicesInsideJit) {
  const Array v = line();
  auto at = wg::jit([](Array x, Array i) { return x(i); });
  expect_near(at(v, 3), 3.0);
  expect_near(at(v, -1), 9.0);
  expect_near(at(v, Array{{1, -2}, {3, 0}}), {{1.0, 8.0}, {3.0, 0.0}});
  EXPECT_THROW((void)at(v, 10), wg::IndexError);
  EXPECT_THROW((void)at(v, Array{0, -11}), wg::IndexError);
}

TEST(Index, Modes) {
  const Array v = line();
  auto get = [](wg::IndexMode mode) {
    return wg::jit([mode](Array x, Array i) { return x.at(i).get(mode); });
  };
  expect_near(get(wg::mode::clip)(v, Array{3, 12}), {3.0, 9.0});
  EXPECT_TRUE(bool(wg::isnan(get(wg::mode::fill)(v, Array{3, 12})(1))));
  EXPECT_EQ(get(wg::mode::fill)(wg::arange(10), Array{3, 12})(1).item<int>(), 0);
}

}  // namespace
