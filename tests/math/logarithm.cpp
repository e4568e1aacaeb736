#include "wengert/math/logarithm.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto log = [](auto x) { return math::log(x); };
constexpr auto log2 = [](auto x) { return math::log2(x); };
constexpr auto log10 = [](auto x) { return math::log10(x); };
constexpr auto log1p = [](auto x) { return math::log1p(x); };

TEST(Logarithm, LogIsWithin1Ulp) {
  expect_within(1, log, [](auto x) { return std::log(x); },
                {1, 0.70710678, 1.41421356, 0.5, 2, 1e-45, 1.17549435e-38, 3.4028235e38, 5e-324,
                 2.2250738585072014e-308, 1.7976931348623157e308});
}

TEST(Logarithm, Log2IsWithin2UlpAndExactAtPowers) {
  expect_within(2, log2, [](auto x) { return std::log2(x); }, {1, 0.70710678, 1.41421356, 1e-45});
  for (int k = -149; k < 128; ++k) EXPECT_EQ(math::log2(std::ldexp(1.0f, k)), float(k));
  for (int k = -1074; k < 1024; ++k) EXPECT_EQ(math::log2(std::ldexp(1.0, k)), double(k));
}

TEST(Logarithm, Log10IsWithin2Ulp) {
  expect_within(2, log10, [](auto x) { return std::log10(x); }, {1, 10, 1000, 0.70710678, 1e-45});
}

TEST(Logarithm, Log1pIsWithin2Ulp) {
  expect_within(2, log1p, [](auto x) { return std::log1p(x); },
                {0, -0.29289, 0.41421356, -0.99999, 1e-40, 1e-310, 1, 16777216, 9007199254740992,
                 3.4028235e38, 1.7976931348623157e308});
}

TEST(Logarithm, SpecialValues) {
  for (auto f : {+[](double x) { return math::log(x); }, +[](double x) { return math::log2(x); },
                 +[](double x) { return math::log10(x); }}) {
    EXPECT_TRUE(same(f(1), 0.0));
    EXPECT_TRUE(same(f(0), -inf));
    EXPECT_TRUE(same(f(-0.0), -inf));
    EXPECT_TRUE(same(f(inf), inf));
    EXPECT_TRUE(same(f(-1), nan));
    EXPECT_TRUE(same(f(-inf), nan));
    EXPECT_TRUE(same(f(nan), nan));
  }
  expect_exact(log, {{1, 0}, {0, -inf}, {inf, inf}, {-1, nan}, {nan, nan}});
  expect_exact(log1p, {{0, 0}, {-0.0, -0.0}, {-1, -inf}, {-2, nan}, {inf, inf}, {-inf, nan}});
}

}  // namespace
}  // namespace wengert::testing
