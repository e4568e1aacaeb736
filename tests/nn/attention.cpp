// Values from jax.nn 0.10.2.
#include "acceptance/near.hpp"

namespace {

const Array q = (wg::arange(24.0) % 5.0 - 2.0).reshape({1, 3, 4, 2}),
            k = ((wg::arange(16.0) % 7.0 - 3.0) / 3.0).reshape({1, 4, 2, 2}),
            v = wg::arange(16.0).reshape({1, 4, 2, 2});

TEST(Attention, HeadsShareKeys) {
  const Array got = wg::nn::dot_product_attention(q, k, v);
  EXPECT_EQ(got.shape(), q.shape());
  expect_near(got(0, wg::all, 3),
              {{9.1672840, 10.167284}, {6.2657084, 7.2657080}, {7.7901878, 8.7901878}}, 1e-4);
}

TEST(Attention, CausalMaskedAndBiased) {
  wg::nn::AttentionOptions options;
  options.kind = wg::nn::Attention::causal;
  options.scale = 0.5;
  expect_near(wg::nn::dot_product_attention(q, k, v, options)(0, wg::all, 1),
              {{0.0, 1.0}, {0.47681165, 1.4768116}, {4.2585120, 5.2585120}}, 1e-4, 1e-4);
  options = {.bias = wg::arange(4.0), .mask = wg::arange(4) % 2 == 0};
  expect_near(wg::nn::dot_product_attention(q, k, v, options)(0, wg::all, 0),
              {{6.2770925, 7.2770925}, {7.4995580, 8.4995584}, {6.8299766, 7.8299766}}, 1e-4);
  // Where no key may be read, all are read alike.
  options = {.mask = wg::zeros(4, wg::bool_)};
  expect_near(wg::nn::dot_product_attention(q, k, v, options)(0, 0, 0), {6.0, 7.0});
}

TEST(Attention, DtypesBatchesAndErrors) {
  const auto half = [](const Array& x) { return x.astype(wg::float16); };
  EXPECT_EQ(wg::nn::dot_product_attention(half(q), half(k), half(v)).dtype(), wg::float16);
  expect_near(wg::nn::dot_product_attention(q(0), k(0), v(0)),
              wg::nn::dot_product_attention(q, k, v)(0));
  EXPECT_THROW((void)wg::nn::dot_product_attention(q, k, wg::ones({1, 3, 2, 2})), wg::ShapeError);
  EXPECT_THROW((void)wg::nn::dot_product_attention(wg::ones({3, 3, 2}), k(0), v(0)),
               wg::ShapeError);
}

}  // namespace
