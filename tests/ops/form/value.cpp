// Elements and the values that compute with them.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Value, LoadAndStoreAreInverse) {
  EXPECT_EQ(store(load(std::int8_t(-3))), -3);
  EXPECT_EQ(store(load(std::complex<float>(1, 2))), std::complex<float>(1, 2));
  EXPECT_TRUE(store(load(true)));
}

TEST(Value, HalvesComputeInFloat) {
  static_assert(compute_dtype(float16) == float32 && compute_dtype(bfloat16) == float32 &&
                compute_dtype(int8) == int8);
  static_assert(computes_in<Sin, float> && !computes_in<Sin, float16_t> && !computes_in<Sin, int>);
}

}  // namespace
}  // namespace wengert::testing
