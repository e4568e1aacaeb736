// Values from numpy.
#include "support/same.hpp"

namespace {

const Array x = Array(
    std::vector<double>{0.0, -0.0, 1.0, -1.5, 1e-310, wg::inf, -wg::inf, wg::nan, 1e300, 8.0});

TEST(Floats, SignificandsAndExponents) {
  const auto [significand, exponent] = wg::frexp(x);
  expect_same(significand, {0.0, 0.0, 0.5, -0.75, 0.57526180315504, wg::inf, -wg::inf, wg::nan,
                            0.746610891, 0.5});
  expect_near(exponent, {0, 0, 1, 1, -1029, 0, 0, 0, 997, 4});
  EXPECT_EQ(exponent.dtype(), wg::int32);
  EXPECT_EQ(wg::frexp(wg::ones(1, wg::bfloat16)).significand.dtype(), wg::bfloat16);
  // Together again, to the last bit and over the whole range.
  expect_same(wg::ldexp(significand, exponent), x, 0, 0);
  const Array least = Array(std::vector<float>{1e-45f, 3.4028235e38f, 1.1754944e-38f});
  expect_near(wg::ldexp(wg::frexp(least).significand, wg::frexp(least).exponent), least, 0, 0);
  expect_near(wg::grad([](Array v) { return wg::frexp(v).significand; })(8.0), 0.0625);
  EXPECT_THROW((void)wg::frexp(wg::ones(1, wg::complex64)), wg::DtypeError);
}

TEST(Floats, LdexpRoundsOnce) {
  const Array base = Array(std::vector<double>{1, 1, 3, 1e-300, 1e300, 0x1.0000000000001p0});
  expect_near(wg::ldexp(base, Array{-1074, -1075, -1075, 2000, -2000, -1074}),
              Array(std::vector<double>{5e-324, 0, 1e-323, 0x1.56e1fc2f8f359p1003,
                                        0x1.7e43c8800759cp-1004, 5e-324}),
              0, 0);
  expect_near(wg::ldexp(Array{1, 3}, 4), {16.0, 48.0});
  expect_near(wg::ldexp(1.0, Array{100000, -100000}), {wg::inf, 0.0});
  EXPECT_THROW((void)wg::ldexp(1.0, Array(1.0)), wg::DtypeError);
  expect_near(wg::grad([](Array v) { return wg::ldexp(v, 3); })(1.0), 8.0);
}

TEST(Floats, Spacing) {
  expect_same(wg::spacing(x)(wg::slice(2, wg::none)),
              Array(std::vector<double>{0x1p-52, -0x1p-52, 5e-324, wg::nan, wg::nan, wg::nan,
                                        1.487016908477783e+284, 0x1p-49}),
              1e-15, 0);
  EXPECT_EQ(wg::spacing(x)(0).item<double>(), 5e-324);
  EXPECT_EQ(wg::spacing(Array(1.5)).item<float>(), 0x1p-23f);
  EXPECT_EQ(wg::spacing(wg::ones({}, wg::bfloat16)).item<float>(), 0x1p-7f);
}

TEST(Floats, WholeAndFraction) {
  const auto [fraction, whole] = wg::modf(x);
  expect_same(fraction, Array(std::vector<double>{0, 0, 0, -0.5, 1e-310, 0, 0, wg::nan, 0, 0}), 0,
              0);
  expect_same(whole,
              Array(std::vector<double>{0, 0, 1, -1, 0, wg::inf, -wg::inf, wg::nan, 1e300, 8}));
  EXPECT_TRUE(std::signbit(wg::modf(-3.0).fraction.item<float>()));
  expect_near(wg::fix(Array{-1.7, 1.7}), {-1.0, 1.0});
}

// Values from numpy, but for the number whose hundredfold is infinite.
TEST(Floats, Rounding) {
  const auto z = [](double re, double im) { return std::complex<double>(re, im); };
  const Array parts = Array(std::vector{z(1.256, 2.5), z(-0.5, -1.5), z(wg::inf, 1.25)});
  expect_same(wg::round(parts), Array(std::vector{z(1, 2), z(-0.0, -2), z(wg::inf, 1)}), 0, 0);
  expect_same(wg::rint(parts), wg::round(parts), 0, 0);
  expect_same(wg::round(parts, 1), Array(std::vector{z(1.3, 2.5), z(-0.5, -1.5), z(wg::inf, 1.2)}),
              0, 0);
  EXPECT_EQ(wg::round(parts).dtype(), wg::complex128);
  const Array whole = {15, 25, -1234};
  expect_near(wg::round(whole, 2), whole);
  expect_near(wg::round(whole, -1), {20, 20, -1230});
  EXPECT_EQ(wg::round(whole, -1).dtype(), wg::int32);
  expect_near(wg::round(Array{1.256, -123.456}, -2), {0.0, -100.0});
  expect_same(wg::round(Array(std::vector{1e308, -wg::inf, wg::nan, 2.675}), 2),
              Array(std::vector{1e308, -wg::inf, wg::nan, 2.68}), 0, 0);
  EXPECT_EQ(wg::round(Array(123.456).astype(wg::float16), 2).item<float>(), 123.4375f);
  expect_near(wg::grad([](Array v) { return wg::sum(wg::round(v, 2)); })(Array{0.123, 4.567}),
              {0.0, 0.0});
  expect_near(wg::jit([](Array v) { return wg::round(v, 1); })(Array{0.123, 4.567}), {0.1, 4.6});
}

TEST(Floats, Tests) {
  expect_near(wg::isposinf(Array{wg::inf, -wg::inf, wg::nan, 1.0}), {true, false, false, false});
  expect_near(wg::isneginf(Array{wg::inf, -wg::inf, wg::nan, 1.0}), {false, true, false, false});
  const Array z = Array(std::vector<std::complex<float>>{{1, 0}, {0, 2}});
  expect_near(wg::iscomplex(z), {false, true});
  expect_near(wg::isreal(z), {true, false});
  expect_near(wg::isreal(Array{1, 2}), {true, true});
}

}  // namespace
