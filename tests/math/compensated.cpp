#include "wengert/math/compensated.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

TEST(Compensated, SumsAndProductsAreExact) {
  Samples samples;
  for (int i = 0; i < 4000; ++i) {
    // Magnitudes that two significands of double bridge within one of long double.
    const float a = float(samples.uniform(-1, 1)), b = float(samples.uniform(-1, 1) * 1e-3);
    for (const auto sum : {math::ordered_sum(a, b), math::exact_sum(a, b), math::exact_sum(b, a)}) {
      EXPECT_EQ(double(sum.high) + double(sum.low), double(a) + double(b));
      EXPECT_EQ(sum.high, a + b);
    }
    const auto product = math::exact_product(a, b);
    EXPECT_EQ(double(product.high) + double(product.low), double(a) * double(b));
    EXPECT_EQ(product.high, a * b);
  }
}

TEST(Compensated, QuotientOfPairsIsRoundedAboutOnce) {
  Samples samples;
  for (int i = 0; i < 4000; ++i) {
    const double a = samples.uniform(0.5, 2), b = samples.uniform(0.5, 2);
    const math::Pair<double> x = {a, a * 0x1p-55}, y = {b, -b * 0x1p-54};
    const long double truth = ((long double)x.high + x.low) / ((long double)y.high + y.low);
    EXPECT_LE(ulps(math::quotient(x, y), truth), 0.6);
  }
}

}  // namespace
}  // namespace wengert::testing
