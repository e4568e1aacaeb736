#include "acceptance/near.hpp"

namespace {

const Array x = wg::arange(6.0).reshape({2, 3});

TEST(ApplyAlongAxis, ResultsOfEachRank) {
  expect_near(wg::apply_along_axis([](Array v) { return wg::sum(v); }, 0, x), {3.0, 5.0, 7.0});
  expect_near(wg::apply_along_axis([](Array v) { return wg::flip(v); }, 1, x),
              {{2.0, 1.0, 0.0}, {5.0, 4.0, 3.0}});
  EXPECT_EQ(wg::apply_along_axis([](Array v) { return wg::outer(v, v); }, 0, x).shape(),
            (wg::Shape{2, 2, 3}));
  EXPECT_THROW((void)wg::apply_along_axis([](Array v) { return v; }, 2, x), wg::IndexError);
}

TEST(ApplyOverAxes, KeepsTheRank) {
  const auto total = [](Array a, int axis) { return wg::sum(a, axis); };
  expect_near(wg::apply_over_axes(total, wg::ones({2, 3, 4}), {0, -1}), {{{8.0}, {8.0}, {8.0}}});
}

TEST(Piecewise, LastConditionWins) {
  const Array v = {-2.0, -0.5, 0.5, 2.0};
  const auto squared = [](const Array& a) { return Array(a * a); };
  expect_near(wg::piecewise(v, {v < 0, v < -1}, {squared, 7.0}), {7.0, 0.25, 0.0, 0.0});
  expect_near(wg::piecewise(v, {v > 0}, {1.0, [](const Array& a) { return Array(-a); }}),
              {2.0, 0.5, 1.0, 1.0});
  EXPECT_EQ(wg::piecewise(Array{1, 2}, {Array{true, false}}, {2.5}).dtype(), wg::int32);
  EXPECT_THROW((void)wg::piecewise(v, {v < 0}, {}), wg::ValueError);
  const auto f = [](Array a) {
    return wg::piecewise(a, {a > 0}, {[](const Array& b) { return Array(wg::sqrt(b)); }, 0.0});
  };
  expect_near(wg::vmap(wg::grad(f))(Array{-1.0, 4.0}), {0.0, 0.25});
}

}  // namespace
