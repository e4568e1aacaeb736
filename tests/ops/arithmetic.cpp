// Integers wrap and never trap; NaN, infinities and signed zeros go through as IEEE 754 and JAX
// have it.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

constexpr float inf = INFINITY, nan = NAN;
constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min(), highest = ~lowest;

TEST(Arithmetic, IntegersWrap) {
  EXPECT_EQ((apply_to<Add, std::int32_t>({highest}, {1})), std::vector{lowest});
  EXPECT_EQ((apply_to<Mul, std::int32_t>({lowest}, {-1})), std::vector{lowest});
  EXPECT_EQ((apply_to<Mul, std::uint16_t>({65535}, {65535})), std::vector<std::uint16_t>{1});
  EXPECT_EQ((apply_to<Neg, std::int32_t>({lowest})), std::vector{lowest});
  EXPECT_EQ((apply_to<Abs, std::int32_t>({lowest, -3})), (std::vector{lowest, 3}));
  EXPECT_EQ((apply_to<Sub, std::uint8_t>({0}, {1})), std::vector<std::uint8_t>{255});
}

TEST(Arithmetic, IntegerDivisionNeverTraps) {
  EXPECT_EQ((apply_to<Div, std::int32_t>({7, -7, 5, lowest}, {2, 2, 0, -1})),
            (std::vector{3, -3, -1, lowest}));
  EXPECT_EQ((apply_to<Rem, std::int32_t>({7, -7, 5, lowest}, {2, 2, 0, -1})),
            (std::vector{1, -1, 5, 0}));
  EXPECT_EQ((apply_to<Div, std::uint8_t>({200, 9}, {255, 0})), (std::vector<std::uint8_t>{0, 255}));
  EXPECT_EQ((apply_to<Rem, std::uint8_t>({200, 9}, {255, 0})), (std::vector<std::uint8_t>{200, 9}));
}

TEST(Arithmetic, ExtremaPropagateNan) {
  expect_same(apply_to<Max, float>({1, nan, 1, -0.f, inf}, {2, 1, nan, 0.f, 3}),
              {2, nan, nan, 0.f, inf});
  expect_same(apply_to<Min, float>({1, nan, 1, 0.f, inf}, {2, 1, nan, -0.f, 3}),
              {1, nan, nan, -0.f, 3});
}

TEST(Arithmetic, TiesShareTheTangent) {
  const Tensor x = vector<double>({1, 2, 3}), y = vector<double>({2, 2, 2}),
               one = vector<double>({1, 1, 1}), zero = vector<double>({0, 0, 0});
  EXPECT_EQ(elements<double>(tangent<Max>({x, y}, {one, zero})), (std::vector{0., 0.5, 1.}));
  EXPECT_EQ(elements<double>(tangent<Min>({x, y}, {one, zero})), (std::vector{1., 0.5, 0.}));
}

// An operand that is computed once more may differ from the result in its last place.
TEST(Arithmetic, DerivativesOfExtremaDoNotReadTheResult) {
  const std::vector<Type> types(2, Type{float64, {3}});
  for (const Function& f : {function_of<Max>(types), function_of<Min>(types)}) {
    const Function forward = jvp(f, {true, true}).function;
    for (const Node& n : forward.nodes)
      for (Value v : forward.operands(n)) EXPECT_NE(v, forward.outputs[0]);
  }
}

TEST(Arithmetic, AbsHasDerivativeZeroAtZero) {
  const Tensor one = vector<double>({1, 1, 1});
  EXPECT_EQ(elements<double>(tangent<Abs>({vector<double>({-2, 0, 2})}, {one})),
            (std::vector{-1., 0., 1.}));
  using C = std::complex<double>;
  EXPECT_EQ(
      elements<double>(tangent<Abs>({vector<C>({{3, 4}, {0, 0}})}, {vector<C>({{1, 0}, {1, 0}})})),
      (std::vector{0.6, 0.}));
}

TEST(Arithmetic, SignKeepsNanAndZeros) {
  expect_same(apply_to<Sign, float>({-2, -0.f, 0, nan, inf}), {-1, -0.f, 0, nan, 1});
  EXPECT_EQ((apply_to<Sign, std::uint32_t>({0, 7})), (std::vector<std::uint32_t>{0, 1}));
}

TEST(Arithmetic, HalvesRoundToEven) {
  expect_same(apply_to<Round, float>({0.5, 1.5, 2.5, -0.5, -1.5}), {0, 2, 2, -0.f, -2});
}

TEST(Arithmetic, StrongZerosWin) {
  expect_same(apply_to<MulStrong, float>({0, 0, 2}, {inf, nan, 3}), {0, 0, 6});
  expect_same(apply_to<DivStrong, float>({0, 1}, {0, 0}), {0, inf});
  expect_same(apply_to<Mul, float>({0}, {inf}), {nan});
}

TEST(Arithmetic, HalfPrecisionRoundsEachResult) {
  const auto half = [](float x) { return float16_t(x); };
  const Tensor sum = apply<Add>(
      {vector<float16_t>({half(2048), half(65504)}), vector<float16_t>({half(1), half(65504)})});
  EXPECT_EQ(float(sum.data<float16_t>()[0]), 2048);
  EXPECT_EQ(float(sum.data<float16_t>()[1]), inf);
}

TEST(Arithmetic, DtypesMustBeEqual) {
  EXPECT_EQ(message_of<DtypeError>([] { apply<Add>({scalar(1), scalar(1.f)}); }),
            "add: operand 0 has type i32[] beside f32[]; it must have dtype float32; convert it "
            "first with astype");
  EXPECT_THROW(apply<Add>({scalar(true), scalar(true)}), DtypeError);
}

}  // namespace
}  // namespace wengert::testing
