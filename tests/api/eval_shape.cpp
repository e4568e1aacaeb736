#include <string>

#include "acceptance/near.hpp"

namespace {

struct Dense {
  Array w, b;
  int units;
};

std::vector<Dense> make(Array scale) {
  return {{scale * wg::ones({4, 3}), wg::zeros({3}), 3}, {wg::ones({3, 2}), wg::zeros({2}), 2}};
}

}  // namespace

TEST(EvalShape, GivesTypesInTheTreeOfTheResult) {
  const auto f = [](Array x, int n) {
    return std::pair{wg::matmul(x, x.T()), std::tuple{wg::sum(x) > 0, x.astype(wg::float16), n}};
  };
  auto [gram, rest] = wg::eval_shape(f, wg::ones({2, 5}), 7);
  EXPECT_EQ(gram.type(), (wg::Type{wg::float32, {2, 2}}));
  EXPECT_EQ(std::get<0>(rest).type(), (wg::Type{wg::bool_, {}}));
  EXPECT_EQ(std::get<1>(rest).type(), (wg::Type{wg::float16, {2, 5}}));
  EXPECT_EQ(std::get<2>(rest), 7);
}

TEST(EvalShape, ComputesAndAllocatesNothing) {
  const std::int64_t n = std::int64_t(1) << 30;
  const Array x = wg::shape_dtype_struct({n, n});
  EXPECT_EQ(wg::eval_shape([](Array a) { return wg::sum(a * 2, 0); }, x).shape(), (wg::Shape{n}));
}

TEST(EvalShape, ResultsAreArgumentsInTurn) {
  const auto params = wg::eval_shape(make, 1.0);
  ASSERT_EQ(params.size(), 2u);
  EXPECT_EQ(params[1].w.shape(), (wg::Shape{3, 2}));
  EXPECT_EQ(params[1].units, 2);
  const auto predict = [](const std::vector<Dense>& layers, Array x) {
    for (const Dense& l : layers) x = wg::tanh(wg::matmul(x, l.w) + l.b);
    return x;
  };
  const Array x = wg::shape_dtype_struct({64, 4}, wg::float64);
  EXPECT_EQ(wg::eval_shape(predict, params, x).type(), (wg::Type{wg::float64, {64, 2}}));
  const auto loss = [&](const std::vector<Dense>& layers) {
    return wg::sum(predict(layers, wg::ones({5, 4})));
  };
  EXPECT_EQ(wg::eval_shape(wg::grad(loss), params)[0].w.shape(), (wg::Shape{4, 3}));
}

TEST(EvalShape, SeesThroughTransforms) {
  const auto f = wg::jit(wg::vmap([](Array a) { return wg::cumsum(a); }));
  const auto shape = [&](Array x) { return wg::eval_shape(f, x).shape(); };
  EXPECT_EQ(shape(wg::ones({2, 3})), (wg::Shape{2, 3}));
  const auto inside = [&](Array x) { return wg::zeros(shape(x)) + x; };
  expect_near(wg::jit(inside)(wg::ones({2, 3})), wg::ones({2, 3}));
}

TEST(EvalShape, FaultsAreThoseOfTheCall) {
  EXPECT_THROW((void)wg::eval_shape([](Array x) { return x + wg::ones({3}); }, wg::ones({2})),
               wg::ShapeError);
  EXPECT_THROW((void)wg::eval_shape([](Array x) { return x > 0 ? Array(x) : Array(-x); }, 1.0),
               wg::ConcretizationError);
}

TEST(EvalShape, ThereAreNoNumbers) {
  const Array x = wg::shape_dtype_struct({2});
  EXPECT_THROW((void)x.item<float>(), wg::Error);
  EXPECT_THROW((void)x.span<float>(), wg::TracerError);
  EXPECT_THROW((void)Array(x + 1), wg::TracerError);
  EXPECT_THROW((void)wg::jit([](Array a) { return a * 2; })(x), wg::TracerError);
}
