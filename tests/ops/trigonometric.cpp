// Circular and hyperbolic functions at their ends.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

constexpr float inf = INFINITY, nan = NAN;

TEST(Trigonometric, EndsOfTheDomain) {
  expect_same(apply_to<Sin, float>({0, -0.f, inf}), {0, -0.f, nan});
  expect_same(apply_to<Asin, float>({2, 0}), {nan, 0});
  expect_same(apply_to<Acos, float>({1, 2}), {0, nan});
  expect_same(apply_to<Tanh, float>({-inf, inf, 20}), {-1, 1, 1});
  expect_same(apply_to<Cosh, float>({-inf, 0}), {inf, 1});
  expect_same(apply_to<Atanh, float>({1, -1, 2}), {inf, -inf, nan});
  expect_same(apply_to<Acosh, float>({1, 0.5}), {0, nan});
}

TEST(Trigonometric, Atan2KnowsTheQuadrant) {
  const std::vector<double> angles = apply_to<Atan2, double>({1, 1, -1, -1}, {1, -1, 1, -1});
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_NEAR(angles[k], (std::vector{1, 3, -1, -3})[k] * std::atan(1.), 1e-15);
}

}  // namespace
}  // namespace wengert::testing
