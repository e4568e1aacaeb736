// Numbers from JAX 0.10.2, jax_threefry_partitionable=True, in double precision.
#include <cmath>

#include "acceptance/near.hpp"

namespace {

namespace random = wg::random;
const Array key = random::key(42);

Array doubles(std::vector<double> x) { return Array(x); }

/// The derivative of each draw with respect to its own parameter.
Array slopes(const std::function<Array(Array)>& draw, const Array& a) {
  return wg::grad([&](Array b) { return wg::sum(draw(b)); })(a);
}
Array gamma_draws(const Array& a) { return random::gamma(key, a, {}, a.dtype()); }
Array loggamma_draws(const Array& a) { return random::loggamma(key, a, {}, a.dtype()); }

TEST(Gamma, MovesWithItsParameterAsInJax) {
  const Array a = doubles({0.01, 0.3, 1.0, 2.5, 20.0, 1000.0, 1e6});
  expect_near(
      gamma_draws(a),
      doubles({2.2212187069112861e-47, 7.1891521530555668e-04, 4.2402125068450430e-01,
               2.7641494070282771, 14.126565810609454, 953.13193131420712, 9.9847078025841992e+05}),
      1e-7, 0);
  expect_near(slopes(gamma_draws, a),
              doubles({2.3736511267701976e-43, 1.6949413673834932e-02, 7.3351484418125235e-01,
                       1.1233735326036003, 8.4318306665542353e-01, 9.7635374267271269e-01,
                       9.9923516661765666e-01}),
              1e-6, 0);
  expect_near(slopes(loggamma_draws, a),
              doubles({1.0686255790051742e+04, 23.576373559754213, 1.7299011382026905,
                       4.0640839809427431e-01, 5.9687759782506303e-02, 1.0243636777768619e-03,
                       1.0007655570644055e-06}),
              1e-6, 0);
}

// dx/da = -dP/da / p at the draw x, dP/da by differences.
TEST(Gamma, KeepsItsPlaceInTheDistribution) {
  for (const double a : {0.05, 0.7, 1.3, 3.0, 30.0, 300.0, 3000.0, 9e4}) {
    const Array order = wg::full({20}, a, wg::float64);
    const std::vector<double> x = gamma_draws(order).to_vector<double>(),
                              slope = slopes(gamma_draws, order).to_vector<double>();
    const double h = 1e-4 * std::sqrt(a) * std::min(1.0, std::sqrt(a));
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (x[k] < 1e-200) continue;
      const auto p = [&](double b) {
        const Array at = doubles({b}), y = doubles({x[k]});
        return x[k] < a ? wg::scipy::special::gammainc(at, y)(0).item<double>()
                        : -wg::scipy::special::gammaincc(at, y)(0).item<double>();
      };
      const double moved = (8 * (p(a + h) - p(a - h)) - (p(a + 2 * h) - p(a - 2 * h))) / (12 * h);
      const double density = std::exp((a - 1) * std::log(x[k]) - x[k] - std::lgamma(a));
      EXPECT_NEAR(slope[k], -moved / density, 2e-5 * (slope[k] + x[k])) << a << " drew " << x[k];
    }
  }
}

TEST(Gamma, TheTwoFormulasMeetAtLargeParameters) {
  const auto slope = [](double a) {
    const auto draw = [](Array b) { return random::loggamma(random::key(3), b, {}, wg::float64); };
    return a * slopes(draw, doubles({a}))(0).item<double>();
  };
  EXPECT_NEAR(slope(99999.9), slope(100000.1), 1e-8);
}

TEST(Gamma, DistributionsMadeOfItMoveToo) {
  const Array jacobian = wg::jacrev(
      [](Array a) { return random::dirichlet(key, a, {}, wg::float64); })(doubles({0.5, 2.0, 3.0}));
  expect_near(jacobian,
              Array(std::vector{0.09479136281008427, -0.00272995080055808, -0.00455589222529057,
                                -0.01696827191441674, 0.09231195599396248, -0.03259631758170961,
                                -0.07782309089566752, -0.08958200519340441, 0.03715220980700017})
                  .reshape({3, 3}),
              1e-5, 1e-8);
  const auto slope = [](auto draw, double a) {
    return wg::grad([&](Array b) { return draw(b); })(
               Array(wg::Tensor(wg::Constant(wg::float64, a))))
        .template item<double>();
  };
  EXPECT_NEAR(slope([](Array a) { return random::beta(key, a, 2.0, {}, wg::float64); }, 1.5),
              0.18661589221578026, 1e-6);
  EXPECT_NEAR(slope([](Array a) { return random::t(key, a, {}, wg::float64); }, 3.0),
              0.008460262853581035, 1e-8);
  EXPECT_NEAR(slope([](Array a) { return random::chisquare(key, a, {}, wg::float64); }, 3.0),
              1.1893744773003248, 1e-6);
}

// E x = a and E x^2 = a + a^2: derivatives of draws are on average those of these.
TEST(Gamma, AveragesMoveAsExpectationsDo) {
  const auto along = [](const std::function<Array(Array)>& f) {
    return [f](Array a) {
      return Array(
          wg::jvp([&](Array b) { return f(b); }, std::tuple{a}, std::tuple{Array(wg::ones_like(a))})
              .second);
    };
  };
  const auto square = [](Array b) { return Array(wg::square(gamma_draws(b))); };
  for (const double a : {0.5, 2.0}) {
    const Array many = wg::full({3000}, a, wg::float64);
    const auto mean = [&](const auto& f) { return wg::mean(f(many)).template item<double>(); };
    EXPECT_NEAR(mean(along(gamma_draws)), 1, 0.05) << a;
    EXPECT_NEAR(mean(along(square)), 1 + 2 * a, 0.1 * (1 + 2 * a)) << a;
    EXPECT_NEAR(mean(along(along(square))), 2, 0.2) << a;
    expect_near(slopes(square, many), along(square)(many), 1e-10);
  }
}

TEST(Gamma, TransformsCompose) {
  const Array a = {0.3f, 1.0f, 2.5f};
  const auto f = [](Array b) { return wg::sum(random::gamma(key, b)); };
  const Array slope = wg::grad(f)(a);
  EXPECT_EQ(slope.dtype(), wg::float32);
  expect_near(wg::jit(wg::grad(f))(a), slope, 1e-5);
  const Array rows = wg::vmap(wg::grad(f))(wg::stack({a, 2 * a}));
  expect_near(rows(0), slope, 1e-5);
  expect_near(rows(1), wg::grad(f)(2 * a), 1e-5);
  EXPECT_TRUE(bool(wg::all(wg::isfinite(
      wg::grad([](Array b) { return wg::sum(random::gamma(key, b)); })(Array{1e-6, 1e-3})))));
}

}  // namespace
