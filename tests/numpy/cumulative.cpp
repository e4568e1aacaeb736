#include "acceptance/near.hpp"

namespace {

TEST(Cumulative, TypesEmptinessAndDirection) {
  EXPECT_EQ(wg::cumsum(Array{true, true}).dtype(), wg::int32);
  expect_near(wg::cumsum(Array{true, false, true}), {1, 1, 2});
  EXPECT_EQ(wg::cumsum(wg::zeros({0, 3}), 0).shape(), (wg::Shape{0, 3}));
  expect_near(wg::cumprod(Array{2.0, 3.0, 4.0}, 0, wg::reverse), {24, 12, 4});
  expect_near(wg::cummax(Array{{1.0, 3.0}, {2.0, 0.0}}, -1), {{1.0, 3.0}, {2.0, 2.0}});
  EXPECT_THROW((void)wg::cumsum(wg::ones({2}), 1), wg::IndexError);
}

TEST(Cumulative, LongSumsUnderEveryTransform) {
  const Array x = wg::sin(wg::arange(5000.0));
  const auto last = [](Array v) { return wg::cumsum(v, 0)(-1); };
  expect_near(last(x), wg::sum(x), 1e-4, 1e-4);
  expect_near(wg::jit(last)(x), wg::sum(x), 1e-4, 1e-4);
  expect_near(wg::grad(last)(x), wg::ones(5000));
  expect_near(wg::vmap(last)(wg::stack({x, 2 * x})), wg::stack({last(x), 2 * last(x)}), 1e-4, 1e-4);
}

TEST(Differences, OfAnyOrderAndSpacing) {
  const Array y = wg::pow(wg::arange(6.0), 2);
  expect_near(wg::diff(y, 0), y);
  expect_near(wg::diff(y, 2), 2 * wg::ones(4));
  EXPECT_EQ(wg::diff(y, 9).size(), 0);
  expect_near(wg::diff(Array{true, true, false}), {false, true});
  expect_near(wg::gradient(y, 0.5), {2, 4, 8, 12, 16, 18});
  expect_near(wg::gradient(Array{1.0, 4.0}), {3, 3});
  EXPECT_THROW((void)wg::gradient(Array{1.0}), wg::ShapeError);
  EXPECT_THROW((void)wg::diff(y, -1), wg::ValueError);
  expect_near(wg::trapezoid(Array{0.0, 1.0, 4.0}, Array{0.0, 1.0, 3.0}), 5.5);
  expect_near(wg::trapezoid(wg::ones({2, 5}), 2.0, 1), {8, 8});
}

}  // namespace
