// Sets of dtypes.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Dtypes, UnionsAndMembers) {
  constexpr Dtypes set = floating | complex;
  static_assert(set.contains(float16) && set.contains(complex128) && !set.contains(int32));
  static_assert(set.intersects(numeric) && !set.intersects(boolean));
  static_assert(Dtypes{float32, float64}.contains(float64));
}

TEST(Dtypes, PrintAsNumPyNamesThem) {
  EXPECT_EQ((Dtypes{float32, complex64}.str()), "float32, complex64");
}

}  // namespace
}  // namespace wengert::testing
