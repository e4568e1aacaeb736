// Logic on booleans, bits of integers, and shifts by any distance.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Bitwise, NotIsLogicalOnBooleansAndBitwiseOnIntegers) {
  EXPECT_FALSE(apply<Not>({scalar(true)}).data<bool>()[0]);
  EXPECT_EQ((apply_to<Not, std::uint8_t>({5})), std::vector<std::uint8_t>{250});
  EXPECT_TRUE(apply<Xor>({scalar(true), scalar(false)}).data<bool>()[0]);
}

TEST(Bitwise, ShiftsByTheWidthOrMoreLeaveNothingOrTheSign) {
  using I = std::int32_t;
  EXPECT_EQ((apply_to<ShiftLeft, I>({1, 1, 1}, {31, 32, -1})),
            (std::vector<I>{std::numeric_limits<I>::min(), 0, 0}));
  EXPECT_EQ((apply_to<ShiftRightLogical, I>({-1, -1, -1}, {31, 32, -5})),
            (std::vector<I>{1, 0, 0}));
  EXPECT_EQ((apply_to<ShiftRightArithmetic, I>({-8, -8, 8, -8}, {1, 32, 40, -1})),
            (std::vector<I>{-4, -1, 0, -1}));
  EXPECT_EQ((apply_to<ShiftRightArithmetic, std::uint8_t>({128}, {1})),
            std::vector<std::uint8_t>{192});
}

TEST(Bitwise, PopulationCountOfNegativeNumbersCountsTheirBits) {
  EXPECT_EQ((apply_to<PopulationCount, std::int8_t>({-1, 0, 5})),
            (std::vector<std::int8_t>{8, 0, 2}));
}

}  // namespace
}  // namespace wengert::testing
