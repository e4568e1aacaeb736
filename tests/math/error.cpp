#include "wengert/math/error.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto erf = [](auto x) { return math::erf(x); };
constexpr auto erfc = [](auto x) { return math::erfc(x); };
constexpr auto erf_inv = [](auto x) { return math::erf_inv(x); };

TEST(Error, ErfIsWithin2Ulp) {
  expect_within(2, erf, [](auto x) { return std::erf(x); },
                {0, 0.925, 1, -1, 3.9, 4, 5.9, 6, 1e-40, 1e-310});
}

TEST(Error, ErfcIsWithin2UlpDownToTheSubnormals) {
  expect_within(2, erfc, [](auto x) { return std::erfc(x); },
                {0, 1e-3, 0.5, 2, 4, -1, 9.2, 10.05, 26.5, 27.2, -6});
}

TEST(Error, ErfInvIsWithin2Ulp) {
  // The truth by Newton's method on whichever of erf and erfc is small.
  const auto truth = []<class W>(W x) {
    if (!(std::fabs(x) < 1)) return std::fabs(x) == 1 ? std::copysign(W(inf), x) : W(nan);
    const W a = std::fabs(x), slope = W(1.12837916709551257389615890312154517L);
    const W complement = 1 - a, w = -std::log(complement * (1 + a));
    W y = w < 4 ? a * W(0.886) : std::sqrt(w) - std::log(std::sqrt(w) + 1) / (2 * std::sqrt(w));
    for (int i = 0; i < 40; ++i) {
      const W error = a < W(0.5) ? std::erf(y) - a : complement - std::erfc(y);
      const W step = error / (slope * std::exp(-y * y));
      y -= step / (1 + y * step);
      if (std::fabs(step) < 1e-12 * y) break;
    }
    return std::copysign(y, x);
  };
  expect_within(2, erf_inv, truth, {0, 0.5, 0.9966, 0.99903, 0.9999999, 1, -1, 1e-40});
}

TEST(Error, SpecialValues) {
  expect_exact(erf, {{0, 0}, {-0.0, -0.0}, {inf, 1}, {-inf, -1}, {nan, nan}});
  expect_exact(erfc, {{0, 1}, {inf, 0}, {-inf, 2}, {nan, nan}});
  expect_exact(erf_inv, {{0, 0}, {-0.0, -0.0}, {1, inf}, {-1, -inf}, {1.5, nan}, {nan, nan}});
}

}  // namespace
}  // namespace wengert::testing
