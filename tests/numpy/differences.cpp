// Values from numpy.
#include "acceptance/near.hpp"

TEST(Differences, TotalsWithTheFirst) {
  const Array x = {1, 2, 3};
  expect_near(wg::cumulative_sum(x), {1, 3, 6});
  expect_near(wg::cumulative_sum(x, {}, wg::Initial::included), {0, 1, 3, 6});
  expect_near(wg::cumulative_prod(x, 0, wg::Initial::included), {1, 1, 2, 6});
  expect_near(wg::cumulative_sum({{1, 2}, {3, 4}}, -1, wg::Initial::included),
              {{0, 1, 3}, {0, 3, 7}});
  EXPECT_THROW((void)wg::cumulative_sum(wg::ones({2, 2})), wg::ValueError);
}

TEST(Differences, Flattened) {
  expect_near(wg::ediff1d({{1, 2}, {4, 7}}, Array{9, 8}, Array{-1}), {-1, 1, 2, 3, 9, 8});
  expect_near(wg::ediff1d(Array{1.0, 4.0}), {3.0});
  EXPECT_EQ(wg::ediff1d(wg::zeros(0)).size(), 0);
}

TEST(Differences, BetweenUnequalPlaces) {
  const Array x = {0.0, 1.0, 1.5, 3.5, 4.0};
  expect_near(wg::gradient(x * x, x), {1.0, 2.0, 3.0, 7.0, 7.5});
  expect_near(wg::gradient(wg::stack({x, 2.0 * x}), x),
              wg::stack({wg::ones(5), 2.0 * wg::ones(5)}));
  expect_near(wg::gradient(wg::stack({x, 2.0 * x}, 1), x, 0)(3), {1.0, 2.0});
  expect_near(wg::gradient(Array{1.0, 3.0}, Array{0.0, 4.0}), {0.5, 0.5});
  EXPECT_THROW((void)wg::gradient(x, wg::ones(3)), wg::ShapeError);
}

TEST(Unwrap, PeriodsAndBounds) {
  expect_near(wg::unwrap(Array{0.0, 0.78, 5.49, 6.28}), {0.0, 0.78, -0.79318531, -0.00318531}, 1e-5,
              1e-5);
  expect_near(wg::unwrap(Array{0, 1, 2, -1, 0}, {}, -1, 4), {0, 1, 2, 3, 4});
  expect_near(wg::unwrap(Array{1, 5, 9}, {}, -1, 4), {1, 1, 1});
  expect_near(wg::unwrap(Array{0, 2, 4}, {}, -1, 3), {0, -1, -2});
  expect_near(wg::unwrap(Array{0.0, 3.0, -3.0, -9.0}, 4.0), {0.0, 3.0, 3.28318531, 3.56637061});
  expect_near(wg::unwrap(Array{{0.0, 6.0}, {6.0, 0.0}}, {}, 0),
              {{0.0, 6.0}, {-0.28318531, 6.28318531}});
  EXPECT_EQ(wg::unwrap(wg::ones(1)).size(), 1);
  EXPECT_THROW((void)wg::unwrap(wg::ones(1, wg::complex64)), wg::DtypeError);
}
