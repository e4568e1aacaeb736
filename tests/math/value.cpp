#include "wengert/math/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wengert::testing {
namespace {

TEST(Value, FmaOfFloatsRoundsTheExactProduct) {
  const float a = 1 + 0x1p-12f;
  EXPECT_EQ(math::fma(a, a, -1 - 0x1p-11f), 0x1p-24f);
}

TEST(Value, BitsAndIntegers) {
  EXPECT_EQ(math::bits(1.0f), 0x3f800000);
  EXPECT_EQ(math::from_bits(std::int64_t(0x3ff0000000000000), 0.0), 1.0);
  EXPECT_EQ(math::shift_right_logical(std::int32_t(-1), 31), 1);
  const std::int32_t most = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(math::wrapping_add(most, 1), std::numeric_limits<std::int32_t>::min());
}

TEST(Value, RareCallsItsSlowPathWhereTheMaskHolds) {
  int calls = 0;
  const auto slow = [&] { return ++calls, 2.0; };
  EXPECT_EQ(math::rare(false, slow, 1.0), 1.0);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(math::rare(true, slow, 1.0), 2.0);
}

TEST(Value, RintRoundsHalvesToEven) {
  EXPECT_EQ(math::rint(2.5), 2.0);
  EXPECT_EQ(math::rint(-3.5f), -4.0f);
}

}  // namespace
}  // namespace wengert::testing
