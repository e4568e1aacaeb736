// Elementwise functions against NumPy's, in the inlined loop, the interpreter and compiled code.
#include "support/same.hpp"

#include <complex>

namespace {

Array v() { return {-2.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.5}; }
Array w() { return {2.0, -3.0, 0.5, 1.0, -2.0, 0.25, 2.5}; }
Array p() { return {0.125, 0.5, 1.0, 1.5, 4.0}; }
Array i() { return {-7, -3, 0, 2, 9}; }
Array j() { return {2, -2, 5, 3, -4}; }

TEST(Elementwise, ExponentialsAndPowers) {
  expect_near(wg::exp(v()),
              {0.0820850059, 0.367879421, 0.606530666, 1.0, 1.64872122, 2.71828198, 12.1824932});
  expect_near(wg::exp2(v()), {0.176776692, 0.5, 0.707106769, 1.0, 1.41421354, 2.0, 5.65685415});
  expect_near(wg::expm1(v()),
              {-0.917915046, -0.63212055, -0.393469334, 0.0, 0.648721278, 1.71828187, 11.1824942});
  expect_near(wg::log(p()), {-2.07944155, -0.693147182, 0.0, 0.405465096, 1.38629436});
  expect_near(wg::log1p(p()), {0.117783032, 0.405465126, 0.693147182, 0.91629076, 1.60943794});
  expect_near(wg::log2(p()), {-3.0, -1.0, 0.0, 0.584962487, 2.0});
  expect_near(wg::log10(p()), {-0.90309, -0.30103001, 0.0, 0.176091269, 0.60206002});
  expect_near(wg::sqrt(p()), {0.353553385, 0.707106769, 1.0, 1.22474492, 2.0});
  expect_near(wg::cbrt(v()), {-1.35720873, -1.0, -0.793700516, 0.0, 0.793700516, 1.0, 1.35720873});
  expect_near(wg::square(v()), {6.25, 1.0, 0.25, 0.0, 0.25, 1.0, 6.25});
  expect_near(wg::reciprocal(p()), {8.0, 2.0, 1.0, 0.666666687, 0.25});
  expect_near(wg::pow(v(), 3), {-15.625, -1.0, -0.125, 0.0, 0.125, 1.0, 15.625});
  expect_near(wg::pow(p(), -2), {64.0, 4.0, 1.0, 0.444444448, 0.0625});
  expect_near(wg::pow(v(), 0), {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0});
  expect_near(wg::pow(p(), 1.5), {0.0441941731, 0.353553385, 1.0, 1.83711731, 8.0});
  expect_near(wg::pow(2.0, v()), {0.176776692, 0.5, 0.707106769, 1.0, 1.41421354, 2.0, 5.65685415});
  expect_near(wg::power(p(), p()), {0.771105409, 0.707106769, 1.0, 1.83711731, 256.0});
  expect_near(wg::pow(Array{2, 3, -2}, Array{10, 3, 3}), {1024, 27, -8});
  expect_near(wg::float_power(Array{2, 3}, 2), {4.0, 9.0});
  expect_near(wg::logistic(v()),
              {0.0758581832, 0.268941402, 0.377540678, 0.5, 0.622459352, 0.731058598, 0.924141824});
  expect_near(wg::sqrt(Array{4, 9}), {2.0, 3.0});
  EXPECT_THROW((void)Array(wg::pow(Array{2, 3}, -1)), wg::ValueError);
}

TEST(Elementwise, Trigonometry) {
  expect_near(wg::sin(v()),
              {-0.598472178, -0.841471016, -0.47942555, 0.0, 0.47942555, 0.841471016, 0.598472178});
  expect_near(wg::cos(v()),
              {-0.801143587, 0.540302277, 0.87758255, 1.0, 0.87758255, 0.540302277, -0.801143587});
  expect_near(wg::tan(v()),
              {0.747022271, -1.55740774, -0.546302497, 0.0, 0.546302497, 1.55740774, -0.747022271});
  expect_near(wg::arcsin(v() / 3),
              {-0.98511076, -0.339836925, -0.167448089, 0.0, 0.167448089, 0.339836925, 0.98511076});
  expect_near(wg::arccos(v() / 3), {2.55590725, 1.91063333, 1.73824441, 1.57079637, 1.40334833,
                                    1.23095942, 0.585685611});
  expect_near(wg::arctan(v()),
              {-1.19028997, -0.785398185, -0.463647604, 0.0, 0.463647604, 0.785398185, 1.19028997});
  expect_near(wg::sinh(v()),
              {-6.05020428, -1.17520118, -0.521095276, 0.0, 0.521095276, 1.17520118, 6.05020428});
  expect_near(wg::cosh(v()),
              {6.13228989, 1.54308069, 1.12762606, 1.0, 1.12762606, 1.54308069, 6.13228989});
  expect_near(wg::tanh(v()), {-0.986614287, -0.761594176, -0.462117195, 0.0, 0.462117195,
                              0.761594176, 0.986614287});
  expect_near(wg::arcsinh(v()),
              {-1.6472311, -0.881373584, -0.481211811, 0.0, 0.481211811, 0.881373584, 1.6472311});
  expect_near(wg::arccosh(p() + 1), {0.49493292, 0.962423623, 1.31695795, 1.56679928, 2.29243159});
  expect_near(wg::arctanh(v() / 3),
              {-1.19894755, -0.346573591, -0.168236122, 0.0, 0.168236122, 0.346573591, 1.19894755});
  expect_near(wg::arctan2(v(), w()),
              {-0.8960554, -2.8198421, -0.785398126, 0.0, 2.89661407, 1.3258177, 0.785398126});
}

TEST(Elementwise, Integers) {
  expect_near(i() + j(), {-5, -5, 5, 5, 5});
  expect_near(i() * 2 - j(), {-16, -4, -5, 1, 22});
  expect_near(i() % j(), {1, -1, 0, 2, -3});
  expect_near(wg::floor_divide(i(), j()), {-4, 1, 0, 0, -3});
  expect_near(i() / j(), {-3.5, 1.5, 0.0, 0.666666667, -2.25});
  expect_near(wg::fmod(i(), j()), {-1, -1, 0, 2, 1});
  expect_near(wg::maximum(i(), j()), {2, -2, 5, 3, 9});
  expect_near(wg::abs(i()), {7, 3, 0, 2, 9});
  expect_near(wg::sign(i()), {-1, -1, 0, 1, 1});
  expect_near(i() & 6, {0, 4, 0, 2, 0});
  expect_near(i() | j(), {-5, -1, 5, 3, -3});
  expect_near(i() ^ 3, {-6, -2, 3, 1, 10});
  expect_near(~i(), {6, 2, -1, -3, -10});
  expect_near(i() << 2, {-28, -12, 0, 8, 36});
  expect_near(i() >> 1, {-4, -2, 0, 1, 4});
  expect_near(wg::floor(i()), {-7, -3, 0, 2, 9});
  expect_near(wg::round(i()), {-7, -3, 0, 2, 9});
  expect_near(-i(), {7, 3, 0, -2, -9});
  expect_near(wg::divmod(i(), j()).second, {1, -1, 0, 2, -3});
  EXPECT_EQ(Array(wg::floor_divide(i(), j())).dtype(), wg::int32);
  EXPECT_EQ(Array(wg::floor(i())).dtype(), wg::int32);
}

TEST(Elementwise, FloatsDivideAndRound) {
  expect_near(v() % w(), {1.5, -1.0, 0.0, 0.0, -1.5, 0.0, 0.0});
  expect_near(wg::floor_divide(v(), w()), {-2.0, 0.0, -1.0, 0.0, -1.0, 4.0, 1.0});
  expect_near(wg::fmod(v(), w()), {-0.5, -1.0, -0.0, 0.0, 0.5, 0.0, 0.0});
  expect_near(wg::floor(v()), {-3.0, -1.0, -1.0, 0.0, 0.0, 1.0, 2.0});
  expect_near(wg::ceil(v()), {-2.0, -1.0, -0.0, 0.0, 1.0, 1.0, 3.0});
  expect_near(wg::trunc(v()), {-2.0, -1.0, -0.0, 0.0, 0.0, 1.0, 2.0});
  expect_near(wg::rint(v()), {-2.0, -1.0, -0.0, 0.0, 0.0, 1.0, 2.0});
  expect_near(wg::round(v() * 1.27, 1),
              {-3.20000005, -1.29999995, -0.600000024, 0.0, 0.600000024, 1.29999995, 3.20000005});
  expect_near(wg::clip(v(), -1, 1), {-1.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.0});
  expect_near(wg::clip(v(), wg::none, 0.25), {-2.5, -1.0, -0.5, 0.0, 0.25, 0.25, 0.25});
  expect_near(wg::minimum(v(), w()), {-2.5, -3.0, -0.5, 0.0, -2.0, 0.25, 2.5});
  expect_near(wg::sign(v()), {-1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0});
}

TEST(Elementwise, ComparisonAndLogic) {
  expect_near(v() > w(), {false, true, false, false, true, true, false});
  expect_near(v() <= 0.5, {true, true, true, true, true, false, false});
  expect_near(v() == v(), {true, true, true, true, true, true, true});
  expect_near(v() != 0, {true, true, true, false, true, true, true});
  expect_near((v() > 0) & (w() > 0), {false, false, false, false, false, true, true});
  expect_near((v() > 0) | (w() > 0), {true, false, true, true, true, true, true});
  expect_near((v() > 0) ^ (w() > 0), {true, false, true, true, true, false, false});
  expect_near(~(v() > 0), {true, true, true, true, false, false, false});
  expect_near(wg::logical_and(v(), w() - 1), {true, true, true, false, true, true, true});
  expect_near(wg::logical_not(i()), {false, false, true, false, false});
  expect_near((v() > 0) < (w() > 0), {true, false, true, true, false, false, false});
  expect_near(wg::where(v() > 0, v(), w()), {2.0, -3.0, 0.5, 1.0, 0.5, 1.0, 2.5});
  expect_near(wg::where(v() > 0, 1, 2), {2, 2, 2, 2, 1, 1, 1});
  expect_near(wg::where(v(), 1.5, w()), {1.5, 1.5, 1.5, 1.0, 1.5, 1.5, 1.5});
  expect_near(wg::isnan(Array{1.0, wg::nan, wg::inf}), {false, true, false});
  expect_near(wg::isinf(Array{1.0, wg::nan, -wg::inf}), {false, false, true});
  expect_near(wg::isfinite(Array{1.0, wg::nan, -wg::inf}), {true, false, false});
  expect_near(wg::isclose(Array{1.0, wg::inf, 1.0, 1.0}, Array{1.0 + 1e-7, wg::inf, wg::inf, 2.0}),
              {true, true, false, false});
}

TEST(Elementwise, Complex) {
  using C = std::complex<float>;
  const Array z = {C(1, 2), C(-3, 0.5f), C(0, 1)};
  EXPECT_EQ(z.dtype(), wg::complex64);
  expect_near(z * z + 1, {C(-2.0f, 4.0f), C(9.75f, -3.0f), C(0.0f, 0.0f)});
  expect_near(z / C(0, 2), {C(1.0f, -0.5f), C(0.25f, 1.5f), C(0.5f, 0.0f)});
  expect_near(wg::abs(z), {2.23606801, 3.04138112, 1.0});
  expect_near(wg::real(z), {1.0, -3.0, 0.0});
  expect_near(wg::imag(z), {2.0, 0.5, 1.0});
  expect_near(wg::conj(z), {C(1.0f, -2.0f), C(-3.0f, -0.5f), C(0.0f, -1.0f)});
  expect_near(wg::angle(z), {1.10714877, 2.97644401, 1.57079637});
  expect_near(wg::exp(z), {C(-1.13120437f, 2.47172666f), C(0.043692261f, 0.0238691922f),
                           C(0.540302277f, 0.841470957f)});
  expect_near(wg::imag(Array{1, 2}) + 1, {1, 1});
  expect_near(wg::imag(v()), {-0.0, -0.0, -0.0, 0.0, 0.0, 0.0, 0.0});
  expect_near(wg::conj(v()), {-2.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.5});
  EXPECT_EQ(Array(v() * C(0, 1)).dtype(), wg::complex64);
  EXPECT_EQ(Array(wg::ones({1}, wg::float64) * C(0, 1)).dtype(), wg::complex128);
}

TEST(Elementwise, StopGradient) {
  expect_near(wg::grad([](Array x) { return x * wg::stop_gradient(x); })(3.0), 3.0);
}

}  // namespace
