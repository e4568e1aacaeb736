// Values from scipy.stats.
#include "support/same.hpp"

namespace {

namespace stats = wg::scipy::stats;
const Array x = {-1.5, 0.3, 2.0};
const double inf = wg::inf;

TEST(Continuous, OfTheLine) {
  expect_near(stats::norm::logsf(Array{1.0, 10.0, 30.0}), {-1.8410216, -53.231285, -454.32124});
  expect_near(stats::norm::isf(Array{0.1, 0.9}), {1.2815516, -1.2815516});
  expect_near(stats::logistic::pdf(x), {0.14914645, 0.24445831, 0.10499359});
  expect_near(stats::logistic::sf(x), {0.81757448, 0.42555748, 0.11920292});
  expect_near(stats::logistic::ppf(Array{0.1, 0.5}), {-2.1972246, 0.0});
  expect_near(stats::logistic::isf(Array{0.1, 0.5}), {2.1972246, 0.0});
  expect_near(stats::laplace::logpdf(x, 0, 2), {-2.1362944, -1.5362944, -2.3862944});
  expect_near(stats::laplace::pdf(0.0), 0.5);
  expect_near(stats::laplace::cdf(x, 0, 2), {0.23618328, 0.56964601, 0.81606028});
}

TEST(Continuous, Cauchy) {
  namespace cauchy = stats::cauchy;
  expect_near(cauchy::pdf(x, 1, 2), {0.062109246, 0.14178614, 0.12732395});
  expect_near(cauchy::cdf(Array{-1.5, 0.3, 2.0, -1e6}, 1, 2),
              {0.21477671, 0.39283308, 0.64758362, 6.3661914e-7}, 1e-5, 0);
  expect_near(cauchy::logcdf(x), {-1.6757538, -0.52294278, -0.15968016});
  expect_near(cauchy::sf(x, 1, 2), {0.78522329, 0.60716692, 0.35241638});
  expect_near(cauchy::logsf(x), {-0.20722965, -0.89838593, -1.9133604});
  expect_near(cauchy::ppf(Array{0.1, 0.5}, 1, 2), {-5.1553671, 1.0});
  expect_near(cauchy::isf(0.1, 1, 2), 7.1553671);
}

TEST(Continuous, Gumbel) {
  namespace r = stats::gumbel_r;
  namespace l = stats::gumbel_l;
  expect_near(r::logpdf(x, 1, 2), {-2.9334901, -1.7622147, -1.7996778});
  expect_near(r::pdf(x, 1, 2), wg::exp(r::logpdf(x, 1, 2)));
  expect_near(r::logcdf(x, 1, 2), {-3.4903430, -1.4190675, -0.60653066});
  expect_near(r::cdf(x, 1, 2), {0.030490413, 0.24193951, 0.54523921});
  expect_near(r::sf(x, 1, 2), {0.96950959, 0.75806049, 0.45476079});
  expect_near(r::logsf(x, 1, 2), {-0.030964916, -0.27699209, -0.78798374});
  expect_near(r::ppf(Array{0.1, 0.9}, 1, 2), {-0.66806489, 5.5007347});
  expect_near(l::logpdf(x, 1, 2), {-2.2296520, -1.7478353, -1.8418685});
  expect_near(l::pdf(x, 1, 2), wg::exp(l::logpdf(x, 1, 2)));
  expect_near(l::logcdf(x, 1, 2), {-1.3898345, -0.68173795, -0.21355919});
  expect_near(l::cdf(x, 1, 2), {0.24911652, 0.50573728, 0.80770435});
  expect_near(l::sf(x, 1, 2), {0.75088348, 0.49426272, 0.19229565});
  expect_near(l::logsf(x, 1, 2), {-0.28650480, -0.70468809, -1.6487213});
  expect_near(l::ppf(Array{0.1, 0.9}, 1, 2), {-3.5007347, 2.6680649});
}

TEST(Continuous, OfAnInterval) {
  expect_near(stats::uniform::logpdf(Array{0.0, 0.5, 3.0}, 0, 2), {-0.69314718, -0.69314718, -inf});
  expect_near(stats::uniform::pdf(Array{0.5, 3.0}, 0, 2), {0.5, 0.0});
  expect_near(stats::uniform::cdf(Array{-1.0, 0.5, 3.0}, 0, 2), {0.0, 0.25, 1.0});
  expect_same(stats::uniform::ppf(Array{0.25, 1.5}, 1, 2), {1.5, wg::nan});
  expect_near(stats::beta::pdf(Array{-1.0, 0.2, 0.5}, 2, 3), {0.0, 1.536, 1.5});
  expect_near(stats::beta::cdf(Array{-1.0, 0.2, 2.0}, 2, 3), {0.0, 0.1808, 1.0});
  expect_near(stats::beta::logcdf(0.2, 2, 3), -1.7103638);
  expect_near(stats::beta::sf(0.2, 2, 3), 0.8192);
  expect_near(stats::beta::logsf(0.2, 2, 3), -0.19942702);
}

TEST(Continuous, OfAHalfLine) {
  namespace expon = stats::expon;
  namespace pareto = stats::pareto;
  expect_near(expon::logpdf(-1.0), -inf);
  expect_near(expon::pdf(x, 0, 2), {0.0, 0.43035399, 0.18393972});
  expect_near(expon::cdf(x, 0, 2), {0.0, 0.13929202, 0.63212056});
  expect_near(expon::logcdf(Array{1e-3, 1.0}, 0, 2), {-7.6011524, -0.93275213});
  expect_near(expon::sf(x, 0, 2), {1.0, 0.86070798, 0.36787944});
  expect_near(expon::logsf(x), {0.0, -0.3, -2.0});
  expect_same(expon::ppf(Array{0.0, 0.5, 2.0}, 1, 2), {1.0, 2.3862944, wg::nan});
  const Array y = {0.5, 1.0, 3.0};
  expect_near(pareto::logpdf(y, 2), {-inf, 0.69314718, -2.6026897});
  expect_near(pareto::pdf(y, 2), {0.0, 2.0, 0.074074074});
  expect_near(pareto::cdf(y, 2), {0.0, 0.0, 0.88888889});
  expect_near(pareto::logcdf(3.0, 2), -0.11778304);
  expect_near(pareto::sf(y, 2), {1.0, 1.0, 0.11111111});
  expect_near(pareto::logsf(3.0, 2), -2.1972246);
  expect_same(pareto::ppf(Array{0.5, 2.0}, 2), {1.4142136, wg::nan});
}

TEST(Continuous, GammaAndWhatFollowsFromIt) {
  const Array y = {-1.0, 0.5, 3.0};
  expect_near(stats::gamma::pdf(y, 2), {0.0, 0.30326533, 0.14936121});
  expect_near(stats::gamma::logcdf(0.5, 2), -2.4056814, 1e-4);
  expect_near(stats::gamma::sf(y, 2), {1.0, 0.90979599, 0.19914827});
  expect_near(stats::gamma::logsf(3.0, 2), -1.6137056);
  expect_near(stats::chi2::logpdf(y, 3), {-inf, -1.5155121, -1.8696324});
  expect_near(stats::chi2::pdf(3.0, 3), 0.15418033);
  expect_near(stats::chi2::cdf(Array{0.5, 3.0}, 3), {0.081108588, 0.60837482});
  expect_near(stats::chi2::sf(Array{0.5, 3.0}, 3), {0.91889141, 0.39162518});
  expect_near(stats::chi2::logcdf(3.0, 3), -0.49696410);
  expect_near(stats::chi2::logsf(3.0, 3), -0.93745008);
  expect_near(stats::t::pdf(x, 3), {0.12001717, 0.34645357, 0.067509661});
  expect_near(stats::t::cdf(Array{-1.5, 0.3, 2.0, -30.0}, 3),
              {0.11529193, 0.60811835, 0.93033702, 4.0676402e-5}, 1e-4, 0);
  expect_near(stats::t::sf(x, 3), {0.88470807, 0.39188165, 0.069662984});
}

TEST(Continuous, NanAndDerivatives) {
  for (const Array& got : {stats::uniform::logpdf(wg::nan), stats::expon::logpdf(wg::nan),
                           stats::pareto::logpdf(wg::nan, 2), stats::cauchy::cdf(wg::nan)})
    EXPECT_TRUE(std::isnan(got.item<float>()));
  // Outside the support nothing leaks into the gradient.
  expect_near(wg::grad([](Array b) { return stats::pareto::pdf(-1.0, b); })(2.0), 0.0);
  expect_near(wg::grad([](Array y) { return stats::t::cdf(y, 3); })(0.3), 0.34645357, 1e-4);
}

}  // namespace
