// Values from jax.nn 0.10.2.
#include "acceptance/near.hpp"

namespace {

const Array x = {-3.0, -0.5, 0.0, 0.5, 3.0};

}  // namespace

TEST(Nn, Activations) {
  namespace nn = wg::nn;
  expect_near(nn::relu(x), {0.0, 0.0, 0.0, 0.5, 3.0});
  expect_near(nn::relu6(3 * x), {0.0, 0.0, 0.0, 1.5, 6.0});
  expect_near(nn::leaky_relu(x), {-0.03, -0.005, 0.0, 0.5, 3.0});
  expect_near(nn::sigmoid(x), {0.04742587, 0.37754068, 0.5, 0.62245935, 0.95257413});
  expect_near(nn::softplus(x), {0.04858735, 0.47407699, 0.6931472, 0.974077, 3.0485873});
  expect_near(nn::log_sigmoid(x), {-3.0485873, -0.974077, -0.6931472, -0.47407699, -0.04858735});
  expect_near(nn::silu(x), {-0.14227763, -0.18877034, 0.0, 0.31122968, 2.8577223});
  expect_near(nn::gelu(x), {-0.00363738, -0.15428599, 0.0, 0.34571403, 2.9963627}, 1e-5, 1e-6);
  expect_near(nn::gelu(x, nn::Gelu::exact), {-0.00404951, -0.15426877, 0.0, 0.34573123, 2.9959507});
  expect_near(nn::elu(x), {-0.95021296, -0.39346933, 0.0, 0.5, 3.0});
  expect_near(nn::selu(x), {-1.6705687, -0.6917582, 0.0, 0.52535045, 3.152103});
  expect_near(nn::hard_tanh(x), {-1.0, -0.5, 0.0, 0.5, 1.0});
  expect_near(nn::soft_sign(x), {-0.75, -0.33333334, 0.0, 0.33333334, 0.75});
}

TEST(Nn, DerivativesAtKinks) {
  expect_near(wg::vmap(wg::grad([](Array y) { return wg::nn::relu(y); }))(x),
              {0.0, 0.0, 0.0, 1.0, 1.0});
  expect_near(wg::vmap(wg::grad([](Array y) { return wg::nn::elu(y); }))(Array{-1000.0, 1000.0}),
              {0.0, 1.0});
  EXPECT_TRUE(bool(wg::isnan(Array(wg::nn::relu(Array(wg::nan))))));
}

TEST(Nn, SoftmaxDoesNotOverflow) {
  const Array big = {{1000.0, 1001.0}, {-1000.0, -1000.0}};
  expect_near(wg::nn::softmax(big), {{0.26894143, 0.7310586}, {0.5, 0.5}}, 1e-4);
  expect_near(wg::sum(wg::nn::softmax(big, 0), 0), {1.0, 1.0});
  expect_near(wg::nn::log_softmax(big)(0), {-1.3132617, -0.3132617}, 1e-4);
  expect_near(wg::grad([](Array y) { return wg::nn::log_softmax(y)(0); })(Array{0.0, 0.0}),
              {0.5, -0.5});
  expect_near(wg::nn::logsumexp(big(0)), 1001.3133);
}

TEST(Nn, RarerActivations) {
  namespace nn = wg::nn;
  expect_near(nn::sparse_plus(x), {0.0, 0.0625, 0.25, 0.5625, 3.0});
  expect_near(nn::sparse_sigmoid(x), {0.0, 0.25, 0.5, 0.75, 1.0});
  expect_near(nn::hard_sigmoid(x), {0.0, 0.41666669, 0.5, 0.58333337, 1.0});
  expect_near(nn::hard_silu(x), {0.0, -0.20833334, 0.0, 0.29166669, 3.0});
  expect_near(nn::hard_swish(x), nn::hard_silu(x));
  expect_near(nn::squareplus(x), {0.30277562, 0.78077638, 1.0, 1.2807764, 3.3027756});
  expect_near(nn::mish(x), {-0.14564745, -0.22074378, 0.0, 0.37524524, 2.9865355});
  expect_near(nn::identity(x), x);
  expect_near(nn::log1mexp(Array{0.0, 1e-6, 0.5, 1.0, 20.0, wg::inf}),
              {-wg::inf, -13.815511, -0.93275213, -0.45867515, -2.0611537e-9, 0.0}, 1e-5, 1e-12);
  expect_near(wg::vmap(wg::grad([](Array y) { return nn::sparse_plus(y); }))(x),
              nn::sparse_sigmoid(x));
  expect_near(wg::grad([](Array y) { return nn::log1mexp(y); })(Array(50.0)), 0.0);
}

TEST(Nn, AlongAxes) {
  namespace nn = wg::nn;
  expect_near(nn::logmeanexp({{1000.0, 1001.0}, {0.0, 0.0}}, 1), {1000.62006, 0.0});
  expect_near(nn::glu({{1.0, 2.0, 0.0, 1.0}}), {{0.5, 1.4621172}});
  expect_near(nn::glu(wg::ones({4, 3}), 0)(0), wg::full(3, 0.73105858));
  EXPECT_THROW((void)nn::glu(wg::ones(3)), wg::ShapeError);
  expect_near(nn::standardize(Array{1.0, 2.0, 4.0}), {-1.0690416, -0.26726049, 1.3363018});
  expect_near(nn::standardize({{1.0, 5.0}, {3.0, 5.0}}, 0, 1e-12)(wg::all, 0), {-1.0, 1.0});
}

TEST(Nn, OneHot) {
  expect_near(wg::nn::one_hot(Array{1, 0, 5}, 3),
              {{0.0, 1.0, 0.0}, {1.0, 0.0, 0.0}, {0.0, 0.0, 0.0}});
  EXPECT_EQ(wg::nn::one_hot(Array{{1, 0}}, 3).shape(), (wg::Shape{1, 2, 3}));
  EXPECT_EQ(wg::nn::one_hot(Array{1}, 3, wg::int32).dtype(), wg::int32);
}
