#include "wengert/math/trigonometric.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto sin = [](auto x) { return math::sin(x); };
constexpr auto cos = [](auto x) { return math::cos(x); };
constexpr auto tan = [](auto x) { return math::tan(x); };
constexpr auto asin = [](auto x) { return math::asin(x); };
constexpr auto acos = [](auto x) { return math::acos(x); };
constexpr auto atan = [](auto x) { return math::atan(x); };
constexpr auto atan2 = [](auto y, auto x) { return math::atan2(y, x); };

// 6381956970095103 * 2^797 is the double nearest to a multiple of pi/2 (Muller 2006, table 11.1),
// 16367173 * 2^72 the float. At 45.553093477052002 the head of the reduction cancels.
constexpr std::initializer_list<double> hard_angles = {
    0x1.6ac5b262ca1ffp849, 0x1.f37b8ap95, 45.553093477052002, 0.785398163, 1.570796327, 3.141592654,
    65536, 0x1p30, 1e22, 1e300, 3.4e38, 1e-40, 0};

TEST(Trigonometric, SinAndCosAreWithin1UlpForEveryArgument) {
  expect_within(1, sin, [](auto x) { return std::sin(x); }, hard_angles);
  expect_within(1, cos, [](auto x) { return std::cos(x); }, hard_angles);
}

TEST(Trigonometric, TanIsWithin2Ulp) {
  expect_within(2, tan, [](auto x) { return std::tan(x); }, hard_angles);
}

TEST(Trigonometric, InversesAreWithin2Ulp) {
  expect_within(2, asin, [](auto x) { return std::asin(x); }, {0, 0.5, -0.5, 1, -1, 0.8388, 1e-40});
  expect_within(2, acos, [](auto x) { return std::acos(x); }, {0, 0.5, -0.5, 1, -1, 0.6});
  expect_within(2, atan, [](auto x) { return std::atan(x); }, {0, 1, -1, 1e30, 1e-40, 1e-310});
}

TEST(Trigonometric, Atan2IsWithin2Ulp) {
  expect_within_2(2, atan2, [](auto y, auto x) { return std::atan2(y, x); });
}

TEST(Trigonometric, Atan2AtZerosAndInfinities) {
  for (double y : {0.0, -0.0, 1.0, -1.0, inf, -inf, nan}) {
    for (double x : {0.0, -0.0, 1.0, -1.0, inf, -inf, nan}) {
      EXPECT_TRUE(same(math::atan2(y, x), std::atan2(y, x))) << y << ", " << x;
      EXPECT_TRUE(same(math::atan2(float(y), float(x)), float(std::atan2(y, x)))) << y << ", " << x;
    }
  }
}

TEST(Trigonometric, SpecialValues) {
  expect_exact(sin, {{0, 0}, {-0.0, -0.0}, {inf, nan}, {-inf, nan}, {nan, nan}, {1e-44, 1e-44}});
  expect_exact(cos, {{0, 1}, {-0.0, 1}, {inf, nan}, {-inf, nan}, {nan, nan}});
  expect_exact(tan, {{0, 0}, {-0.0, -0.0}, {inf, nan}, {nan, nan}, {1e-44, 1e-44}});
  expect_exact(asin, {{0, 0}, {-0.0, -0.0}, {1.5, nan}, {-2, nan}, {nan, nan}});
  expect_exact(acos, {{1, 0}, {1.5, nan}, {-2, nan}, {nan, nan}});
  expect_exact(atan, {{0, 0}, {-0.0, -0.0}, {nan, nan}});
  EXPECT_EQ(math::acos(-1.0), 0x1.921fb54442d18p1);
  EXPECT_EQ(math::atan(inf), 0x1.921fb54442d18p0);
  EXPECT_EQ(math::atan(-inf), -0x1.921fb54442d18p0);
}

}  // namespace
}  // namespace wengert::testing
