// Pivoting, with rows exchanged by selects and by the blocked factorisation alike.
#include "wengert/ops/elimination.hpp"

#include <gtest/gtest.h>

namespace wengert::testing {

TEST(Elimination, PivotsAvoidSmallDivisors) {
  ops::Elimination<double> system(2, 3, {1e-20, 1, 1, 1, 1, 2});
  system.run();
  EXPECT_EQ(system.solutions(), (std::vector{1., 1.}));
  EXPECT_EQ(system.sign, -1);
}

TEST(Elimination, BlockedAgreesWithUnrolled) {
  const std::int64_t n = 45;
  std::vector<double> a, joined;
  for (std::int64_t i = 0; i < n * n; ++i) a.push_back(double(i * 7919 % 101) / 50 - 1);
  for (std::int64_t i = 0; i < n; ++i) {
    joined.insert(joined.end(), a.begin() + i * n, a.begin() + (i + 1) * n);
    joined.push_back(double(i));
  }
  ops::Elimination<double> system(n, n + 1, joined);
  system.run();
  std::vector<double> x;
  for (std::int64_t i = 0; i < n; ++i) x.push_back(double(i));
  ops::Factorisation<double>(n, a.data()).solve(x.data(), 1);
  for (std::int64_t i = 0; i < n; ++i) EXPECT_NEAR(x[std::size_t(i)], system.solutions()[std::size_t(i)], 1e-8);
}

}  // namespace wengert::testing
