// Numbers from JAX 0.10.2, jax_threefry_partitionable=True.
#include "support/same.hpp"

namespace {

namespace random = wg::random;
const Array key = random::key(42);

TEST(Discrete, AsJaxDrawsThem) {
  expect_near(random::poisson(key, Array{0.0, 0.5, 5.0, 9.9, 10.0, 100.0, 1e6}),
              {0, 1, 3, 7, 5, 90, 999466});
  expect_near(random::poisson(key, 3.0, wg::Shape{8}), {6, 2, 2, 1, 5, 2, 3, 3});
  expect_near(random::geometric(key, 0.2, wg::Shape{6}), {4, 2, 3, 3, 4, 3});
  expect_near(random::geometric(key, Array{1.0, 0.5}), {1, 1});
  expect_near(random::binomial(key, 50, 0.7, wg::Shape{8}),
              {33.0, 32.0, 38.0, 37.0, 40.0, 38.0, 37.0, 40.0});
  expect_near(random::multinomial(key, 20, Array{0.2, 0.3, 0.5}), {4.0, 4.0, 12.0});
  expect_near(random::multinomial(key, Array{10.0, 100.0}, {{0.2, 0.8}, {0.5, 0.5}}),
              {{1.0, 9.0}, {58.0, 42.0}});
}

TEST(Discrete, BinomialAtTheEdges) {
  const Array n = {10.0, 100.0, 1000.0, 5.0, 20.0, wg::inf, -1.0, 7.0},
              p = {0.3, 0.05, 0.4, 0.9, 1.0, 0.5, 0.5, wg::nan};
  expect_same(random::binomial(key, n, p), {2.0, 7.0, 384.0, 4.0, 20.0, wg::inf, wg::nan, wg::nan});
}

TEST(Discrete, MomentsDtypesAndErrors) {
  const Array draws = random::poisson(random::key(1), 30.0, wg::Shape{20000});
  expect_near(wg::mean(draws), 30.0, 0.01);
  expect_near(wg::var(draws), 30.0, 0.04);
  EXPECT_EQ(random::poisson(key, 1.0, {}, wg::int64).dtype(), wg::int64);
  EXPECT_EQ(random::binomial(key, 3, 0.5, {}, wg::float64).dtype(), wg::float64);
  EXPECT_THROW((void)random::poisson(key, 1.0, {}, wg::float32), wg::DtypeError);
  EXPECT_THROW((void)random::binomial(key, 3, 0.5, {}, wg::int32), wg::DtypeError);
  EXPECT_THROW((void)random::poisson(key, wg::ones(2), wg::Shape{3}), wg::ShapeError);
  EXPECT_THROW((void)random::multinomial(key, 3, 0.5), wg::ShapeError);
  const auto batch = [](Array k) { return random::poisson(k, 3.0); };
  const Array keys = random::split(key, 4);
  expect_near(wg::vmap(batch)(keys)(2), batch(keys(2)));
  expect_near(wg::jit(batch)(key), batch(key));
}

}  // namespace
