#include "wengert/math/exponential.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto exp = [](auto x) { return math::exp(x); };
constexpr auto exp2 = [](auto x) { return math::exp2(x); };
constexpr auto expm1 = [](auto x) { return math::expm1(x); };
constexpr auto logistic = [](auto x) { return math::logistic(x); };

// Where results overflow, become subnormal, vanish; where k changes.
TEST(Exponential, ExpIsWithin1Ulp) {
  expect_within(1, exp, [](auto x) { return std::exp(x); },
                {88.722839, -87.336544, -103.972077, 709.782712893384, -708.396418532264,
                 -745.133219101941, 0.34657359, -0.34657359, 1.0397208, 1e-40, 0});
}

TEST(Exponential, Exp2IsWithin1UlpAndExactAtIntegers) {
  expect_within(1, exp2, [](auto x) { return std::exp2(x); },
                {128, -126, -149, -150, 1024, -1022, -1074, -1075, 0.5, -0.5});
  for (int k = -149; k < 128; ++k) EXPECT_EQ(math::exp2(float(k)), std::ldexp(1.0f, k));
  for (int k = -1074; k < 1024; ++k) EXPECT_EQ(math::exp2(double(k)), std::ldexp(1.0, k));
}

TEST(Exponential, Expm1IsWithin2Ulp) {
  expect_within(2, expm1, [](auto x) { return std::expm1(x); },
                {88.722839, 709.782712893384, 709.089565712824, -17.3, -37.4, 1e-40, 1e-310});
}

TEST(Exponential, LogisticIsWithin2UlpAndReachesTheSubnormals) {
  const auto truth = [](auto x) {
    return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
  };
  expect_within(2, logistic, truth, {0, -6.93, -88, -103, -709, -744, 17, 37});
  EXPECT_GT(math::logistic(-100.0f), 0.0f);
  EXPECT_GT(math::logistic(-740.0), 0.0);
}

TEST(Exponential, SpecialValues) {
  expect_exact(exp, {{0, 1}, {-0.0, 1}, {inf, inf}, {-inf, 0}, {nan, nan}, {1e9, inf}, {-1e9, 0}});
  expect_exact(exp2, {{0, 1}, {10, 1024}, {inf, inf}, {-inf, 0}, {nan, nan}, {1e30, inf}});
  expect_exact(expm1, {{0, 0}, {-0.0, -0.0}, {inf, inf}, {-inf, -1}, {nan, nan}, {1e-44, 1e-44}});
  expect_exact(logistic, {{0, 0.5}, {inf, 1}, {-inf, 0}, {nan, nan}});
}

}  // namespace
}  // namespace wengert::testing
