// Sums that stay accurate, extrema with NaN, empty axes, and exact derivatives of products.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class Op> Tensor reduced(const Tensor& x, const Axes& axes) {
  return apply<Op>({x}, {{"axes", axes}});
}

TEST(Reduction, SumsOfMillionsStayAccurate) {
  Tensor x(Type{float32, {1 << 20}});
  std::fill_n(x.data<float>(), 1 << 20, 0.1f);
  EXPECT_NEAR(elements<float>(reduced<ReduceSum>(x, {0}))[0], 0.1 * (1 << 20), 0.05);
  x.type.shape = {1 << 19, 2};
  for (float sum : elements<float>(reduced<ReduceSum>(x, {0})))
    EXPECT_NEAR(sum, 0.1 * (1 << 19), 0.05);
}

TEST(Reduction, HalvesAccumulateInFloat) {
  EXPECT_EQ(float(reduced<ReduceSum>(vector(std::vector<float16_t>(4096, float16_t(1.f))), {0})
                      .data<float16_t>()[0]),
            4096);
}

TEST(Reduction, EveryAxisAgainstTheDefinition) {
  const Shape shape{3, 4, 700};
  Tensor x(Type{int64, shape});
  for (std::int64_t i = 0; i < shape.elements(); ++i) x.data<std::int64_t>()[i] = i % 101;
  for (const Axes& axes :
       {Axes{0}, Axes{1}, Axes{2}, Axes{0, 1}, Axes{0, 2}, Axes{1, 2}, Axes{0, 1, 2}}) {
    const Tensor sum = reduced<ReduceSum>(x, axes);
    std::vector<std::int64_t> want(std::size_t(sum.type.elements()), 0);
    const Shape strides = strides_of(sum.type.shape);
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
      std::int64_t rest = i, at = 0;
      for (int d = 2, kept = sum.type.shape.rank() - 1; d >= 0; --d) {
        if (!axes.contains(d)) at += rest % shape[d] * strides[kept--];
        rest /= shape[d];
      }
      want[std::size_t(at)] += i % 101;
    }
    EXPECT_EQ(elements<std::int64_t>(sum), want) << axes;
  }
}

TEST(Reduction, EmptyAxesGiveTheIdentity) {
  const Tensor none(Type{float32, {0, 2}});
  EXPECT_EQ(elements<float>(reduced<ReduceSum>(none, {0})), (std::vector{0.f, 0.f}));
  EXPECT_EQ(elements<float>(reduced<ReduceProd>(none, {0})), (std::vector{1.f, 1.f}));
  EXPECT_EQ(elements<float>(reduced<ReduceMax>(none, {0})), (std::vector{-INFINITY, -INFINITY}));
  EXPECT_EQ(elements<std::uint8_t>(reduced<ReduceMin>(Tensor(Type{uint8, {0}}), {0})),
            std::vector<std::uint8_t>{255});
  EXPECT_TRUE(reduced<ReduceAnd>(Tensor(Type{bool_, {0}}), {0}).data<bool>()[0]);
  EXPECT_FALSE(reduced<ReduceOr>(Tensor(Type{bool_, {0}}), {0}).data<bool>()[0]);
}

TEST(Reduction, ExtremaPropagateNan) {
  expect_same(elements<float>(reduced<ReduceMax>(array<float>({2, 2}, {1, NAN, 3, 2}), {1})),
              {NAN, 3});
}

TEST(Reduction, TiesShareTheTangent) {
  const Tensor x = vector<double>({3, 1, 3}), dx = vector<double>({1, 10, 5});
  EXPECT_EQ(elements<double>(tangent<ReduceMax>({x}, {dx}, {{"axes", Shape{0}}})), std::vector{3.});
}

TEST(Reduction, ProductsWithZerosHaveExactTangents) {
  const auto derivative = [](const std::vector<double>& x, const std::vector<double>& dx) {
    return elements<double>(
        tangent<ReduceProd>({vector(x)}, {vector(dx)}, {{"axes", Shape{0}}}))[0];
  };
  EXPECT_EQ(derivative({2, 0, 5}, {1, 1, 1}), 10);
  EXPECT_EQ(derivative({0, 0, 5}, {1, 1, 1}), 0);
  EXPECT_EQ(derivative({2, 3, 5, 7, 11}, {1, 0, 0, 0, 0}), 1155);
}

TEST(Reduction, PlansWalkTheOperand) {
  const std::vector<Type> types{Type{float16, {2, 3, 4}}};
  const ReductionPlan plan = primitive<ReduceSum>().reduction(types, {{"axes", Shape{0, 2}}});
  EXPECT_EQ(plan.walks, (std::vector<std::vector<int>>{{~0, 0, ~1}}));
  EXPECT_EQ(plan.reduced, (Shape{2, 4}));
  EXPECT_EQ(plan.accumulator, float32);
}

}  // namespace
}  // namespace wengert::testing
