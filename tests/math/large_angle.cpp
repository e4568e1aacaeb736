#include "wengert/math/large_angle.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

TEST(LargeAngle, TurnsAgreeWithLongDouble) {
  Samples samples;
  for (int i = 0; i < 4000; ++i) {
    const double x = std::exp2(samples.uniform(16, 1023.9));
    const auto angle = math::turn_huge(x);
    EXPECT_LE(std::fabs(angle.r), 0.7853981633974485);
    const long double r = (long double)angle.r + angle.tail;
    const long double sine = std::sin((long double)x), of_r[] = {std::sin(r), std::cos(r)};
    const long double magnitude = of_r[angle.quadrant & 1];
    EXPECT_NEAR(double((angle.quadrant & 2 ? -magnitude : magnitude) - sine), 0, 1e-18) << x;
  }
}

TEST(LargeAngle, TheDoubleNearestToAMultipleKeepsAllItsBits) {
  // Muller 2006, table 11.1: 6381956970095103 * 2^797 is 4.687e-19 from a multiple of pi/2.
  const auto angle = math::turn_huge(0x1.6ac5b262ca1ffp849);
  EXPECT_NEAR(std::fabs(angle.r + angle.tail), 4.6871659242546276e-19, 2e-34);
}

TEST(LargeAngle, InfinityAndNanGiveNan) {
  EXPECT_TRUE(std::isnan(math::turn_huge(inf).r));
  EXPECT_TRUE(std::isnan(math::turn_huge(nan).r));
}

}  // namespace
}  // namespace wengert::testing
