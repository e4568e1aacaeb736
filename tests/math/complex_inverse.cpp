#include "wengert/math/complex_inverse.hpp"

#include "complex_error.hpp"

namespace wengert::testing {
namespace {

/// see(name, ours, the standard library's) of each function.
template <class See>
void for_each_inverse(See see) {
#define WG_FUNCTION(name) \
  see(#name, [](auto z) { return math::name(z); }, [](auto z) { return std::name(z); })
  WG_FUNCTION(asin);
  WG_FUNCTION(acos);
  WG_FUNCTION(atan);
  WG_FUNCTION(asinh);
  WG_FUNCTION(acosh);
  WG_FUNCTION(atanh);
#undef WG_FUNCTION
}

TEST(ComplexInverse, AccurateEverywhere) {
  for_each_inverse([](const char* name, auto f, auto truth) {
    SCOPED_TRACE(name);
    for (const auto& [low, high] :
         {std::pair(-30.0, 30.0), std::pair(-3.0, 3.0), std::pair(-0.01, 0.01)})
      expect_error(
          5, [&](auto z, auto) { return f(z); }, [&](auto z, auto) { return truth(z); }, low, high);
  });
}

/// Equal in sign, and up to rounding.
bool near(double got, double want) {
  if (std::isnan(want)) return std::isnan(got);
  if (std::signbit(got) != std::signbit(want)) return false;
  return got == want || std::abs(got - want) <= 1e-15 * std::abs(want);
}

// C99 Annex G: infinities, and zeros whose sign says on which side of a branch cut a number lies.
TEST(ComplexInverse, SpecialValuesAsInC) {
  const double values[] = {0.0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 1e-300, 1e300, -1e300, inf, -inf};
  for (double x : values)
    for (double y : values) {
      for_each_inverse([&](const char* name, auto f, auto truth) {
        const math::Complex<double> got = f(math::Complex<double>{x, y});
        const std::complex<double> want = truth(std::complex<double>(x, y));
        EXPECT_TRUE(near(got.re, want.real()))
            << name << " of " << x << ", " << y << ": " << got.re << " for " << want;
        EXPECT_TRUE(near(got.im, want.imag()))
            << name << " of " << x << ", " << y << ": " << got.im << " for " << want;
      });
    }
}

}  // namespace
}  // namespace wengert::testing
