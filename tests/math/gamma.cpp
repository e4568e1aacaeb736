#include "wengert/math/gamma.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto lgamma = [](auto x) { return math::lgamma(x); };
constexpr auto digamma = [](auto x) { return math::digamma(x); };

/// By recurrence to 40 and the asymptotic series (Abramowitz and Stegun 6.3.18), for x > 0.
template <class W>
W true_digamma(W x) {
  W sum = 0;
  for (; x < 40; x += 1) sum -= 1 / x;
  const W z = 1 / (x * x);
  const W low = W(1) / 240 - z * (W(1) / 132 - z * (W(691) / 32760 - z / 12));
  const W series = z * (W(1) / 12 - z * (W(1) / 120 - z * (W(1) / 252 - z * low)));
  return sum + (std::log(x) - 1 / (2 * x) - series);
}

TEST(Gamma, LgammaIsWithin2UlpForPositiveArguments) {
  expect_within(2, [](auto x) { return math::lgamma(math::abs(x)); },
                [](auto x) { return std::lgamma(std::fabs(x)); },
                {1, 2, 1.33, 1.4616, 2.414, 3.414, 4.414, 0.5, 1e-40, 1e-310, 4.08e36, 2.55e305});
}

TEST(Gamma, LgammaOfNegativeArgumentsIsAccurateBesideItsTerms) {
  const auto run = [&]<class T>(T) {
    Samples samples;
    for (int i = 0; i < 4000; ++i) {
      const T x = T(-samples.uniform(0, i % 2 ? 5 : 100));
      const Wide<T> truth = std::lgamma(Wide<T>(x));
      const Wide<T> terms = 3 + std::fabs(std::lgamma(-Wide<T>(x))) + std::fabs(truth);
      EXPECT_LE(std::fabs(Wide<T>(math::lgamma(x)) - truth),
                2 * terms * std::numeric_limits<T>::epsilon())
          << x;
    }
  };
  run(0.0f), run(0.0);
}

// At the root, 1.4616..., the truth above is exact to 2^-60 only: an ULP of 0.01.
TEST(Gamma, DigammaIsWithin2UlpForPositiveArguments) {
  const auto away_from_root = []<class V>(V x) {
    const V a = std::fabs(x);
    return a > V(1.43f) && a < V(1.49f) ? V(2) : a;
  };
  expect_within(2, [&](auto x) { return math::digamma(away_from_root(x)); },
                [&](auto x) { return true_digamma(away_from_root(x)); },
                {1, 2, 1.25, 2.25, 3.25, 4.25, 0.0644, 1e-38, 1e-307});
}

TEST(Gamma, DigammaVanishesAtItsRootToTheLastBit) {
  // digamma(root + d) is 0.967672245... d: here -d is what the nearest double lacks.
  const double slope = 0.96767224544762117;
  EXPECT_NEAR(math::digamma(0x1.762d86356be3fp0), -slope * 0x1.b86a722197829p-54, 1e-31);
  EXPECT_NEAR(math::digamma(0x1.762d86p0f), -slope * 0x1.ab5f2p-27, 1e-15);
}

TEST(Gamma, DigammaOfNegativeArgumentsIsAccurateBesideItsTerms) {
  const auto run = [&]<class T>(T) {
    Samples samples;
    for (int i = 0; i < 4000; ++i) {
      const T x = T(-samples.uniform(0.01, i % 2 ? 5 : 100));
      const Wide<T> pi = Wide<T>(3.14159265358979323846264338327950288L);
      const Wide<T> turn = Wide<T>(x) - std::round(Wide<T>(x));
      const Wide<T> reflection = -pi / std::tan(pi * turn);
      const Wide<T> right = true_digamma(1 - Wide<T>(x));
      const Wide<T> terms = 1 + std::fabs(right) + std::fabs(reflection);
      EXPECT_LE(std::fabs(Wide<T>(math::digamma(x)) - (right + reflection)),
                2 * terms * std::numeric_limits<T>::epsilon())
          << x;
    }
  };
  run(0.0f), run(0.0);
}

TEST(Gamma, SpecialValues) {
  expect_exact(lgamma, {{1, 0}, {2, 0}, {0, inf}, {-0.0, inf}, {-1, inf}, {-1e10, inf}, {inf, inf},
                        {-inf, inf}, {nan, nan}});
  expect_exact(digamma, {{-1, nan}, {-3, nan}, {inf, inf}, {-inf, nan}, {nan, nan}, {0, -inf},
                         {-0.0, inf}});
}

}  // namespace
}  // namespace wengert::testing
