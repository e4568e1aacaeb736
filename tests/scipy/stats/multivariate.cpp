// Values from scipy.stats.
#include "support/same.hpp"

namespace {

namespace stats = wg::scipy::stats;

TEST(Multivariate, Densities) {
  const Array mean = {0.5, -1.0}, covariance = {{2.0, 0.5}, {0.5, 1.0}};
  namespace mvn = stats::multivariate_normal;
  expect_near(mvn::logpdf({{1.0, 2.0}, {0.0, 0.0}}, mean, covariance), {-6.9033992, -2.9033992});
  expect_near(mvn::pdf(Array{0.0, 0.0}, mean, covariance), 0.054836485);
  EXPECT_THROW((void)mvn::logpdf(Array{1.0, 2.0, 3.0}, mean, covariance), wg::ShapeError);
  const Array alpha = {1.0, 2.0, 3.0};
  expect_near(stats::dirichlet::logpdf(Array{0.2, 0.3, 0.5}, alpha), 1.5040774);
  expect_near(stats::dirichlet::pdf({{0.2, 0.5}, {0.3, 0.5}, {0.5, 0.5}}, alpha), {4.5, 0.0});
  EXPECT_THROW((void)stats::dirichlet::logpdf(Array{0.5, 0.5}, alpha), wg::ShapeError);
}

}  // namespace
