// Arithmetic on symbols appends nodes; equal expressions are one value.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Symbol, ArithmeticAppendsNodes) {
  Builder builder;
  const Symbol x{&builder, builder.input({float64, {3}})};
  const Symbol y = 1 + sin(x) * x;
  const Function f = builder.finish({y.value});
  EXPECT_EQ(y.type(), (Type{float64, {3}}));
  EXPECT_EQ(f.nodes.size(), 3u);
  EXPECT_EQ(elements<double>(eval(f, std::vector<Tensor>{vector<double>({0, 0, 0})})[0]),
            (std::vector{1., 1., 1.}));
}

TEST(Symbol, EqualExpressionsAreOneValue) {
  Builder builder;
  const Symbol x{&builder, builder.input({float32, {}})};
  EXPECT_EQ(exp(x).value, exp(x).value);
  EXPECT_EQ(like(x, 2).value, like(x, 2).value);
}

TEST(Symbol, StrongCotangentsMultiplyStrongly) {
  Builder builder;
  const Symbol x{&builder, builder.input({float32, {}})};
  Symbol ct{&builder, builder.input({float32, {}})};
  EXPECT_EQ((ct * x).value, ops::apply<Mul>(ct, x).value);
  ct.strong = true;
  const Symbol product = x * ct;
  EXPECT_EQ(product.value, ops::apply<MulStrong>(ct, x).value);
  EXPECT_TRUE(product.strong);
  EXPECT_EQ((ct / x).value, ops::apply<DivStrong>(ct, x).value);
}

TEST(Symbol, ShapesThatDoNotChangeAppendNothing) {
  Builder builder;
  const Symbol x{&builder, builder.input({float32, {2, 3}})};
  EXPECT_EQ(reshape(x, {2, 3}).value, x.value);
  EXPECT_EQ(ops::transpose(x, {0, 1}).value, x.value);
  EXPECT_EQ(reduce_sum(x, {}).value, x.value);
  EXPECT_EQ(convert(x, float32).value, x.value);
}

}  // namespace
}  // namespace wengert::testing
