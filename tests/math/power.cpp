#include "wengert/math/power.hpp"

#include <complex>

#include "expect.hpp"
#include "wengert/math/complex.hpp"

namespace wengert::testing {
namespace {

constexpr auto pow = [](auto x, auto y) { return math::pow(x, y); };
constexpr auto cbrt = [](auto x) { return math::cbrt(x); };
constexpr auto rsqrt = [](auto x) { return math::rsqrt(x); };
constexpr auto hypot = [](auto x, auto y) { return math::hypot(x, y); };

TEST(Power, PowIsWithin2Ulp) {
  expect_within_2(2, pow, [](auto x, auto y) { return std::pow(x, y); });
}

// Exponents that bring the result near overflow and underflow, where log2 x needs its second half.
TEST(Power, PowIsWithin2UlpNearTheEdges) {
  const auto run = [&]<class T>(T) {
    Worst<T> worst;
    Samples samples;
    const double edge = sizeof(T) == 4 ? 88.7 : 709.7;
    for (int i = 0; i < 8000; ++i) {
      const T x = T(std::fabs(samples.next()));
      const T y = T(samples.uniform(-1.06, 1.06) * edge / std::log(double(x)));
      worst.see(math::pow(x, y), std::pow(Wide<T>(x), Wide<T>(y)), x, y);
    }
    expect_bounded(worst, 2);
  };
  run(0.0f), run(0.0);
}

TEST(Power, PowAtTheEdgesOfC99) {
  const double xs[] = {0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, inf, -inf, nan, 1e-320, -1e-320};
  const double ys[] = {0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, inf, -inf, nan,
                       9007199254740991, 9007199254740992, 1e300, -1e300, 1e-320};
  for (double x : xs) {
    for (double y : ys) {
      EXPECT_TRUE(same(math::pow(x, y), std::pow(x, y)) ||
                  ulps(math::pow(x, y), std::pow((long double)x, (long double)y)) <= 2)
          << x << ", " << y;
      const float u = float(x), v = float(y);
      EXPECT_TRUE(same(math::pow(u, v), std::pow(u, v)) ||
                  ulps(math::pow(u, v), std::pow(double(u), double(v))) <= 2)
          << u << ", " << v;
    }
  }
}

TEST(Power, PowOfSmallIntegersIsExact) {
  for (int x = -20; x <= 20; ++x) {
    double product = 1;
    for (int y = 0; y <= 12; ++y, product *= x) EXPECT_EQ(math::pow(double(x), double(y)), product);
  }
}

TEST(Power, CbrtIsWithin1Ulp) {
  expect_within(1, cbrt, [](auto x) { return std::cbrt(x); }, {1, 8, 27, -27, 1e-45, 5e-324, 3e38});
  expect_exact(cbrt, {{0, 0}, {-0.0, -0.0}, {8, 2}, {-27, -3}, {inf, inf}, {-inf, -inf}});
}

TEST(Power, RsqrtIsWithin2Ulp) {
  expect_within(2, rsqrt, [](auto x) { return 1 / std::sqrt(x); }, {1, 1e-45, 5e-324, 1.000014});
  expect_exact(rsqrt, {{0, inf}, {4, 0.5}, {inf, 0}, {-1, nan}, {nan, nan}});
}

TEST(Power, HypotIsWithin2UlpAndDoesNotOverflowEarly) {
  expect_within_2(2, hypot, [](auto x, auto y) { return std::hypot(x, y); });
  EXPECT_EQ(math::hypot(3e307, 4e307), 5e307);
  EXPECT_EQ(math::hypot(3e-320, 4e-320), std::hypot(3e-320, 4e-320));
  EXPECT_EQ(math::hypot(inf, nan), inf);
  EXPECT_EQ(math::hypot(nan, -inf), inf);
  EXPECT_TRUE(same(math::hypot(nan, 1.0), nan));
  EXPECT_TRUE(same(math::hypot(-0.0, -0.0), 0.0));
}

TEST(Power, IntegerPowBySquaring) {
  EXPECT_EQ(math::integer_pow(3, 5), 243);
  EXPECT_EQ(math::integer_pow(std::int64_t(-2), 63), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(math::integer_pow(1.5f, 0), 1.0f);
  EXPECT_EQ(math::integer_pow(0.0, 0), 1.0);
  EXPECT_EQ(math::integer_pow(2.0, -3), 0.125);
  EXPECT_EQ(math::integer_pow(1.0, std::numeric_limits<int>::min()), 1.0);
  const auto z = math::integer_pow(math::Complex<double>{1, 2}, 3);
  EXPECT_EQ(z.re, -11);
  EXPECT_EQ(z.im, -2);
}

}  // namespace
}  // namespace wengert::testing
