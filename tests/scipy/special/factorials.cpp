// Values from scipy.special.
#include "support/same.hpp"

namespace {

namespace special = wg::scipy::special;

TEST(Factorials, GammaAndItsSign) {
  const Array x = {0.5, -0.5, -1.5, 0.0, -0.0, -2.0, 5.0, -wg::inf, wg::inf};
  expect_same(special::gamma(x), {1.7724539, -3.5449077, 2.3632718, wg::inf, -wg::inf, wg::nan,
                                  24.0, wg::nan, wg::inf});
  expect_same(special::gammasgn(x), {1.0, -1.0, 1.0, 1.0, -1.0, wg::nan, 1.0, wg::nan, 1.0});
  EXPECT_TRUE(std::isnan(special::gamma(wg::nan).item<float>()));
  expect_near(wg::grad([](Array v) { return special::gamma(v); })(3.0), 1.8455686);
}

TEST(Factorials, WaysAndPowers) {
  expect_near(special::poch(Array{3.0, -1.5, 2.0}, Array{2.0, 1.0, 0.0}), {12.0, -1.5, 1.0});
  expect_near(
      special::comb(Array{5.0, 10.0, 3.0, -1.0, 50.0, 4.5}, Array{2.0, 3.0, 4.0, 0.0, 25.0, 1.5}),
      {10.0, 120.0, 0.0, 0.0, 1.2641061e14, 6.5625}, 1e-4);
  EXPECT_EQ(special::comb(10, 5).item<double>(), 252.0);
  expect_near(special::boxcox(Array{2.0, 2.0, 0.5}, Array{0.0, 0.5, -1.0}),
              {0.69314718, 0.82842712, -1.0});
  expect_near(special::boxcox1p(Array{1e-8, 2.0}, Array{0.5, 0.0}), {1e-8, 1.0986123}, 1e-5, 0);
}

TEST(Zeta, ValuesPolesAndDerivative) {
  const Array x = Array(std::vector<double>{2, 3, 1, 0.5, 10, 2, 2}),
              q = Array(std::vector<double>{1, 2.5, 1, 1, 0.1, -1, -1.5});
  expect_same(special::zeta(x, q),
              Array(std::vector<double>{1.6449340668482266, 0.11810202582086368, wg::inf, wg::nan,
                                        10000000000.386148, wg::inf, wg::nan}),
              1e-14);
  expect_near(special::zeta(Array{4, 6}), {1.0823232, 1.0173431});
  expect_near(wg::grad([](Array v) { return special::zeta(3.0, v); })(1.0), -3.2469697);
}

}  // namespace
