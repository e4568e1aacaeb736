#include <numeric>

#include "acceptance/near.hpp"

namespace {

TEST(Integers, DivisorsAndMultiples) {
  const Array a = wg::arange(-12, 13).reshape({-1, 1}), b = wg::arange(-8, 9);
  const Array d = wg::gcd(a, b), m = wg::lcm(a, b);
  for (int i = 0; i < 25; ++i)
    for (int j = 0; j < 17; ++j) {
      EXPECT_EQ(d(i, j).item<int>(), std::gcd(i - 12, j - 8));
      EXPECT_EQ(m(i, j).item<int>(), std::lcm(i - 12, j - 8));
    }
  EXPECT_THROW((void)wg::gcd(Array{1.0}, Array{2}), wg::DtypeError);
}

TEST(Integers, ChoiceByNumberAndByCondition) {
  expect_near(wg::select_n(Array{true, false}, {Array{1, 2}, Array{3, 4}}), {3, 2});
  expect_near(wg::select_n(Array(2), {Array{1, 2}, Array{3, 4}, Array{5, 6}}), {5, 6});
  expect_near(wg::select({Array{true, false, false}, Array{true, true, false}},
                         {Array{1, 1, 1}, Array{2, 2, 2}}, 9),
              {1, 2, 9});
  EXPECT_THROW((void)wg::select_n(Array{1.0}, {Array{1}, Array{2}}), wg::DtypeError);
  EXPECT_THROW((void)wg::select_n(Array{true}, {Array{1}, Array{2}, Array{3}}), wg::ValueError);
}

TEST(Integers, BitsAreKept) {
  const Array bits = wg::bitcast_convert_type(Array{1.0f, -0.0f}, wg::uint32);
  EXPECT_EQ(bits(0).item<std::uint32_t>(), 0x3f800000u);
  EXPECT_EQ(bits(1).item<std::uint32_t>(), 0x80000000u);
  expect_near(wg::bitcast_convert_type(bits, wg::float32), {1.0, 0.0});
  EXPECT_THROW((void)wg::bitcast_convert_type(Array{1.0f}, wg::int64), wg::DtypeError);
}

}  // namespace
