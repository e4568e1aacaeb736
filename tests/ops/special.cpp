// The error and gamma functions at their ends, and polygamma's reflection.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Special, EndsOfTheDomain) {
  expect_same(apply_to<Erf, double>({-INFINITY, 0, INFINITY}), {-1, 0, 1});
  expect_same(apply_to<Erfc, double>({-INFINITY, 0, INFINITY}), {2, 1, 0});
  expect_same(apply_to<ErfInv, double>({-1, 0, 1, 2}), {-INFINITY, 0, INFINITY, NAN});
  expect_same(apply_to<Lgamma, double>({1, 2, 0}), {0, 0, INFINITY});
}

TEST(Special, PolygammaAgreesWithKnownValues) {
  const double pi = std::acos(-1.);
  const auto polygamma = [](double x, std::int64_t order) {
    return elements<double>(apply<Polygamma>({scalar(x)}, {{"order", order}}))[0];
  };
  EXPECT_NEAR(polygamma(1, 1), pi * pi / 6, 1e-14);
  EXPECT_NEAR(polygamma(0.5, 1), pi * pi / 2, 1e-14);
  EXPECT_NEAR(polygamma(-0.5, 1), pi * pi / 2 + 4, 1e-13);
  EXPECT_NEAR(polygamma(1, 2), -2.4041138063191886, 1e-14);  // -2 zeta(3)
  EXPECT_NEAR(polygamma(1, 3), std::pow(pi, 4) / 15, 1e-13);
  EXPECT_NEAR(polygamma(1e8, 1), 1.000000005e-8, 1e-22);
}

}  // namespace
}  // namespace wengert::testing
