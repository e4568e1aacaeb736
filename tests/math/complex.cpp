#include "wengert/math/complex.hpp"

#include "complex_error.hpp"

namespace wengert::testing {
namespace {

TEST(Complex, ProductsAndQuotients) {
  const auto times = [](auto z, auto w) { return z * w; };
  const auto over = [](auto z, auto w) { return z / w; };
  expect_error(1.5, times, times, -20, 20);
  expect_error(2, over, over, -20, 20);
  expect_error(
      2, [](auto z, auto) { return math::reciprocal(z); },
      [](auto z, auto) { return decltype(z)(1) / z; }, -20, 20);
}

TEST(Complex, QuotientsOfHugeAndTinyNumbers) {
  using Z = math::Complex<double>;
  const auto quotient = [](Z a, Z b) {
    const Z q = a / b;
    return std::complex<double>(q.re, q.im);
  };
  EXPECT_EQ(quotient({1e308, 1e308}, {1e308, 1e308}), 1.0);
  EXPECT_EQ(quotient({4e-320, 0}, {2e-320, 0}), 2.0);
  EXPECT_EQ(quotient({1, 0}, {inf, 0}), 0.0);
  EXPECT_EQ(quotient({0, 1}, {0, 1}), 1.0);
}

TEST(Complex, ElementaryFunctions) {
#define WG_FUNCTION(name, bound, low, high)              \
  expect_error(                                          \
      bound, [](auto z, auto) { return math::name(z); }, \
      [](auto z, auto) { return std::name(z); }, low, high)
  WG_FUNCTION(exp, 2, -20, 6);
  WG_FUNCTION(log, 2, -20, 20);
  WG_FUNCTION(log, 2, -1, 1);
  WG_FUNCTION(log10, 3, -20, 20);
  WG_FUNCTION(sqrt, 2, -30, 30);
  WG_FUNCTION(sin, 2, -20, 5);
  WG_FUNCTION(cos, 2, -20, 5);
  WG_FUNCTION(tan, 4, -20, 5);
  WG_FUNCTION(sinh, 2, -20, 5);
  WG_FUNCTION(cosh, 2, -20, 5);
  WG_FUNCTION(tanh, 4, -20, 5);
#undef WG_FUNCTION
}

TEST(Complex, FunctionsThatTheStandardLibraryHasNot) {
  for (const auto& [low, high] :
       {std::pair(-20.0, 5.0), std::pair(-30.0, -2.0), std::pair(-1.0, 1.0)}) {
    expect_error(
        4, [](auto z, auto) { return math::exp2(z); },
        [](auto z, auto) { return std::exp(z * std::numbers::ln2_v<Part<decltype(z)>>); }, low,
        high);
    expect_error(
        3, [](auto z, auto) { return math::log2(z); },
        [](auto z, auto) { return std::log(z) / std::numbers::ln2_v<Part<decltype(z)>>; }, low,
        high);
    expect_error(
        4, [](auto z, auto) { return math::logistic(z); },
        [](auto z, auto) { return Part<decltype(z)>(1) / (Part<decltype(z)>(1) + std::exp(-z)); },
        low, high);
    expect_error(
        4, [](auto z, auto) { return math::expm1(z); },
        [](auto z, auto) {
          const auto s = std::sinh(z / Part<decltype(z)>(2));
          return Part<decltype(z)>(2) * std::exp(z / Part<decltype(z)>(2)) * s;
        },
        low, high);
    expect_error(
        4, [](auto z, auto) { return math::log1p(z); },
        [](auto z, auto) {
          return Part<decltype(z)>(2) * std::atanh(z / (Part<decltype(z)>(2) + z));
        },
        low, std::min(high, 0.0));
  }
}

TEST(Complex, PowersLoseTheBitsOfTheirExponent) {
  expect_error(
      64, [](auto z, auto w) { return math::pow(z, w); },
      [](auto z, auto w) { return std::pow(z, w); }, -3, 3);
  const math::Complex<double> zero = {0, 0}, one = math::pow(zero, zero);
  EXPECT_EQ(one.re, 1);
  EXPECT_EQ(math::pow(zero, math::Complex<double>{2, 1}).re, 0);
}

TEST(Complex, BranchCuts) {
  const auto root = math::sqrt(math::Complex<double>{-4, -0.0});
  EXPECT_EQ(root.re, 0);
  EXPECT_EQ(root.im, -2);
  EXPECT_EQ(math::arg(math::Complex<double>{-1, -0.0}), -0x1.921fb54442d18p1);
  EXPECT_EQ(math::log(math::Complex<double>{-1, 0.0}).im, 0x1.921fb54442d18p1);
  EXPECT_EQ(math::conj(math::Complex<double>{1, 2}).im, -2);
}

TEST(Complex, NothingOverflowsBeforeTheResult) {
  EXPECT_EQ(math::abs(math::Complex<double>{3e307, 4e307}), 5e307);
  EXPECT_NEAR(math::log(math::Complex<double>{1e308, 1e308}).re, 709.54278, 1e-4);
  const auto e = math::exp(math::Complex<double>{710, 1.5});
  EXPECT_NEAR(e.re / 1.58e307, 1, 0.01);
  EXPECT_TRUE(same(math::exp(math::Complex<double>{1000, 0.0}).im, 0.0));
  const auto root = math::sqrt(math::Complex<double>{1.7e308, 1.7e308});
  EXPECT_NEAR(root.re / 1.4325e154, 1, 1e-3);
}

}  // namespace
}  // namespace wengert::testing
