#include "wengert/base/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "wengert/base/dtype.hpp"

namespace wengert {
namespace {

template <class H>
H of_bits(unsigned bits) {
  H h;
  h.bits = std::uint16_t(bits);
  return h;
}

/// 2 to the power after the largest exponent: where an infinity would lie, were it a number.
template <class H>
constexpr double beyond = 0x1p128;
template <>
constexpr double beyond<float16_t> = 65536;

/// The numbers from zero upwards, and what lies beyond them.
template <class H>
std::vector<double> ascending() {
  std::vector<double> all;
  for (unsigned bits = 0; !std::isinf(float(of_bits<H>(bits))); ++bits)
    all.push_back(double(float(of_bits<H>(bits))));
  all.push_back(beyond<H>);
  return all;
}

template <class H>
class Half : public testing::Test {};
using Halves = testing::Types<float16_t, bfloat16_t>;
TYPED_TEST_SUITE(Half, Halves);

TYPED_TEST(Half, EveryNumberComesBack) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto h = of_bits<TypeParam>(bits);
    const TypeParam back(float{h});
    if (std::isnan(float(h)))
      EXPECT_TRUE(std::isnan(float(back)));
    else
      EXPECT_EQ(back.bits, h.bits);
  }
}

// Midway between two numbers lies the even one's; a step off, however small, decides.
TYPED_TEST(Half, DoublesRoundOnceToTheNearest) {
  const std::vector<double> numbers = ascending<TypeParam>();
  for (std::size_t k = 0; k + 1 < numbers.size(); ++k) {
    const double middle = (numbers[k] + numbers[k + 1]) / 2;
    const double below = std::nextafter(middle, 0.0), above = std::nextafter(middle, INFINITY);
    for (const double sign : {1.0, -1.0}) {
      const auto bits = [&](double x) {
        return unsigned(convert<TypeParam>(sign * x).bits) & 0x7fffu;
      };
      ASSERT_EQ(bits(middle), k + k % 2) << middle;
      ASSERT_EQ(bits(below), k) << below;
      ASSERT_EQ(bits(above), k + 1) << above;
      ASSERT_EQ(std::signbit(float(convert<TypeParam>(sign * above))), sign < 0);
    }
  }
}

TYPED_TEST(Half, SpecialValues) {
  EXPECT_TRUE(std::isnan(float(convert<TypeParam>(std::nan("")))));
  EXPECT_EQ(float(convert<TypeParam>(INFINITY)), INFINITY);
  EXPECT_EQ(float(convert<TypeParam>(-1e300)), -INFINITY);
  EXPECT_TRUE(std::signbit(float(convert<TypeParam>(-0.0))));
  EXPECT_EQ(float(convert<TypeParam>(1e-300)), 0);
}

TEST(RoundedToOdd, IsANeighbourAndOddWhereInexact) {
  std::mt19937_64 random(1);
  for (int k = 0; k < 100000; ++k) {
    const double x = std::ldexp(double(random() >> 11) - 0x1p52, int(random() % 280) - 190);
    const float y = rounded_to_odd(x);
    if (double(y) == x) continue;
    ASSERT_TRUE(std::bit_cast<std::uint32_t>(y) & 1u) << x;
    ASSERT_LT(std::min(double(y), double(std::nextafter(y, y < x ? INFINITY : -INFINITY))), x);
    ASSERT_GT(std::max(double(y), double(std::nextafter(y, y < x ? INFINITY : -INFINITY))), x);
  }
  EXPECT_EQ(rounded_to_odd(1e300), std::numeric_limits<float>::max());
  EXPECT_EQ(rounded_to_odd(1e-300), std::numeric_limits<float>::denorm_min());
}

}  // namespace
}  // namespace wengert
