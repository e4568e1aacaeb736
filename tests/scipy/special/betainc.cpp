// Values from scipy.special.
#include "support/same.hpp"

namespace {

using wg::scipy::special::betainc;

TEST(Betainc, Values) {
  const auto wide = [](std::vector<double> v) { return Array(v); };
  const Array a = wide({2, 0.5, 10, 1e3, 1e-3, 2, 2, 2, -1, 1e4}),
              b = wide({3, 0.5, 0.1, 1.1e3, 5, 3, 3, 3, 1, 2e4}),
              x = wide({0.4, 0.1, 0.9, 0.48, 0.3, 0, 1, 1.5, 0.5, 0.333});
  const Array want = wide({0.5248, 0.20483276469913345, 0.023856050744374125, 0.6368747348805812,
                           0.999915289176777, 0, 1, wg::nan, wg::nan, 0.4517928423809046});
  expect_same(betainc(a, b, x), want, 1e-11, 0);
  const auto narrow = [](const Array& v) { return v.astype(wg::float32); };
  expect_same(betainc(narrow(a), narrow(b), narrow(x)), narrow(want), 2e-4);
  EXPECT_EQ(betainc(2, 3, 0.4f).dtype(), wg::float32);
  expect_near(wg::jit(betainc)(2.0, Array{{3.0}, {4.0}}, Array{0.4, 0.0}),
              {{0.5248, 0.0}, {0.66304, 0.0}});
}

TEST(Betainc, DerivativesInEachArgument) {
  const auto at = [](Array v) { return betainc(v(0), v(1), v(2)); };
  const Array v = Array(std::vector<double>{2, 3, 0.4});
  expect_near(wg::grad(at)(v), Array(std::vector<double>{-0.24086937617, 0.15634433637, 1.728}),
              1e-8);
  expect_near(wg::jacfwd(at)(v), wg::grad(at)(v), 1e-12);
}

}  // namespace
