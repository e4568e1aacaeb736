// Exponentials and logarithms at their ends.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

constexpr float inf = INFINITY, nan = NAN;

TEST(Exponential, EndsOfTheRange) {
  expect_same(apply_to<Exp, float>({-inf, inf, nan, 0, 1000, -1000}), {0, inf, nan, 1, inf, 0});
  expect_same(apply_to<Log, float>({0, -1, inf, 1, nan}), {-inf, nan, inf, 0, nan});
  expect_same(apply_to<Log1p, float>({-1, 0, -0.f, inf}), {-inf, 0, -0.f, inf});
  expect_same(apply_to<Expm1, float>({-inf, -0.f, inf}), {-1, -0.f, inf});
  expect_same(apply_to<Logistic, float>({-inf, 0, inf}), {0, 0.5, 1});
  expect_same(apply_to<Exp2, float>({3, -2}), {8, 0.25});
  expect_same(apply_to<Log2, float>({8}), {3});
  expect_same(apply_to<Log10, float>({1000}), {3});
}

TEST(Exponential, DerivativesUseTheResult) {
  const Function forward = jvp(function_of<Exp>({Type{float32, {}}}), {true}).function;
  int exponentials = 0;
  for (const Node& n : forward.nodes) exponentials += n.op->name == "exp";
  EXPECT_EQ(exponentials, 1);
}

}  // namespace
}  // namespace wengert::testing
