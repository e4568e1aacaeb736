// Values from numpy.
#include "acceptance/near.hpp"

namespace {

TEST(Polynomial, Arithmetic) {
  expect_near(wg::polyval(Array{1, 2, 3}, Array{0, 2}), {3, 11});
  expect_near(wg::polyval(wg::zeros(0), 5.0), 0.0);
  EXPECT_THROW((void)wg::polyval(wg::ones({2, 2}), 1.0), wg::ShapeError);
  expect_near(wg::polyadd(Array{1, 2}, Array{1, 0, 0}), {1, 1, 2});
  expect_near(wg::polysub(Array{1, 2}, Array{1, 0, 0}), {-1, 1, 2});
  expect_near(wg::polymul(Array{1.0, 2.0}, Array{1.0, -2.0}), {1.0, 0.0, -4.0});
  expect_near(wg::polyder(Array{1.0, 2.0, 3.0}), {2.0, 2.0});
  expect_near(wg::polyder(Array{1.0, 2.0, 3.0}, 2), {2.0});
  EXPECT_EQ(wg::polyder(Array{1.0}, 3).size(), 0);
  expect_near(wg::polyint(Array{3.0, 2.0, 1.0}), {1.0, 1.0, 1.0, 0.0});
  expect_near(wg::polyint(Array{3, 2, 1}, 2, Array{5.0, 7.0}), {0.25, 0.33333333, 0.5, 5.0, 7.0});
  EXPECT_THROW((void)wg::polyint(Array{1.0}, 2, Array{1.0, 2.0, 3.0}), wg::ShapeError);
  EXPECT_THROW((void)wg::polyder(Array{1.0}, -1), wg::ValueError);
}

TEST(Polynomial, Division) {
  const auto [q, r] = wg::polydiv(Array{2.0, 3.0, 4.0, 5.0}, Array{0.0, 1.0, 2.0});
  expect_near(q, {2.0, -1.0, 6.0});
  expect_near(r, {-7.0});
  expect_near(wg::polydiv(Array{1, 2}, Array{1, 2, 3}).quotient, {0.0});
  expect_near(wg::polydiv(Array{1, 2}, Array{1, 2, 3}).remainder, {1.0, 2.0});
  expect_near(wg::polydiv(Array{4.0, 2.0}, Array{2.0}).quotient, {2.0, 1.0});
  EXPECT_THROW((void)wg::polydiv(Array{1.0}, Array{0.0, 0.0}), wg::ValueError);
}

TEST(Polynomial, Roots) {
  expect_near(wg::poly(Array{1, 2, 3}), {1.0, -6.0, 11.0, -6.0});
  expect_near(wg::poly({{0.0, 1.0 / 3}, {-0.5, 0.0}}), {1.0, 0.0, 1.0 / 6});
  expect_near(wg::poly(wg::zeros(0)), {1.0});
  EXPECT_THROW((void)wg::poly(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_EQ(wg::roots(Array{1, 2, 2}).dtype(), wg::complex64);
  expect_near(wg::sort(wg::real(wg::roots(Array{2, 0, -8, 0, 0}))), {-2.0, 0.0, 0.0, 2.0});
  expect_near(wg::sort(wg::abs(wg::imag(wg::roots(Array{0.0, 1.0, 2.0, 2.0})))), {1.0, 1.0});
  EXPECT_EQ(wg::roots(Array{0.0, 0.0}).size(), 0);
  EXPECT_EQ(wg::roots(Array{3.0}).size(), 0);
  expect_near(wg::real(wg::roots(Array{3.0, 0.0})), {0.0});
  const auto largest = [](Array p) { return wg::max(wg::real(wg::roots(p))); };
  expect_near(wg::jit(largest)(Array{1.0, -6.0, 11.0, -6.0}), 3.0, 1e-4);
}

TEST(Polynomial, Fit) {
  const Array x = wg::arange(5.0), y = {1.0, 0.0, 2.0, 5.0, 3.0};
  expect_near(wg::polyfit(x, y, 2), {-0.07142857, 1.18571429, 0.25714286}, 1e-4, 1e-5);
  expect_near(wg::polyfit(x, y, 1, {}, Array{1.0, 2.0, 1.0, 2.0, 1.0}), {1.5, -0.63636364}, 1e-4);
  expect_near(wg::polyfit(x, wg::stack({y, 2.0 * y}, 1), 0), {{2.2, 4.4}});
  EXPECT_THROW((void)wg::polyfit(x, wg::ones(4), 1), wg::ShapeError);
  EXPECT_THROW((void)wg::polyfit(x, y, -1), wg::ValueError);
  // The slope of a fitted line is linear in y.
  expect_near(wg::grad([=](Array v) { return wg::polyfit(x, v, 1)(0); })(y),
              {-0.2, -0.1, 0.0, 0.1, 0.2}, 1e-4, 1e-5);
}

}  // namespace
