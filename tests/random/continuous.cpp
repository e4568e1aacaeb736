// Numbers from JAX 0.10.2, jax_threefry_partitionable=True.
#include "acceptance/near.hpp"

namespace {

namespace random = wg::random;
const Array key = random::key(42);
const wg::Shape three{3};

TEST(Continuous, AsJaxDrawsThem) {
  expect_near(random::lognormal(key, 0.5, three), {0.98594737, 1.2630961, 1.1593407});
  expect_near(random::pareto(key, Array{1.0, 2.0, 3.0}), {1.9558356, 1.7672069, 1.3761274});
  expect_near(random::weibull_min(key, 2.0, 1.5, three), {1.5326145, 2.1810308, 1.9433570});
  expect_near(random::rayleigh(key, 2.0, three), {2.3933022, 1.7571812, 1.9678774});
  expect_near(random::maxwell(key, 3), {0.55358249, 0.29328507, 1.7086030});
  expect_near(random::double_sided_maxwell(key, 1.0, 2.0, three),
              {-1.7620435, -0.35137796, 5.4440427});
  expect_near(random::double_sided_maxwell(key, Array{1.0, 0.0}, 2.0).ravel(),
              {-1.7620435, -1.3513780, 5.4440427, 1.3510998});
  expect_near(random::wald(key, 1.5, three), {1.6461201, 2.6983466, 0.35188103}, 1e-4);
  expect_near(random::triangular(key, 0.0, 1.0, 3.0, three), {1.2485027, 1.6139203, 1.4826434});
  const Array df = {1.0, 3.0, 10.0};
  expect_near(random::t(key, df), {0.16719030, -1.7357467, 1.6620432});
  expect_near(random::chisquare(key, df), {1.9989085, 1.3978510, 14.864684});
  expect_near(random::f(key, 3.0, Array{4.0, 10.0}), {0.74487185, 0.19936743});
  expect_near(random::generalized_normal(key, 1.5, 4),
              {-0.87823755, -0.20616245, 1.1604710, 0.10202969});
  expect_near(random::ball(key, 2, 2, {2}).ravel(),
              {0.32345611, 0.061348960, 0.015618555, 0.47010365});
  expect_near(random::ball(key, 3, 1), {0.43527275, 0.033219662, 0.19961081});
}

TEST(Continuous, GammaVariatesOfSmallShape) {
  expect_near(random::loggamma(key, Array{0.01, 0.5, 3.0}), {-53.097752, -0.68057168, 1.5822827});
  expect_near(random::beta(key, Array{0.01, 2.0}, 3.0), {1.1224381e-19, 0.31281829}, 1e-4, 0);
  expect_near(random::dirichlet(key, Array{0.01, 0.5, 2.0}),
              {2.1726701e-24, 0.12632397, 0.87367612}, 1e-4, 0);
}

TEST(Continuous, OrthogonalMatrices) {
  expect_near(random::orthogonal(key, 3),
              {{-0.019529700, 0.99526781, 0.095189571},
               {0.10594390, -0.092611529, 0.99005008},
               {-0.99418044, -0.029419839, 0.10363387}},
              1e-4, 1e-5);
  const Array wide = random::orthogonal(key, 2, {}, {}, 3);
  expect_near(wide(0), {-0.087927341, 0.91859132, -0.38530377}, 1e-4, 1e-5);
  const Array many = random::orthogonal(key, 4, {5}, wg::float64, 2);
  expect_near(wg::matmul(wg::matrix_transpose(many), many),
              wg::broadcast_to(wg::eye(2, 2, 0, wg::float64), {5, 2, 2}), 0, 1e-12);
}

TEST(Continuous, ShapesDtypesAndErrors) {
  EXPECT_EQ(random::pareto(key, wg::ones({2, 1}), wg::Shape{4, 2, 3}).shape(),
            (wg::Shape{4, 2, 3}));
  EXPECT_EQ(random::rayleigh(key, 1.0, {}, wg::float64).dtype(), wg::float64);
  EXPECT_THROW((void)random::pareto(key, wg::ones(2), wg::Shape{3}), wg::ShapeError);
  EXPECT_THROW((void)random::wald(key, 1.0, {}, wg::int32), wg::DtypeError);
  EXPECT_THROW((void)random::t(wg::ones(2), 1.0), wg::DtypeError);
  // Draws are differentiable in their parameters.
  expect_near(wg::grad([](Array s) { return random::lognormal(key, s); })(0.0),
              random::normal(key));
  const auto under_jit = [](Array k) { return random::triangular(k, 0.0, 1.0, 3.0, three); };
  expect_near(wg::jit(under_jit)(key), under_jit(key));
}

}  // namespace
