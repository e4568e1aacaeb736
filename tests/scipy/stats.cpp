#include "acceptance/near.hpp"

namespace {

namespace stats = wg::scipy::stats;

// Densities integrate to their distribution functions.
TEST(Stats, DensitiesIntegrateToDistributions) {
  const wg::DefaultFloat x64(wg::float64);
  const Array x = wg::linspace(-12, 3, 60001);
  const double dx = 15.0 / 60000;
  expect_near(wg::trapezoid(stats::norm::pdf(x, 0.5, 1.5), dx), stats::norm::cdf(3.0, 0.5, 1.5),
              1e-7);
  expect_near(wg::trapezoid(wg::exp(stats::logistic::logpdf(x, 0.0, 0.5)), dx),
              stats::logistic::cdf(3.0, 0.0, 0.5), 1e-7);
  expect_near(wg::trapezoid(wg::exp(stats::gamma::logpdf(x, 2.5)), dx), stats::gamma::cdf(3.0, 2.5),
              1e-6);
  const Array u = wg::linspace(0, 1, 10001);
  expect_near(wg::trapezoid(wg::exp(stats::beta::logpdf(u, 2.0, 3.0)), 1e-4), 1.0, 1e-6);
  const Array wide = wg::linspace(-500, 500, 100001);
  expect_near(wg::trapezoid(wg::exp(stats::t::logpdf(wide, 4.0)), 0.01), 1.0, 1e-6);
  const Array k = wg::arange(0.0, 8.0);
  expect_near(wg::sum(wg::exp(stats::poisson::logpmf(k, 3.0))), stats::poisson::cdf(7.0, 3.0),
              1e-9);
}

TEST(Stats, TailsAndInverses) {
  expect_near(stats::norm::ppf(stats::norm::cdf(0.7, 0.2, 2.0), 0.2, 2.0), 0.7, 1e-5);
  expect_near(stats::norm::sf(1.0) + stats::norm::cdf(1.0), 1.0);
  expect_near(stats::gamma::logpdf(-1.0, 2.0), -wg::inf);
  expect_near(stats::poisson::logpmf(0.5, 2.0), -wg::inf);
}

}  // namespace
