// Methods of arrays and of expressions.
#include "acceptance/near.hpp"

namespace {

TEST(Methods, ReadValues) {
  const Array x = {{1.5, 2.0}, {3.0, -4.0}};
  EXPECT_EQ(x(0, 0).item<double>(), 1.5);
  EXPECT_EQ(x(1, 1).item<int>(), -4);
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{1.5f, 2, 3, -4}));
  EXPECT_EQ((x * 2).to_vector<int>(), (std::vector<int>{3, 4, 6, -8}));
  EXPECT_EQ(float(x(0, 1)), 2.0f);
  EXPECT_TRUE(bool(x(0, 0) > 1));
  EXPECT_EQ(x.block_until_ready().size(), 4);
  EXPECT_THROW((void)x.item<float>(), wg::ShapeError);
  EXPECT_THROW((void)bool(x > 0), wg::ShapeError);
}

TEST(Methods, OnExpressions) {
  const Array x = wg::arange(6.0);
  expect_near((x + 1).reshape({2, 3}).T(), {{1.0, 4.0}, {2.0, 5.0}, {3.0, 6.0}});
  expect_near((x * 2)(wg::slice(2)), {0.0, 2.0});
  expect_near((x - 1).sum(), 9.0);
  expect_near((x > 2).astype(wg::int32).sum(), 3);
  expect_near((x * x).at(0).set(-1)(0), -1.0);
  EXPECT_EQ((x + wg::ones({2, 1})).shape(), (wg::Shape{2, 6}));
  EXPECT_EQ((x + 1).ndim(), 1);
  EXPECT_EQ((x + wg::ones({2, 1})).size(), 12);
  expect_near((-x).max(), 0.0);
  expect_near((+x).mean(), 2.5);
  expect_near((x + 0).dot(x), 55.0);
}

TEST(Methods, ConvertAsNumPy) {
  const Array x = {-1.7, 0.0, 2.9, 300.0};
  expect_near(x.astype(wg::int32), {-1, 0, 2, 300});
  expect_near(x.astype(wg::uint8), {0, 0, 2, 255});
  expect_near(x.astype(wg::bool_), {true, false, true, true});
  EXPECT_EQ(x.astype(wg::float16).dtype(), wg::float16);
}

TEST(Methods, UntracedReshapeShares) {
  const Array x = wg::arange(6.0);
  EXPECT_EQ(x.reshape({2, 3}).span<float>().data(), x.span<float>().data());
}

TEST(Methods, TracedValuesHaveNoNumbers) {
  auto f = wg::jit([](Array x) { return Array(x * x.item<float>()); });
  EXPECT_THROW((void)f(2.0), wg::ConcretizationError);
  expect_near(wg::grad([](Array x) { return x * x.item<float>(); })(2.0), 2.0);
}

}  // namespace
