#include "wengert/math/binary.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

TEST(Binary, SplitGivesBackItsArgument) {
  const auto run = [&]<class T>(T) {
    Samples samples;
    for (std::uint64_t i = 0; i < 4000; ++i) {
      const T x = std::fabs(sampled<T>(samples));
      if (!(x > 0) || std::isinf(x)) continue;
      const auto [mantissa, exponent] = math::split(x);
      EXPECT_EQ(std::ldexp(mantissa, int(exponent)), x);
      EXPECT_GE(mantissa, T(0.707106));
      EXPECT_LT(mantissa, T(1.414214));
    }
  };
  run(0.0f), run(0.0);
  EXPECT_EQ(math::split(5e-324).exponent, -1074);
  EXPECT_EQ(math::split(1e-45f).exponent, -149);
}

TEST(Binary, ScaleRoundsOnce) {
  for (double m : {0.75, 1.0, 1.2345678901234567, 1.9999999999999998}) {
    for (int k = -1090; k <= 1030; ++k) EXPECT_EQ(math::scale(m, double(k)), std::ldexp(m, k)) << k;
    const float f = float(m);
    for (int k = -160; k <= 130; ++k) EXPECT_EQ(math::scale(f, float(k)), std::ldexp(f, k)) << k;
  }
}

TEST(Binary, NearestMultipleRoundsHalvesToEven) {
  for (double x : {0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 3.49, -7.51}) {
    EXPECT_EQ(math::nearest_multiple(x, 1).real, std::nearbyint(x));
    EXPECT_EQ(math::nearest_multiple(x, 1).word & 7, std::int64_t(std::nearbyint(x)) & 7);
    EXPECT_EQ(math::nearest_multiple(float(x), 1).real, std::nearbyint(float(x)));
  }
}

TEST(Binary, PowersOfTwoAndSigns) {
  for (int k = -1022; k < 1024; ++k) EXPECT_EQ(math::power_of_two(double(k)), std::ldexp(1.0, k));
  for (int k = -126; k < 128; ++k) EXPECT_EQ(math::power_of_two(float(k)), std::ldexp(1.0f, k));
  EXPECT_EQ(math::flip_sign(2.5, std::int64_t(-1)), -2.5);
  EXPECT_EQ(math::flip_sign(2.5f, std::int32_t(0x7fffffff)), 2.5f);
}

}  // namespace
}  // namespace wengert::testing
