// Numbers from jax.nn.initializers 0.10.2, jax_threefry_partitionable=True.
#include "acceptance/near.hpp"

namespace {

namespace init = wg::nn::initializers;
const Array key = wg::random::key(42);

TEST(Initializers, AsJaxDrawsThem) {
  expect_near(init::glorot_uniform()(key, {2, 3}),
              {{-0.024736095, 0.39391589, 0.25473809}, {0.13367954, -0.10813224, 0.18812267}});
  expect_near(init::he_normal()(key, {2, 3}),
              {{-0.030713633, 0.50519311, 0.32045117}, {0.16655728, -0.13455985, 0.23522221}},
              1e-4);
  expect_near(init::lecun_normal()(key, {3, 3, 2, 4}).ravel()(wg::slice(3)),
              {-0.0072392719, 0.11907515, 0.075531058}, 1e-4);
  expect_near(init::uniform()(key, 2), {0.0048870957, 0.0067979717});
  expect_near(init::normal()(key, 2), {-0.00028304616, 0.0046713185}, 1e-4, 1e-8);
  expect_near(init::truncated_normal()(key, 2), {-0.00027016498, 0.0044438078}, 1e-4, 1e-8);
  expect_near(init::variance_scaling(3, init::Fan::out, init::Distribution::normal)(key, {2, 3})(0),
              {-0.028304616, 0.46713185, 0.29570296}, 1e-4);
}

TEST(Initializers, VarianceDtypesAndErrors) {
  expect_near(init::ones()(key, {2}), {1.0, 1.0});
  expect_near(init::zeros()(key, {2}, wg::int32), {0, 0});
  EXPECT_EQ(init::constant(2.5)(key, {2}, wg::float64).dtype(), wg::float64);
  for (const auto& [initializer, variance] :
       {std::pair{init::glorot_normal(), 1.0 / 150}, std::pair{init::lecun_uniform(), 1.0 / 100},
        std::pair{init::he_uniform(), 2.0 / 100}})
    expect_near(wg::var(initializer(key, {100, 200})), variance, 0.03);
  // Axes of a kernel (outputs, inputs, place).
  const Array w = init::he_normal({.in = 1, .out = 0})(key, {50, 20, 9});
  expect_near(wg::var(w), 2.0 / 180, 0.05);
  EXPECT_THROW((void)init::he_normal()(key, {5}), wg::ShapeError);
}

}  // namespace
