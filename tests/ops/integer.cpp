// The arithmetic of host integers that generated code shares.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

using math::Wrapping;

TEST(Integer, EveryQuotientOfSmallIntegers) {
  for (int x = -128; x < 128; ++x)
    for (int y = -128; y < 128; ++y) {
      const Wrapping<std::int8_t> a{std::int8_t(x)}, b{std::int8_t(y)};
      ASSERT_EQ(math::quotient(a, b).value, y == 0 ? -1 : std::int8_t(x / y)) << x << " / " << y;
      ASSERT_EQ(math::remainder(a, b).value, y == 0 ? x : x % y) << x << " % " << y;
    }
}

TEST(Integer, ProductsOfShortIntegersDoNotOverflowAnInt) {
  EXPECT_EQ((Wrapping<std::uint16_t>(65535) * Wrapping<std::uint16_t>(65535)).value, 1);
  EXPECT_EQ((Wrapping<std::int64_t>(std::int64_t(1) << 62) * Wrapping<std::int64_t>(4)).value, 0);
}

TEST(Integer, EveryShiftOfASmallInteger) {
  for (int x = -128; x < 128; ++x)
    for (int y = -128; y < 128; ++y) {
      const Wrapping<std::int8_t> a{std::int8_t(x)}, b{std::int8_t(y)};
      const bool inside = y >= 0 && y < 8;
      ASSERT_EQ(math::shifted_left(a, b).value, inside ? std::int8_t(unsigned(x) << y) : 0);
      ASSERT_EQ(math::shifted_right_logical(a, b).value,
                inside ? std::int8_t(std::uint8_t(x) >> y) : 0);
      ASSERT_EQ(math::shifted_right_arithmetic(a, b).value, x >> (inside ? y : 7));
    }
}

}  // namespace
}  // namespace wengert::testing
