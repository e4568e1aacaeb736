#include <cmath>

#include "acceptance/near.hpp"

namespace {

namespace special = wg::scipy::special;

TEST(Special, NormalTailsKeepTheirPrecision) {
  const wg::DefaultFloat x64(wg::float64);
  // log of the tail of the normal distribution, by Mathematica's LogErfc identities: see A&S 26.2.
  expect_near(special::log_ndtr(Array{-40.0, -20.0, -5.0, 0.0, 10.0}),
              {-804.6084420137538, -203.91715537109727, -15.064998393988725, -0.6931471805599453,
               -7.619853024160527e-24},
              1e-12, 1e-30);
  expect_near(wg::grad([](Array x) { return special::log_ndtr(x); })(-40.0), 40.02496882, 1e-8);
}

TEST(Special, NdtriInvertsNdtr) {
  const wg::DefaultFloat x64(wg::float64);
  const Array x = wg::linspace(-12, 5, 60);
  expect_near(special::ndtri(special::ndtr(x)), x, 1e-9, 1e-9);
  expect_near(special::ndtri(Array{0.0, 1.0}), {-wg::inf, wg::inf});
  EXPECT_TRUE(std::isnan(special::ndtri(Array(1.5)).item<double>()));
}

TEST(Special, BesselFunctionsAgreeWithTheLibrary) {
  const wg::DefaultFloat x64(wg::float64);
  for (double x : {0.0, 0.1, 1.0, 5.0, 19.9, 20.1, 50.0, 300.0})
    for (double s : {-1.0, 1.0}) {
      expect_near(special::i0(s * x), std::cyl_bessel_i(0.0, x), 1e-12);
      expect_near(special::i1(s * x), s * std::cyl_bessel_i(1.0, x), 1e-12);
    }
  expect_near(wg::grad([](Array x) { return special::i0(x); })(2.0), std::cyl_bessel_i(1.0, 2.0),
              1e-12);
}

TEST(Special, IncompleteGammaOfWholeOrders) {
  const wg::DefaultFloat x64(wg::float64);
  for (double x : {0.01, 0.5, 1.0, 3.0, 10.0, 40.0}) {
    expect_near(special::gammainc(1.0, x), -std::expm1(-x), 1e-13);
    expect_near(special::gammaincc(2.0, x), (1 + x) * std::exp(-x), 1e-12);
    expect_near(special::gammainc(0.5, x), std::erf(std::sqrt(x)), 1e-12);
  }
  expect_near(special::gammainc(100.0, 100.0), 0.5132987982791487, 1e-10);
  expect_near(special::gammainc(Array{1.0, 2.0}, Array{0.0, wg::inf}), {0, 1});
  EXPECT_TRUE(std::isnan(special::gammainc(-1.0, 1.0).item<double>()));
  expect_near(wg::jit([](Array a, Array x) { return special::gammainc(a, x); })(3.0, 2.0),
              0.32332358381693654, 1e-12);
}

TEST(Special, ZeroTimesLogarithmOfZero) {
  expect_near(special::xlogy(Array{0.0, 0.0}, Array{0.0, wg::nan}), {0, 0});
  expect_near(special::xlog1py(0.0, -1.0), 0.0);
  expect_near(wg::grad([](Array x) { return special::xlogy(x, x); })(1.0), 1.0);
  expect_near(special::entr(Array{0.0, 1.0, -1.0}), {0, 0, -wg::inf});
  expect_near(special::factorial(Array{0, 5}), {1, 120});
  expect_near(special::rel_entr(Array{0.0, 1.0, 1.0}, Array{2.0, 1.0, -1.0}), {0, 0, wg::inf});
}

}  // namespace
