// Products of every layout, integers modulo 2^width, and errors that name the axes.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Attributes dot(const Axes& lhs_contract, const Axes& rhs_contract, const Axes& lhs_batch = {},
               const Axes& rhs_batch = {}) {
  return {{"lhs_contract", lhs_contract},
          {"rhs_contract", rhs_contract},
          {"lhs_batch", lhs_batch},
          {"rhs_batch", rhs_batch}};
}

TEST(Contraction, LargeProductsAgreeWithTheDefinition) {
  const std::int64_t p = 37, n = 301, q = 53;
  Tensor x(Type{float64, {p, n}}), y(Type{float64, {n, q}});
  for (std::int64_t i = 0; i < p * n; ++i) x.data<double>()[i] = double(i % 17) - 8;
  for (std::int64_t i = 0; i < n * q; ++i) y.data<double>()[i] = double(i % 13) - 6;
  const Tensor z = apply<DotGeneral>({x, y}, dot({1}, {0}));
  for (std::int64_t i = 0; i < p; ++i)
    for (std::int64_t j = 0; j < q; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k < n; ++k)
        sum += x.data<double>()[i * n + k] * y.data<double>()[k * q + j];
      ASSERT_EQ(z.data<double>()[i * q + j], sum);
    }
}

TEST(Contraction, IntegersWrapAtTheirWidth) {
  EXPECT_EQ(elements<std::uint8_t>(apply<DotGeneral>(
                {vector<std::uint8_t>({200, 100}), vector<std::uint8_t>({3, 5})}, dot({0}, {0}))),
            std::vector<std::uint8_t>{std::uint8_t(200 * 3 + 100 * 5)});
  EXPECT_EQ(elements<std::int32_t>(apply<DotGeneral>(
                {vector<std::int32_t>({-7, 2}), vector<std::int32_t>({3, 5})}, dot({0}, {0}))),
            std::vector<std::int32_t>{-11});
}

TEST(Contraction, EmptySumsAreZero) {
  const Tensor z = apply<DotGeneral>({Tensor(Type{float32, {2, 0}}), Tensor(Type{float32, {0, 3}})},
                                     dot({1}, {0}));
  EXPECT_EQ(elements<float>(z), std::vector<float>(6, 0));
}

TEST(Contraction, HalvesAccumulateInFloat) {
  const std::vector<float16_t> ones(4096, float16_t(1.f));
  EXPECT_EQ(
      float(apply<DotGeneral>({vector(ones), vector(ones)}, dot({0}, {0})).data<float16_t>()[0]),
      4096);
}

TEST(Contraction, ErrorsNameExtentsAndAxes) {
  EXPECT_EQ(message_of<ShapeError>([] {
              apply<DotGeneral>({Tensor(Type{float32, {8, 3}}), Tensor(Type{float32, {4, 8}})},
                                dot({1}, {0}));
            }),
            "dot: inner extents differ: f32[8,3] x f32[4,8] contracts axis 1 (3) with axis 0 (4)");
}

}  // namespace
}  // namespace wengert::testing
