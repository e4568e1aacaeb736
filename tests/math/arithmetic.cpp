#include "wengert/math/arithmetic.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr double specials[] = {0.0, -0.0, 1.0,    -1.0,    2.5,  -2.5,
                               inf, -inf, 5e-324, -5e-324, 1e308, nan};

template <class F, class Truth>
void expect_same_2(F f, Truth truth) {
  Samples first, second;
  second.next();
  const auto see = [&](double x, double y) {
    EXPECT_TRUE(same(f(x, y), truth(x, y))) << x << ", " << y;
    const float u = float(x), v = float(y);
    EXPECT_TRUE(same(f(u, v), truth(u, v))) << u << ", " << v;
  };
  for (double x : specials)
    for (double y : specials) see(x, y);
  for (int i = 0; i < 4000; ++i) see(first.next(), second.next());
}

TEST(Arithmetic, RemainderTruncatedIsFmodToTheBit) {
  expect_same_2([](auto x, auto y) { return math::remainder_truncated(x, y); },
                [](auto x, auto y) { return std::fmod(x, y); });
  EXPECT_EQ(math::remainder_truncated(1e308, 5e-324), 0.0);
  EXPECT_EQ(math::remainder_truncated(1e308, 3e-310), std::fmod(1e308, 3e-310));
  EXPECT_EQ(math::remainder_truncated(3e38f, 7e-45f), std::fmod(3e38f, 7e-45f));
  const double huge = 0x1.f70bab5e967a9p1023, small = 0x1.382edb9b47683p-276;  // 26 strides apart
  EXPECT_EQ(math::remainder_truncated(huge, small), std::fmod(huge, small));
}

TEST(Arithmetic, RemainderFlooredHasTheSignOfTheDivisor) {
  EXPECT_EQ(math::remainder_floored(7.0, 3.0), 1.0);
  EXPECT_EQ(math::remainder_floored(-7.0, 3.0), 2.0);
  EXPECT_EQ(math::remainder_floored(7.0, -3.0), -2.0);
  EXPECT_EQ(math::remainder_floored(-7.0, -3.0), -1.0);
  EXPECT_TRUE(same(math::remainder_floored(-6.0, 3.0), 0.0));
  EXPECT_TRUE(same(math::remainder_floored(6.0, -3.0), -0.0));
}

TEST(Arithmetic, FloorDivideRoundsDown) {
  EXPECT_EQ(math::floor_divide(7.0, 2.0), 3.0);
  EXPECT_EQ(math::floor_divide(-7.0, 2.0), -4.0);
  EXPECT_EQ(math::floor_divide(1.0f, 0.1f), 9.0f);  // of the exact quotient, below 10
  EXPECT_TRUE(same(math::floor_divide(1.0, 0.0), inf));
  EXPECT_TRUE(same(math::floor_divide(0.0, 0.0), nan));
}

TEST(Arithmetic, NextafterIsThatOfC) {
  expect_same_2([](auto x, auto y) { return math::nextafter(x, y); },
                [](auto x, auto y) { return std::nextafter(x, y); });
}

TEST(Arithmetic, MinimumAndMaximumPropagateNanAndOrderZeros) {
  for (double x : specials) {
    for (double y : specials) {
      const bool unordered = x != x || y != y;
      const bool x_first = x < y || (x == y && std::signbit(x));
      EXPECT_TRUE(same(math::minimum(x, y), unordered ? nan : x_first ? x : y)) << x << ", " << y;
      EXPECT_TRUE(same(math::maximum(x, y), unordered ? nan : x_first ? y : x)) << x << ", " << y;
    }
  }
}

TEST(Arithmetic, SignAndRounding) {
  expect_exact([](auto x) { return math::sign(x); },
               {{3, 1}, {-0.5, -1}, {0, 0}, {-0.0, -0.0}, {inf, 1}, {-inf, -1}, {nan, nan}});
  expect_exact([](auto x) { return math::round_half_even(x); },
               {{0.5, 0}, {1.5, 2}, {2.5, 2}, {-0.5, -0.0}, {-2.5, -2}, {inf, inf}, {nan, nan}});
}

}  // namespace
}  // namespace wengert::testing
