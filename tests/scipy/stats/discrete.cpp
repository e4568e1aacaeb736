// Values from scipy.stats.
#include "support/same.hpp"

namespace {

namespace stats = wg::scipy::stats;
const double inf = wg::inf;

TEST(Discrete, Probabilities) {
  expect_near(stats::bernoulli::logpmf(Array{0, 1, 2}, 0.3), {-0.35667494, -1.2039728, -inf});
  expect_near(stats::bernoulli::pmf(Array{0, 1}, 0.3), {0.7, 0.3});
  expect_near(stats::bernoulli::cdf(Array{-1.0, 0.0, 0.5, 1.0}, 0.3), {0.0, 0.7, 0.7, 1.0});
  expect_same(stats::bernoulli::ppf(Array{0.5, 0.9, 2.0}, 0.3), {0.0, 1.0, wg::nan});
  expect_near(stats::binom::logpmf(Array{0.0, 3.0, 6.0, 1.5}, 5, 0.3),
              {-1.7833747, -2.0226832, -inf, -inf});
  expect_near(stats::betabinom::logpmf(Array{0, 3, 6}, 5, 2.0, 3.0),
              {-1.7917595, -1.6582281, -inf});
  expect_near(stats::betabinom::pmf(0, 5, 2.0, 3.0), 1.0 / 6);
  expect_near(stats::nbinom::logpmf(Array{0, 3, -1}, 2.5, 0.3), {-3.0099320, -2.1985852, -inf});
  expect_near(stats::nbinom::pmf(0, 2.0, 0.5), 0.25);
  expect_near(stats::geom::logpmf(Array{0, 1, 3}, 0.3), {-inf, -1.2039728, -1.9173227});
  expect_near(stats::geom::pmf(2, 0.5), 0.25);
  expect_near(stats::poisson::pmf(Array{0, 2}, 3.0), {0.049787068, 0.22404181});
  expect_near(stats::poisson::logpmf(Array{0, 1, 3}, 3.0, 1), {-inf, -3.0, -1.4959226});
  expect_near(stats::poisson::cdf(Array{0, 1, 3}, 3.0, 1), {0.0, 0.049787068, 0.42319008});
  expect_near(stats::multinomial::logpmf(Array{1, 2, 3}, 6, Array{0.2, 0.3, 0.5}), -2.0024805);
  expect_near(stats::multinomial::pmf({{1, 2, 3}, {1, 1, 1}}, 6, Array{0.2, 0.3, 0.5}),
              {0.135, 0.0});
  EXPECT_THROW((void)stats::multinomial::logpmf(1, 1, 0.5), wg::ShapeError);
}

TEST(Discrete, CertainOutcomesAndShifts) {
  expect_near(stats::binom::pmf(Array{0, 5}, 5, Array{0.0, 1.0}), {1.0, 1.0});
  expect_near(stats::binom::pmf(Array{2, 3}, 5, 0.3, 2), stats::binom::pmf(Array{0, 1}, 5, 0.3));
  expect_near(stats::geom::pmf(1, 1.0), 1.0);
  EXPECT_TRUE(std::isnan(stats::binom::pmf(wg::nan, 5, 0.3).item<float>()));
  expect_near(wg::grad([](Array p) { return stats::binom::logpmf(0, 5, p); })(0.5), -10.0);
}

}  // namespace
