// Pivoting.
#include "wengert/ops/elimination.hpp"

#include <gtest/gtest.h>

namespace wengert::testing {

TEST(Elimination, PivotsAvoidSmallDivisors) {
  ops::Elimination<double> system(2, 3, {1e-20, 1, 1, 1, 1, 2});
  system.run();
  EXPECT_EQ(system.solutions(), (std::vector{1., 1.}));
  EXPECT_EQ(system.sign, -1);
}

}  // namespace wengert::testing
